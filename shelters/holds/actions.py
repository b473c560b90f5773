"""Asking for a bed and answering: hold, accept, decline, release, run out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.receipts import once
from casework.cases.models import Case
from casework.cases.timeline import add_entry
from casework.codes import new_code
from shelters.constraints import BedNotUsable, in_words, queue_for
from shelters.models import Bed, Booking, BookingState
from shelters.rules import BedFacts, Wish, suitability
from shelters.workflow import MoveRefused, check_move


class NotSuitable(Exception):
    """The bed is not for this person."""


class HoldRanOut(Exception):
    """The time of the hold is over."""


class NotYourHouse(Exception):
    """Only the house decides about its beds."""


@audited(Event.BED_HELD)
def hold_bed(
    *,
    by: Actor,
    bed: Bed,
    sex: str = "unknown",
    age_band: str = "unknown",
    needs: Iterable[str] = (),
    first_day: date,
    form_key: UUID | None = None,
) -> Booking:
    """Hold a bed for somebody, in any house of the network, for as long as that house allows. The house decides next."""
    wanted = list(needs)

    def make(pk: UUID) -> Booking:
        queue_for(bed.pk)
        _refuse_unusable(bed, first_day)
        if not suitability(Wish(sex, age_band, frozenset(wanted)), _facts(bed)).fits:
            raise NotSuitable
        return Booking.objects.create(
            pk=pk, organisation_id=bed.organisation_id, bed=bed, requester_id=by.organisation_id,
            requested_by_id=by.user_id, code=new_code("B"), during=DateRange(first_day, None),
            expires_at=timezone.now() + timedelta(minutes=bed.shelter.hold_minutes),
            sex=sex, age_band=age_band, needs=wanted,
        )  # fmt: skip

    with in_words():
        return once(by=by, key=form_key, model=Booking, make=make)


@audited(Event.HOLD_ACCEPTED)
def accept_hold(*, by: Actor, hold: Booking) -> Booking:
    """The house takes the person: the bed stays theirs until they arrive or the hold is given up."""
    _refuse_foreign(by, hold)
    return _move(hold, BookingState.ACCEPTED)


@audited(Event.HOLD_DECLINED)
def decline_hold(*, by: Actor, hold: Booking, reason: str) -> Booking:
    """The house cannot take the person, or they did not come; the reason is told to whoever asked."""
    _refuse_foreign(by, hold)
    return _move(hold, BookingState.DECLINED, decline_reason=reason)


@audited(Event.HOLD_RELEASED)
def release_hold(*, by: Actor, hold: Booking) -> Booking:
    """The bed is no longer needed; whoever asked gives it back."""
    if hold.requester_id != by.organisation_id:
        raise NotYourHouse
    return _move(hold, BookingState.RELEASED)


@audited(Event.HOLD_RELEASED)
def expire_hold(*, by: Actor, hold: Booking) -> Booking:
    """The time is over and nobody answered: the bed is free again."""
    current: Booking = Booking.objects.select_for_update().get(pk=hold.pk)
    if current.state == BookingState.HELD and current.has_run_out:
        current.state, current.decided_at = BookingState.EXPIRED, timezone.now()
        current.save(update_fields=["state", "decided_at"])
    return current


@audited(Event.CASE_CHANGED)
def attach_hold(*, by: Actor, hold: Booking, case: Case) -> Booking:
    """Say which case a hold is for. A house of the same organisation then checks in without asking again."""
    add_entry(case=case, by=by, kind="bed_held", source_id=hold.pk)
    if hold.organisation_id == case.organisation_id and hold.case_id is None:
        hold.case = case
        hold.save(update_fields=["case"])
    return hold


def _move(hold: Booking, target: BookingState, **values: str) -> Booking:
    current: Booking = Booking.objects.select_for_update().get(pk=hold.pk)
    if current.has_run_out:
        raise HoldRanOut
    if current.state == target:
        return current  # a second press
    check_move(current.state, target)
    for name, value in {**values, "state": target, "decided_at": timezone.now()}.items():
        setattr(current, name, value)
    current.save(update_fields=[*values, "state", "decided_at"])
    return current


def _refuse_foreign(by: Actor, hold: Booking) -> None:
    if hold.organisation_id != by.organisation_id:
        raise NotYourHouse


def _refuse_unusable(bed: Bed, day: date) -> None:
    if not Bed.objects.in_use_on(day).filter(pk=bed.pk, shelter__is_active=True).exists():
        raise BedNotUsable


def _facts(bed: Bed) -> BedFacts:
    return BedFacts(bed.kind, bed.is_accessible, bed.has_cot)


REFUSALS = (MoveRefused, HoldRanOut, NotYourHouse)
