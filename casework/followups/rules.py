"""When somebody is asked how they are: decisions from values. No database and no clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from casework.cases.rules import add_months

MILESTONES = (1, 3, 6, 12)
LAPSES_AFTER = 15  # months: what was not asked by then is asked no more
ATTEMPTS = 3


@dataclass(frozen=True)
class Milestone:
    """One of the four dates, and how it stands."""

    months: int
    day: date
    state: str  # done, passed (a later one took its place), due, later

    @property
    def is_open(self) -> bool:
        return self.state in ("due", "later")


def milestones(ended: date, settled: int, *, stopped: bool, today: date, done: Iterable[int] = ()) -> list[Milestone]:
    """The four dates after an end. `settled` is the last one that needs nobody any more; of those that are due only the last is asked."""
    days = {months: add_months(ended, months) for months in MILESTONES}
    lapsed = add_months(ended, LAPSES_AFTER) <= today
    due = [months for months in MILESTONES if months > settled and days[months] <= today]
    found, kept = [], set(done)
    for months in MILESTONES:
        if months in kept:
            state = "done"
        elif stopped or lapsed or months <= settled or (due and months < due[-1]):
            state = "passed"
        else:
            state = "due" if months in due else "later"
        found.append(Milestone(months, days[months], state))
    return found


def latest_end(day: date, months: int) -> date:
    """The last end of help whose milestone falls on this day or before."""
    found = add_months(day, -months)
    while add_months(found + timedelta(days=1), months) <= day:
        found += timedelta(days=1)
    return found


def needs_decision(result: str, attempt: int) -> bool:
    """After three attempts somebody decides; and at once when it is not safe."""
    return result == "not_safe" or (result == "not_reached" and attempt >= ATTEMPTS)


def settles(result: str, decision: str) -> bool:
    """Whether this date needs nobody any more."""
    return result in ("reached", "refused") or decision in ("next", "stop")
