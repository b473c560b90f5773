"""On duty, writing in the log, handing over, taking over."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.receipts import once
from access.shifts import passing
from shelters.log.left import left_in
from shelters.log.models import HouseEntry, HouseShift
from shelters.models import Shelter, Stay


class NotOnDuty(Exception):
    """A hand-over is taken over by somebody of the next shift of that house."""


class StayOfAnotherHouse(Exception):
    """A line about a resident stands in the log of their house."""


@audited(Event.HOUSE_SHIFT_STARTED)
def start_duty(*, by: Actor, shelter: Shelter) -> HouseShift:
    """Somebody is on duty in a house now."""
    return passing.begin(HouseShift, by=by, shelter=shelter)


@audited(Event.HOUSE_SHIFT_ENDED)
def end_duty(*, by: Actor, shift: HouseShift, words: str = "") -> HouseShift:
    """Go, and leave the hand-over. What is open stays where it is and is counted."""
    current = passing.own_running(shift, by)
    current.words = words
    return passing.finish(current, by, left_in(by, current).counts())


@audited(Event.HOUSE_SHIFT_CLOSED)
def close_forgotten_duty(*, by: Actor, shift: HouseShift, reason: str) -> HouseShift:
    """The manager ends the shift of somebody who went without ending it, and says why."""
    current = passing.forgotten_running(shift)
    current.reason = reason
    return passing.finish(current, by, left_in(by, current).counts())


@audited(Event.HOUSE_SHIFT_TAKEN_OVER)
def take_over_duty(*, by: Actor, shift: HouseShift) -> HouseShift:
    """Somebody of the next shift knows what was left. It is said once."""
    if not HouseShift.objects.visible_to(by).on_now().filter(shelter_id=shift.shelter_id, user_id=by.user_id).exists():
        raise NotOnDuty
    return passing.take(shift, by)


@audited(Event.HOUSE_ENTRY_WRITTEN)
def write_entry(*, by: Actor, shelter: Shelter, words: str, stay: Stay | None = None, form_key: UUID | None = None) -> HouseEntry:
    """A line of the log. Whoever wants to correct it writes another one."""
    if by.user_id is None:
        raise PermissionDenied
    if stay is not None and stay.shelter_id != shelter.pk:
        raise StayOfAnotherHouse
    author_id = by.user_id

    def make(pk: UUID) -> HouseEntry:
        return HouseEntry.objects.create(
            pk=pk, organisation_id=shelter.organisation_id, shelter=shelter, stay=stay, author_id=author_id, words=words
        )

    return once(by=by, key=form_key, model=HouseEntry, make=make)
