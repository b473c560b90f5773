"""When an unanswered referral is asked after, told upwards, and given up: decisions from values. No database, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import StrEnum

SATURDAY = 5
RESTING = ("week", "planned")  # urgencies for which Saturdays and Sundays do not count


class Step(StrEnum):
    """What is due, from the mildest."""

    REMIND = "remind"
    ESCALATE = "escalate"
    GIVE_UP = "give_up"


@dataclass(frozen=True)
class Due:
    """The three moments of one referral."""

    remind: datetime
    escalate: datetime
    give_up: datetime


def due_of(sent_at: datetime, urgency: str, hours: tuple[float, float, float], zone: tzinfo) -> Due:
    """`hours` after sending, on the calendar of the country for what can wait over a weekend."""
    rests = urgency in RESTING
    return Due(*(moment_after(sent_at, timedelta(hours=each), zone, rests_at_weekend=rests) for each in hours))


def moment_after(start: datetime, span: timedelta, zone: tzinfo, *, rests_at_weekend: bool) -> datetime:
    """So much time later. At a weekend the clock stands still for what can wait."""
    if not rests_at_weekend:
        return start + span
    at, left = start.astimezone(UTC), span
    while True:
        local = at.astimezone(zone)
        midnight = datetime.combine(local.date() + timedelta(days=1), time(), zone).astimezone(UTC)
        if local.weekday() < SATURDAY:
            if at + left <= midnight:
                return at + left
            left -= midnight - at
        at = midnight


def step_due(due: Due, now: datetime) -> Step | None:
    """The gravest step whose moment has come: after a standstill nobody gets the earlier ones as well."""
    if now >= due.give_up:
        return Step.GIVE_UP
    if now >= due.escalate:
        return Step.ESCALATE
    return Step.REMIND if now >= due.remind else None
