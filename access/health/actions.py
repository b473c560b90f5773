"""Signs of life, and what is recorded when a part of the installation is not well."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from access.actors import Actor, system_actor
from access.audit import audited, record
from access.context import acting
from access.events import Event
from access.health.models import Pulse, PulseName
from access.models import Organisation
from access.outbox.models import JobState, OutboxJob


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


@audited(Event.JOB_RETRIED)
def retry_job(*, by: Actor, job: OutboxJob) -> OutboxJob:
    """Work that was given up is tried again from the beginning."""
    job.state, job.attempts, job.error = JobState.WAITING, 0, ""
    job.not_before, job.finished_at = timezone.now(), None
    job.save(update_fields=["state", "attempts", "error", "not_before", "finished_at"])
    return job
