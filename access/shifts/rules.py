"""When a shift counts as forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

LONGEST = timedelta(hours=16)


def is_too_long(started_at: datetime, now: datetime) -> bool:
    """Nobody works sixteen hours: whoever is still on after them has forgotten to end the shift."""
    return now - started_at >= LONGEST
