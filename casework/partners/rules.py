"""Whether what stands in the directory can be relied on: decisions from values."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

FRESH_DAYS, STALE_DAYS = 90, 180


class Freshness(StrEnum):
    FRESH = "fresh"
    AGEING = "ageing"
    STALE = "stale"
    NEVER = "never"


def freshness(checked_on: date | None, today: date) -> Freshness:
    """Checked within three months, within six, longer ago, or never."""
    if checked_on is None:
        return Freshness.NEVER
    days = (today - checked_on).days
    if days <= FRESH_DAYS:
        return Freshness.FRESH
    return Freshness.AGEING if days <= STALE_DAYS else Freshness.STALE


def still_checked(before: str, after: str, was_checked: bool) -> bool:
    """A number or an address that was changed has not been tried yet."""
    return was_checked and before.strip() == after.strip() and bool(after.strip())
