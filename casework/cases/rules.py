"""Decisions from values: ages, bands, due dates. No database and no clock but the one given."""

from __future__ import annotations

from datetime import date, timedelta

GUARANTEED_MONTHS = 6
EXTENDED_MONTHS = 9
BANDS = ((17, "under_18"), (30, "18_30"), (45, "31_45"))


def age_on(born: date, day: date) -> int:
    """Full years lived on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month."""
    month0 = day.month - 1 + months
    year, month = day.year + month0 // 12, month0 % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))


def guarantee_ends(requested_on: date, *, extended: bool = False) -> date:
    """The special social services last six months, nine while proceedings run or treatment goes on (Social Code)."""
    return add_months(requested_on, EXTENDED_MONTHS if extended else GUARANTEED_MONTHS)


def is_child(age: int | None) -> bool:
    return age is not None and age < 18


def age_band(age: int | None) -> str:
    """The report's age group: under 18, 18–30, 31–45, 46 and over, or not known."""
    if age is None:
        return "unknown"
    return next((code for highest, code in BANDS if age <= highest), "46_up")
