"""Signs of life, and what is recorded when a part of the installation is not well."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from access.actors import system_actor
from access.audit import record
from access.context import acting
from access.events import Event
from access.health.models import Pulse, PulseName
from access.models import Organisation


def give_sign(name: PulseName, *, ok: bool = True, detail: dict[str, Any] | None = None) -> None:
    """Note that a part did its work just now; the one before is forgotten. Detail holds figures, never a case."""
    sign = Pulse(name=name, at=timezone.now(), ok=ok, detail=detail or {})
    Pulse.objects.bulk_create(
        [sign], update_conflicts=True, unique_fields=["name"], update_fields=["at", "ok", "detail"]
    )


def tell_everybody(event: Event, *, outcome: str = "done", detail: dict[str, Any] | None = None) -> None:
    """Write into the audit of every organisation what happened to the installation that keeps its data."""
    for organisation in Organisation.objects.filter(is_active=True):
        with acting(organisation_id=organisation.pk):
            record(event, by=system_actor(organisation), outcome=outcome, detail=detail)
