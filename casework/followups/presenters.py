"""The four dates of a case and what was heard, as people read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from casework.followups.models import FollowUp
from casework.followups.rules import Milestone, milestones, settles

RESULT_TONES = {"reached": "good", "not_reached": "warn", "refused": "plain", "not_safe": "bad"}
SAFETY_TONES = {"safe": "good", "worried": "warn", "danger": "bad"}
AGAIN_TONES = {"none": "good", "suspected": "warn", "yes": "bad"}


@dataclass(frozen=True)
class DateView:
    """One of the four dates with the attempts made."""

    milestone: Milestone
    attempts: list[FollowUp]

    @property
    def is_late(self) -> bool:
        return self.milestone.state == "due" and self.milestone.day < timezone.localdate()


@dataclass(frozen=True)
class FollowUpView:
    """How far a case is with being asked after."""

    ended: date | None
    dates: list[DateView]
    heard: Sequence[FollowUp]
    never: bool
    stopped: bool

    @property
    def current(self) -> Milestone | None:
        """What is asked now: what is due, or the next one ahead of its day."""
        return None if self.never else next((one.milestone for one in self.dates if one.milestone.is_open), None)

    @property
    def needs_help(self) -> bool:
        return bool(self.heard) and self.heard[0].needs_help

    def attempt(self) -> int:
        """The number of the next attempt at the date that is asked now."""
        current = self.current
        return next((len(one.attempts) + 1 for one in self.dates if current and one.milestone.months == current.months), 1)


def follow_up_of(case: Any) -> FollowUpView:
    """Of a case that knows its end."""
    heard = list(FollowUp.objects.filter(case=case).select_related("by"))
    for one in heard:
        one.tone = RESULT_TONES.get(one.result, "plain")
        one.safety_tone, one.again_tone = SAFETY_TONES.get(one.safety, "plain"), AGAIN_TONES.get(one.again, "plain")
    dates: list[DateView] = []
    if case.ended_on is not None:
        since = [one for one in heard if one.since == case.ended_on]
        done = {one.months for one in since if settles(one.result, one.decision)}
        found = milestones(case.ended_on, case.settled, stopped=case.stopped, today=timezone.localdate(), done=done)
        dates = [DateView(each, [one for one in since if one.months == each.months]) for each in found]
    return FollowUpView(case.ended_on, dates, heard, case.person.never_contact, case.stopped)
