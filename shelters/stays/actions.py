"""Living in a house: arriving, moving to another bed, staying longer, leaving. Leaving needs nobody's permission."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.models import User
from access.receipts import once, take_version
from casework.cases.actions import open_case
from casework.cases.models import Case
from casework.cases.timeline import add_entry
from casework.codes import new_code
from casework.people.actions import add_person
from shelters.constraints import BedNotUsable, in_words, queue_for
from shelters.holds.actions import NotYourHouse
from shelters.models import Bed, Booking, BookingState, Stay
from shelters.workflow import check_move


class CaseOfAnotherOrganisation(Exception):
    """A house checks in people of its own organisation's cases only."""


class DaysNotInOrder(Exception):
    """Leaving or moving before the arrival in the present bed."""


@audited(Event.STAY_STARTED)
def check_in(
    *,
    by: Actor,
    hold: Booking,
    arrived_on: date,
    case: Case | None = None,
    lead: User | None = None,
    facts: dict[str, Any] | None = None,
    form_key: UUID | None = None,
) -> Stay:
    """The person of an accepted hold has arrived. Without a case, a new one is opened in this organisation."""

    def make(pk: UUID) -> Stay:
        queue_for(hold.bed_id)
        booking = Booking.objects.select_for_update(of=("self",)).select_related("bed", "requester").get(pk=hold.pk)
        if booking.organisation_id != by.organisation_id:
            raise NotYourHouse
        check_move(booking.state, BookingState.OCCUPIED)
        own = case or booking.case or _open_case_for(booking, by=by, lead=lead)
        stay = _begin(pk, bed=booking.bed, case=own, by=by, arrived_on=arrived_on, facts=facts)
        booking.state, booking.stay, booking.case = BookingState.OCCUPIED, stay, own
        booking.during = DateRange(arrived_on, None)
        booking.save(update_fields=["state", "stay", "case", "during"])
        return stay

    with in_words():
        return once(by=by, key=form_key, model=Stay, make=make)


@audited(Event.STAY_STARTED)
def admit(
    *, by: Actor, bed: Bed, case: Case, arrived_on: date, facts: dict[str, Any] | None = None, form_key: UUID | None = None
) -> Stay:
    """Somebody of one's own cases arrives without a hold."""

    def make(pk: UUID) -> Stay:
        queue_for(bed.pk)
        _refuse_unusable(by, bed, arrived_on)
        stay = _begin(pk, bed=bed, case=case, by=by, arrived_on=arrived_on, facts=facts)
        _occupy(bed, stay, arrived_on, by=by)
        return stay

    with in_words():
        return once(by=by, key=form_key, model=Stay, make=make)


@audited(Event.STAY_MOVED)
def move_bed(*, by: Actor, stay: Stay, bed: Bed, on: date) -> Booking:
    """To another bed of the same house: one booking ends, another begins, and both stay on record."""
    with in_words():
        present = _booking_of(stay)
        queue_for(bed.pk, present.bed_id)
        _refuse_unusable(by, bed, on)
        if present.first_day is None or on < present.first_day or bed.shelter_id != stay.shelter_id:
            raise DaysNotInOrder
        _end(present, on)
        booking = _occupy(bed, stay, on, by=by)
        add_entry(case=stay.case, by=by, kind="moved_bed", source_id=stay.pk)
        return booking


@audited(Event.STAY_MOVED)
def extend_stay(*, by: Actor, stay: Stay, expected_until: date | None, version: int | None = None) -> Stay:
    """Expect the person to stay until another day, or for as long as needed."""
    if expected_until is not None and expected_until < stay.arrived_on:
        raise DaysNotInOrder
    take_version(stay, expected=version)
    stay.expected_until = expected_until
    stay.save(update_fields=["expected_until"])
    return stay


@audited(Event.HOUSE_LOGGED)
def note_needs(*, by: Actor, stay: Stay, needs: str, dangers: str, version: int | None = None) -> Stay:
    """What the house must know tonight: needs, allergies, dangers. Not the story."""
    take_version(stay, expected=version)
    stay.needs, stay.dangers = needs, dangers
    stay.save(update_fields=["needs", "dangers"])
    return stay


@audited(Event.STAY_ENDED)
def check_out(*, by: Actor, stay: Stay, left_on: date, leave_reason: str, destination: str = "") -> Stay:
    """The person left: why and where to are two answers. The bed is free from that day on."""
    current: Stay = Stay.objects.select_for_update(of=("self",)).select_related("case").get(pk=stay.pk)
    if current.left_on is not None:
        return current  # a second press
    booking = _booking_of(current)
    if left_on < current.arrived_on or booking.first_day is None or left_on < booking.first_day:
        raise DaysNotInOrder
    _end(booking, left_on)
    current.left_on, current.leave_reason, current.destination = left_on, leave_reason, destination
    take_version(current, expected=None)
    current.save(update_fields=["left_on", "leave_reason", "destination"])
    add_entry(case=current.case, by=by, kind="left", codes={"reason": leave_reason}, source_id=current.pk, at=_moment_of(left_on))
    return current


def _booking_of(stay: Stay) -> Booking:
    """The bed somebody sleeps in now, locked until the move or the leaving is written."""
    booking: Booking = Booking.objects.select_for_update().get(stay=stay, state=BookingState.OCCUPIED)
    return booking


def _begin(
    pk: UUID, *, bed: Bed, case: Case, by: Actor, arrived_on: date, facts: dict[str, Any] | None
) -> Stay:
    if case.organisation_id != by.organisation_id:
        raise CaseOfAnotherOrganisation
    stay: Stay = Stay.objects.create(
        pk=pk, organisation_id=by.organisation_id, shelter_id=bed.shelter_id, case=case, arrived_on=arrived_on, **(facts or {})
    )
    add_entry(case=case, by=by, kind="arrived", source_id=stay.pk, at=_moment_of(arrived_on))
    return stay


def _moment_of(day: date) -> datetime:
    """Now, for today; otherwise noon of that day: what is written down later happened then."""
    return timezone.now() if day == timezone.localdate() else timezone.make_aware(datetime.combine(day, time(12)))


def _occupy(bed: Bed, stay: Stay, on: date, *, by: Actor) -> Booking:
    booking: Booking = Booking.objects.create(
        organisation_id=by.organisation_id, bed=bed, requester_id=by.organisation_id, requested_by_id=by.user_id,
        code=new_code("B"), state=BookingState.OCCUPIED, stay=stay, case_id=stay.case_id, during=DateRange(on, None),
    )  # fmt: skip
    return booking


def _end(booking: Booking, on: date) -> None:
    check_move(booking.state, BookingState.ENDED)
    booking.state, booking.during = BookingState.ENDED, DateRange(booking.during.lower, on)
    booking.save(update_fields=["state", "during"])


def _open_case_for(booking: Booking, *, by: Actor, lead: User | None) -> Case:
    """A hold from elsewhere brings no case along: sex is all that is known."""
    person = add_person(by=by, facts={"sex": booking.sex})
    foreign = booking.requester_id != by.organisation_id
    return open_case(by=by, person=person, facts={"source": "ngo" if foreign else "hotline"}, lead=lead)


def _refuse_unusable(by: Actor, bed: Bed, day: date) -> None:
    if bed.organisation_id != by.organisation_id:
        raise NotYourHouse
    if not Bed.objects.in_use_on(day).filter(pk=bed.pk, shelter__is_active=True).exists():
        raise BedNotUsable
