"""Decisions about calling back, from values: by when, at which safe moment next, and when trying is over. No database."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.contact.rules import within

MOST_TRIES = 3  # then somebody decides; nobody is forgotten silently
CLAIM = timedelta(minutes=15)  # so long a call-back is one colleague's


class Urgency(models.TextChoices):
    """How soon, as the hotline promises it."""

    NOW = "now", _("Within half an hour")
    TODAY = "today", _("Within four hours")
    LATER = "later", _("Within one day")


PROMISED = {Urgency.NOW: timedelta(minutes=30), Urgency.TODAY: timedelta(hours=4), Urgency.LATER: timedelta(days=1)}
TRY_AGAIN = {Urgency.NOW: timedelta(minutes=15), Urgency.TODAY: timedelta(hours=1), Urgency.LATER: timedelta(hours=4)}


class TryResult(models.TextChoices):
    REACHED = "reached", _("Reached, we spoke")
    NO_ANSWER = "no_answer", _("No answer or switched off")
    NOT_NOW = "not_now", _("Answered, but could not talk now")
    OTHER_PERSON = "other_person", _("Somebody else answered")
    WRONG_NUMBER = "wrong_number", _("Wrong number or no such number")


# Another voice may be the trafficker's, and a wrong number is nobody's business: nobody tries again by themselves.
DECIDE_AT_ONCE = frozenset({TryResult.OTHER_PERSON, TryResult.WRONG_NUMBER})


class CallBackState(models.TextChoices):
    NONE = "", _("Nothing is promised")
    WAITING = "waiting", _("Waits")
    DECISION = "decision", _("Needs a decision")
    REACHED = "reached", _("Called back")
    GIVEN_UP = "given_up", _("Given up")


class GivenUp(models.TextChoices):
    """Why nobody calls back any more: said by the lead, never by the clock."""

    UNREACHABLE = "unreachable", _("Cannot be reached")
    WRONG_NUMBER = "wrong_number", _("The number is not theirs")
    NOT_SAFE = "not_safe", _("Calling would put them in danger")
    ELSEWHERE = "elsewhere", _("They are helped elsewhere")
    NOT_WANTED = "not_wanted", _("They asked not to be called")


def due_of(urgency: str, now: datetime) -> datetime:
    """By when it is promised."""
    return now + PROMISED[Urgency(urgency)]


def after_a_try(result: str, tries: int, urgency: str) -> CallBackState:
    """Where a call-back stands after so many tries, this one among them."""
    if result == TryResult.REACHED:
        return CallBackState.REACHED
    if result in DECIDE_AT_ONCE or tries >= MOST_TRIES:
        return CallBackState.DECISION
    return CallBackState.WAITING


def next_safe(moment: datetime, first: time | None, last: time | None) -> datetime:
    """The moment itself if it is safe, otherwise the next beginning of the safe hours, in the moment's own time zone."""
    if first is None or within(first, last, moment.time()):
        return moment
    today = moment.replace(hour=first.hour, minute=first.minute, second=0, microsecond=0)
    return today if today > moment else today + timedelta(days=1)
