"""Waiting for a bed, and being turned away."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.receipts import once
from access.two_people import somebody
from shelters.unmet.models import TurnAway, WaitingEnd, WaitingEntry


@audited(Event.WAITING_ADDED)
def wait_for_bed(*, by: Actor, facts: dict[str, Any], form_key: UUID | None = None) -> WaitingEntry:
    """Somebody waits until a suitable bed is free."""
    asked_by = somebody(by)

    def make(pk: UUID) -> WaitingEntry:
        return WaitingEntry.objects.create(pk=pk, organisation_id=by.organisation_id, asked_by=asked_by, **facts)

    return once(by=by, key=form_key, model=WaitingEntry, make=make)


@audited(Event.TURNED_AWAY)
def turn_away(*, by: Actor, facts: dict[str, Any], form_key: UUID | None = None) -> TurnAway:
    """Somebody needed a bed and got none, and why: counted as unmet need."""
    recorded_by = somebody(by)

    def make(pk: UUID) -> TurnAway:
        return TurnAway.objects.create(pk=pk, organisation_id=by.organisation_id, recorded_by=recorded_by, **facts)

    return once(by=by, key=form_key, model=TurnAway, make=make)


@audited(Event.WAITING_ENDED)
def end_waiting(*, by: Actor, entry: WaitingEntry, how: str, reason: str = "") -> WaitingEntry:
    """They have a bed, need none, or were turned away (which is counted). A second press changes nothing."""
    current: WaitingEntry = WaitingEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if current.ended_at is not None:
        return current
    current.ended_at, current.ended_how, current.words = timezone.now(), how, ""
    current.save(update_fields=["ended_at", "ended_how", "words"])
    if how == WaitingEnd.TURNED_AWAY:
        same = {name: getattr(current, name) for name in ("sex", "age_band", "needs", "region")}
        TurnAway.objects.create(organisation_id=by.organisation_id, recorded_by=somebody(by), reason=reason, **same)
    return current
