"""When a medicine is due. No database, no clock but the one given."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, tzinfo

WINDOW = timedelta(hours=12)
LATE_AFTER = timedelta(minutes=60)
TIME = re.compile(r"^([01]?\d|2[0-3])[:.]([0-5]\d)$")
MOST = 12


class NotATime(ValueError):
    """A word that is no time of day."""


def read_times(text: str) -> list[time]:
    """Times of day as people write them: 8:00, 20.30; each once, in order."""
    found = set()
    for word in text.replace(",", " ").replace(";", " ").split():
        match = TIME.match(word)
        if match is None:
            raise NotATime(word)
        found.add(time(int(match[1]), int(match[2])))
    return sorted(found)


def due_moments(times: Iterable[time], first: date, last: date | None, now: datetime) -> list[datetime]:
    """The moments within twelve hours before and after now, on the days the medicine is taken."""
    zone: tzinfo | None = now.tzinfo
    days = [now.date() + timedelta(days=step) for step in (-1, 0, 1)]
    moments = [datetime.combine(day, each, zone) for day in days if first <= day and (last is None or day <= last) for each in times]
    return sorted(moment for moment in moments if now - WINDOW <= moment <= now + WINDOW)


def is_late(due_at: datetime, now: datetime) -> bool:
    """More than an hour after it was due."""
    return now - due_at > LATE_AFTER
