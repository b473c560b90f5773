"""Going on shift, handing over, taking over."""

from __future__ import annotations

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.shifts import passing
from access.shifts.passing import AlreadyEnded as AlreadyEnded
from access.shifts.passing import AlreadyOn as AlreadyOn
from access.shifts.passing import AlreadyTaken as AlreadyTaken
from access.shifts.passing import NotTheirShift as NotTheirShift
from access.shifts.passing import OwnHandOver as OwnHandOver
from access.shifts.passing import StillOn as StillOn
from hotline.shifts.left import left_by
from hotline.shifts.models import Shift


@audited(Event.SHIFT_STARTED)
def start_shift(*, by: Actor) -> Shift:
    """Somebody is on now. The second press finds the shift that runs."""
    return passing.begin(Shift, by=by)


@audited(Event.SHIFT_ENDED)
def end_shift(*, by: Actor, shift: Shift, words: str = "") -> Shift:
    """Go, and leave the hand-over. Refused to nobody: what is open stays in the queues and is counted."""
    current = passing.own_running(shift, by)
    current.words = words
    return passing.finish(current, by, left_by(by, current).counts())


@audited(Event.SHIFT_CLOSED)
def close_forgotten_shift(*, by: Actor, shift: Shift, reason: str) -> Shift:
    """The lead ends the shift of somebody who went without ending it, and says why."""
    current = passing.forgotten_running(shift)
    current.reason = reason
    return passing.finish(current, by, left_by(by, current).counts())


@audited(Event.SHIFT_TAKEN_OVER)
def take_over(*, by: Actor, shift: Shift) -> Shift:
    """Somebody else knows what was left. It is said once."""
    return passing.take(shift, by)
