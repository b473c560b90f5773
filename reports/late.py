"""Late entries: who belongs to a month that is frozen already counts in the first month frozen afterwards, once.

A frozen month never changes. When the next one is frozen, the frozen months of three years are counted again and what
is missing in them is added to the new month: people under the token of its own year, so that somebody who counts in
this year already is not counted twice; things as a difference. `late` and `late_items` keep what was added, under
the period it belongs to, so that the next freezing does not add it again. What was corrected downwards, and people who
were erased, change nothing: their figures are out.
"""

from __future__ import annotations

import calendar
import functools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product
from uuid import UUID

from access.indicators import Scope, declared
from reports.counting import counting
from reports.datasets import (
    ADDED_UP_ONCE_A_YEAR,
    ONCE_A_PERIOD,
    ONCE_A_YEAR,
    UNTOLD,
    Frozen,
    FrozenMonth,
    codes_counted,
    counts_people,
    read_items,
    read_month,
    read_people,
    token_of,
)
from reports.models import MonthSnapshot
from reports.periods import list_months, read_period

YEARS_BACK = 2
COUNTED = {*ONCE_A_YEAR, *ONCE_A_PERIOD, *ADDED_UP_ONCE_A_YEAR}
LateMark = tuple[str, str, str]
"""Token of the year it belongs to, indicator, and that period: a month, or a year for who counts once a year."""
LateItem = tuple[str, str, str, int]
"""Indicator, year it belongs to, place, how many."""


@dataclass(frozen=True)
class MonthWithLate:
    """A month as it is frozen, with what in it belongs to earlier ones."""

    month: FrozenMonth
    late: tuple[LateMark, ...] = ()
    late_items: tuple[LateItem, ...] = ()


@dataclass
class Kept:
    """What was frozen before: by month, who was added late under which mark, and the things added late."""

    months: dict[str, FrozenMonth] = field(default_factory=dict)
    marks: set[LateMark] = field(default_factory=set)
    items: list[tuple[str, LateItem]] = field(default_factory=list)
    counted: dict[str, frozenset[str]] = field(default_factory=dict)

    def of_year(self, year: str, code: str = "") -> list[FrozenMonth]:
        """The year's frozen months, those that know the indicator."""
        known = [(month, one) for month, one in sorted(self.months.items()) if month.startswith(year)]
        return [one for month, one in known if not code or code in self.counted[month]]

    def find_people(self, code: str, first: str, last: str) -> set[str]:
        """Tokens that count under an indicator in these months."""
        return {row[0] for name, one in self.months.items() if first <= name <= last for row in one.rows if row[1] == code}


def list_open_months(organisation_id: UUID, period: str) -> list[str]:
    """What a report of this period would freeze: from January to its end, what is not frozen yet."""
    last = read_period(period).months[-1]
    known = set(MonthSnapshot.objects.filter(organisation_id=organisation_id).values_list("month", flat=True))
    return [month for month in list_months(f"{last[:4]}-01", last) if month not in known]


def read_month_with_late(organisation_id: UUID, month: str) -> MonthWithLate:
    """Everything a report could need of one month, with the late entries of months frozen before."""
    own = read_month(organisation_id, month)
    kept = _load_kept(organisation_id, month)
    if not kept.months:
        return MonthWithLate(own)
    people = dict(_find_late_people(organisation_id, month, kept))
    items = _find_late_items(organisation_id, kept)
    rows = _join_people(own.rows, people.values())
    return MonthWithLate(
        replace(own, rows=rows, items=_join_items(own.items, items)),
        tuple(sorted(people)),
        tuple(sorted(items)),
    )


def count_late_told(organisation_id: UUID, period: str, k: int) -> int:
    """How many late entries the months of a period hold, as far as that may be said.

    Months are rounded down to whole groups of k and then added, so that no difference of two reports says more
    than the months do, and 1 to k-1 late entries look like none.
    """
    months = MonthSnapshot.objects.filter(organisation_id=organisation_id, month__in=read_period(period).months)
    return sum(len({mark[0] for mark in late}) // k * k for late in months.values_list("late", flat=True))


def _load_kept(organisation_id: UUID, month: str) -> Kept:
    """Frozen months before this one, not older than the years looked at; marks and things added late, wherever they lie."""
    kept, oldest = Kept(), f"{int(month[:4]) - YEARS_BACK}-01"
    for one in MonthSnapshot.objects.filter(organisation_id=organisation_id).order_by("month"):
        kept.marks |= {(token, code, period) for token, code, period in one.late}
        kept.items += [(one.month, (code, year, place, number)) for code, year, place, number in one.late_items]
        if oldest <= one.month < month:
            kept.months[one.month], kept.counted[one.month] = FrozenMonth.of(one), codes_counted(one)
    return kept


def _find_late_people(organisation_id: UUID, month: str, kept: Kept) -> Iterator[tuple[LateMark, Frozen]]:
    """Marks of people missing in frozen months, each with its row for the new month."""
    token = functools.cache(lambda year, person: token_of(organisation_id, year, person))
    with counting():
        for code, period, first, last in _list_spans(month, kept):
            indicator, scope = declared()[code], Scope(_first_day(first), _last_day(last), organisation_id)
            present = kept.find_people(code, first, last)
            people = indicator.rows(scope).order_by().values_list("counted", flat=True).distinct()
            marks = {person: (token(first[:4], person), code, period) for person in people}
            missing = {who: mark for who, mark in marks.items() if mark[0] not in present and mark not in kept.marks}
            if missing:
                found = read_people(indicator, scope, month[:4], missing)
                yield from ((missing[who], (*row[:3], *UNTOLD) if code in ADDED_UP_ONCE_A_YEAR else row) for who, row in found)


def _list_spans(month: str, kept: Kept) -> Iterator[tuple[str, str, str, str]]:
    """Indicator, name of the span, first and last month: this year's months one by one for who counts in each period."""
    for year, code in product(sorted({name[:4] for name in kept.months}), _list_added_late()):
        months = [one.month for one in kept.of_year(year, code)]
        if months:
            if code in ONCE_A_YEAR or code in ADDED_UP_ONCE_A_YEAR or (code in ONCE_A_PERIOD and year != month[:4]):
                yield code, year, months[0], months[-1]
            elif code in ONCE_A_PERIOD:
                yield from ((code, each, each, each) for each in months)


def _list_added_late() -> list[str]:
    """A stock is counted anew at the end of each month: nothing is added to it."""
    return [code for code, indicator in declared().items() if not indicator.is_stock]


def _join_people(own: Sequence[Frozen], late: Iterable[Frozen]) -> tuple[Frozen, ...]:
    """The month's own rows and the late ones, each person once an indicator; a part brings or needs its whole."""
    rows = {row[:3] if row[1] not in COUNTED else row[:2]: row for row in own}  # beneath a sum one may stand in two places
    for row in late:
        rows.setdefault((row[0], row[1]), row)
        for wider in ONCE_A_PERIOD.get(row[1], ()):  # helped late in a part is helped late
            rows.setdefault((row[0], wider), (row[0], wider, *row[2:]))
    inside = [row for row in rows.values() if all((row[0], wider) in rows for wider in ONCE_A_YEAR.get(row[1], ()))]
    return tuple(sorted(inside))


def _find_late_items(organisation_id: UUID, kept: Kept) -> list[LateItem]:
    """By how much the things of frozen years have grown since; what shrank says nothing."""
    found: list[LateItem] = []
    with counting():
        for year in sorted({name[:4] for name in kept.months}):
            told = _count_told(year, kept)
            for code in _list_added_late():
                indicator, months = declared()[code], [one.month for one in kept.of_year(year, code)]
                if not months or counts_people(indicator):
                    continue
                scope = Scope(_first_day(months[0]), _last_day(months[-1]), organisation_id)
                for _code, place, number in read_items(indicator, scope):
                    if number > told[code, place]:
                        found.append((code, year, place, number - told[code, place]))
    return found


def _count_told(year: str, kept: Kept) -> Mapping[tuple[str, str], int]:
    """Things of this year that are in any frozen month: in its own, or added late elsewhere."""
    told: Counter[tuple[str, str]] = Counter()
    for one in kept.of_year(year):
        for code, place, number in one.items:
            told[code, place] += number
    for where, (code, of_year, place, number) in kept.items:
        if of_year == year and not (where.startswith(year) and where in kept.months):
            told[code, place] += number
        elif of_year != year and where.startswith(year) and where in kept.months:
            told[code, place] -= number
    return told


def _join_items(own: Iterable[tuple[str, str, int]], late: Iterable[LateItem]) -> tuple[tuple[str, str, int], ...]:
    total: Counter[tuple[str, str]] = Counter()
    for code, place, number in [*own, *((code, place, number) for code, _year, place, number in late)]:
        total[code, place] += number
    return tuple(sorted((code, place, number) for (code, place), number in total.items()))


def _first_day(month: str) -> date:
    return date(int(month[:4]), int(month[5:]), 1)


def _last_day(month: str) -> date:
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, calendar.monthrange(year, number)[1])
