"""Periods of a report: a month, a quarter, a half-year, a year or a run of months, each a set of frozen months.

Codes: "2026-03", "2026Q1", "2026H1", "2026" and "2026-02..2026-05".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MONTH = re.compile(r"^(\d{4})-(0[1-9]|1[0-2])$")
_QUARTER = re.compile(r"^(\d{4})Q([1-4])$")
_HALF = re.compile(r"^(\d{4})H([12])$")
_YEAR = re.compile(r"^(\d{4})$")


class PeriodError(ValueError):
    """The text is not the code of a period."""


@dataclass(frozen=True, order=True)
class Period:
    """A named run of whole months; figures are frozen by the month, so nothing shorter is published."""

    code: str
    months: tuple[str, ...]


def list_months(first: str, last: str) -> tuple[str, ...]:
    """All months from the first to the last, both included."""
    low, high = _number_month(first), _number_month(last)
    if low > high:
        raise PeriodError(f"period ends before it begins: {first}..{last}")
    return tuple(f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(low, high + 1))


def read_period(code: str) -> Period:
    """The period a code stands for; a code nobody can read is refused."""
    if _MONTH.match(code):
        return Period(code, (code,))
    if found := _QUARTER.match(code):
        return Period(code, _months_of(found[1], 3 * int(found[2]) - 2, 3))
    if found := _HALF.match(code):
        return Period(code, _months_of(found[1], 6 * int(found[2]) - 5, 6))
    if _YEAR.match(code):
        return Period(code, _months_of(code, 1, 12))
    first, dots, last = code.partition("..")
    if dots:
        return Period(code, list_months(first, last))
    raise PeriodError(f"not a period: {code!r}")


def list_standard_periods(months: tuple[str, ...]) -> tuple[Period, ...]:
    """Every month, quarter, half-year and year that lies wholly within these months."""
    known, found = set(months), [Period(month, (month,)) for month in months]
    for year in sorted({month[:4] for month in months}):
        codes = [f"{year}Q{n}" for n in range(1, 5)] + [f"{year}H1", f"{year}H2", year]
        found += [period for period in map(read_period, codes) if known.issuperset(period.months)]
    return tuple(found)


def _months_of(year: str, first: int, count: int) -> tuple[str, ...]:
    return tuple(f"{year}-{number:02d}" for number in range(first, first + count))


def _number_month(month: str) -> int:
    found = _MONTH.match(month)
    if not found:
        raise PeriodError(f"not a month: {month!r}")
    return int(found[1]) * 12 + int(found[2]) - 1
