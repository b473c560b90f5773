"""Going on shift, handing over, taking over."""

from __future__ import annotations

from django.utils import timezone

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.receipts import take_version
from hotline.shifts.left import left_by
from hotline.shifts.models import Shift


class AlreadyOn(Exception):
    """This person is on shift already."""


class AlreadyEnded(Exception):
    """This shift is over."""


class StillOn(Exception):
    """Whoever hands over has not gone yet."""


class NotTheirShift(Exception):
    """A shift is ended by whoever has it; a forgotten one by the lead."""


class OwnHandOver(Exception):
    """Nobody takes over from themselves."""


class AlreadyTaken(Exception):
    """Somebody has taken this over."""


@audited(Event.SHIFT_STARTED)
def start_shift(*, by: Actor) -> Shift:
    """Somebody is on now. The second press finds the shift that runs."""
    if by.user_id is None:
        raise PermissionError("A shift is somebody's.")
    shift, is_new = Shift.objects.get_or_create(organisation_id=by.organisation_id, user_id=by.user_id, ended_at=None)
    if not is_new:
        raise AlreadyOn
    return shift


@audited(Event.SHIFT_ENDED)
def end_shift(*, by: Actor, shift: Shift, words: str = "") -> Shift:
    """Go, and leave the hand-over. Refused to nobody: what is open stays in the queues and is counted."""
    current = _running(shift)
    if current.user_id != by.user_id:
        raise NotTheirShift
    current.words = words
    return _end(current, by)


@audited(Event.SHIFT_CLOSED)
def close_forgotten_shift(*, by: Actor, shift: Shift, reason: str) -> Shift:
    """The lead ends the shift of somebody who went without ending it, and says why."""
    current = _running(shift)
    if not current.is_forgotten:
        raise NotTheirShift
    current.reason = reason
    return _end(current, by)


@audited(Event.SHIFT_TAKEN_OVER)
def take_over(*, by: Actor, shift: Shift) -> Shift:
    """Somebody else knows what was left. It is said once."""
    current: Shift = Shift.objects.select_for_update().get(pk=shift.pk)
    if current.taken_at is not None:
        raise AlreadyTaken
    if current.is_on:
        raise StillOn
    if current.user_id == by.user_id:
        raise OwnHandOver
    take_version(current, expected=current.version)
    current.taken_by_id, current.taken_at = by.user_id, timezone.now()
    current.save(update_fields=["taken_by", "taken_at"])
    return current


def _running(shift: Shift) -> Shift:
    current: Shift = Shift.objects.select_for_update().get(pk=shift.pk)
    if not current.is_on:
        raise AlreadyEnded
    return current


def _end(current: Shift, by: Actor) -> Shift:
    take_version(current, expected=current.version)
    counts = left_by(by, current).counts()
    current.ended_by_id, current.ended_at = by.user_id, timezone.now()
    for name, number in counts.items():
        setattr(current, name, number)
    current.save(update_fields=["words", "reason", "ended_by", "ended_at", *counts])
    return current
