"""Which periods may be reported, what they are called, and what they are compared with."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reports.periods import Period, PeriodError, list_months, list_standard_periods, read_period

MONTHS_BACK = 36


def is_closed(period: Period, today: date | None = None) -> bool:
    """Is the last month over? Only whole months that are over are frozen."""
    now = today or timezone.localdate()
    return period.months[-1] < f"{now:%Y-%m}"


def is_one_year(period: Period) -> bool:
    """People are counted once in a year, so a period stays inside one."""
    return len({month[:4] for month in period.months}) == 1


def read_closed_period(code: str) -> Period:
    """The period, or an error when it is not one, is not over, or spans two years."""
    period = read_period(code)
    if not is_closed(period) or not is_one_year(period):
        raise PeriodError(code)
    return period


def list_closed_periods() -> list[Period]:
    """What may be reported today, the newest first."""
    now = timezone.localdate()
    first = _shift(f"{now:%Y-%m}", -MONTHS_BACK)
    months = list_months(first, f"{now:%Y-%m}")[:-1]
    return sorted(list_standard_periods(months), key=lambda period: (period.months[-1], len(period.months)), reverse=True)


def name_period(code: str) -> str:
    """The period in words of the reader's language."""
    period = read_period(code)
    year = code[:4]
    if len(code) == 4:
        return _("%(year)s, whole year") % {"year": year}
    if "Q" in code:
        return _("Quarter %(number)s of %(year)s") % {"number": code[-1], "year": year}
    if "H" in code:
        return _("Half-year %(number)s of %(year)s") % {"number": code[-1], "year": year}
    if ".." in code:
        return f"{name_month(period.months[0])} – {name_month(period.months[-1])}"
    return name_month(code)


def name_month(month: str) -> str:
    return date_format(date(int(month[:4]), int(month[5:]), 1), "F Y")


def previous(code: str) -> str:
    """The period of the same length just before."""
    period = read_period(code)
    first = _shift(period.months[0], -len(period.months))
    if len(code) == 4:
        return first[:4]
    if "Q" in code:
        return f"{first[:4]}Q{(int(first[5:]) + 2) // 3}"
    if "H" in code:
        return f"{first[:4]}H{1 if first.endswith('01') else 2}"
    return first if ".." not in code else f"{first}..{_shift(period.months[-1], -len(period.months))}"


def year_before(code: str) -> str:
    """The same period a year earlier."""
    back = str(int(code[:4]) - 1) + code[4:]
    if ".." in code:
        first, _dots, last = code.partition("..")
        return f"{_shift(first, -12)}..{_shift(last, -12)}"
    return back


def months_until(code: str, count: int = 6) -> tuple[str, ...]:
    """The months up to the end of the period, for curves."""
    last = read_period(code).months[-1]
    return list_months(_shift(last, 1 - count), last)


def _shift(month: str, by: int) -> str:
    number = int(month[:4]) * 12 + int(month[5:]) - 1 + by
    return f"{number // 12:04d}-{number % 12 + 1:02d}"
