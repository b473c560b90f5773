"""From one shift to the next: what every room's actions do to a row of its own table, inside their transaction."""

from __future__ import annotations

from typing import Any, TypeVar

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.forms import ActorForm
from access.receipts import take_version
from access.shifts.models import ShiftBase

S = TypeVar("S", bound=ShiftBase)


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


SENTENCES: dict[type[Exception], str | Promise] = {
    AlreadyOn: _("You are on shift already."),
    AlreadyEnded: _("This shift has ended already."),
    StillOn: _("This shift is still running. It is taken over when it has ended."),
    NotTheirShift: _("A shift is ended by whoever has it, or by the shift lead when it was forgotten."),
    OwnHandOver: _("Your own hand-over is taken over by a colleague."),
    AlreadyTaken: _("This hand-over was taken over already."),
}


def begin(model: type[S], *, by: Actor, **facts: Any) -> S:
    """Somebody is on now. The second press finds the shift that runs."""
    if by.user_id is None:
        raise PermissionError("A shift is somebody's.")
    shift, is_new = model._default_manager.get_or_create(
        organisation_id=by.organisation_id, user_id=by.user_id, ended_at=None, defaults=facts
    )
    if not is_new:
        raise AlreadyOn
    return shift


def running(shift: S) -> S:
    """The shift, locked; refused when it is over."""
    current: S = type(shift)._default_manager.select_for_update().get(pk=shift.pk)
    if not current.is_on:
        raise AlreadyEnded
    return current


def own_running(shift: S, by: Actor) -> S:
    current = running(shift)
    if current.user_id != by.user_id:
        raise NotTheirShift
    return current


def forgotten_running(shift: S) -> S:
    current = running(shift)
    if not current.is_forgotten:
        raise NotTheirShift
    return current


def finish(current: S, by: Actor, counts: dict[str, int]) -> S:
    """The end, with how much was left."""
    take_version(current, expected=current.version)
    current.ended_by_id, current.ended_at = by.user_id, timezone.now()
    for name, number in counts.items():
        setattr(current, name, number)
    current.save(update_fields=["words", "reason", "ended_by", "ended_at", *counts])
    return current


def take(shift: S, by: Actor) -> S:
    """Somebody else knows what was left. It is said once."""
    current: S = type(shift)._default_manager.select_for_update().get(pk=shift.pk)
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


def has_new_words(form: ActorForm, shift: ShiftBase) -> bool:
    """Whether something was typed that is not kept with the shift: then it must not be lost."""
    typed = str(form.data.get("words", "")).replace("\r\n", "\n").strip()
    return bool(typed) and typed not in {text.replace("\r\n", "\n").strip() for text in (shift.words, shift.reason)}
