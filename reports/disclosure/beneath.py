"""Sums about people (nights, services, referrals): printed only where at least k people stand beneath.

Beneath the figure itself, and beneath everything that can be worked out of it with all figures told before: the quarter
minus two months, the year minus its months, one programme minus another. A reader who has sums can obtain exactly the
weighted sums of them (their rational span over months and places). None of those that a new figure makes obtainable
may rest on cells beneath which fewer than k people stand. Checked in whole numbers, for every such set of cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from reports.disclosure.ledger import Figure
from reports.disclosure.plan import Outcome, Policy
from reports.tables import Counting, RawTable

LIMIT = 20_000
Cell = tuple[str, str]
"""Month and place."""
Row = tuple[int, ...]


class TooManySetsError(RuntimeError):
    """There are more sets of cells with few people than can be looked at."""


def judge_sum(raw: RawTable, known: Iterable[Figure], figure: Figure, policy: Policy) -> Outcome:
    """May this sum be told after all that is known? Anything unclear is a no."""
    told = [one for one in known if one.indicator == figure.indicator]
    try:
        # What others told as a range is taken as if it were exact, but not for saying that a figure tells nothing new.
        outcomes = [_judge(raw, rows, figure, policy) for rows in ([one for one in told if one.is_exact], told)]
    except TooManySetsError:
        return Outcome.UNDECIDED
    return next((outcome for outcome in outcomes if outcome is not Outcome.PRINTED), Outcome.PRINTED)


def list_thin_sums(raw: RawTable, figures: Iterable[Figure], policy: Policy) -> list[str]:
    """Sums of the ledger that should not have been told after those before them, in words. By counting alone."""
    sums = {form.code for form in raw.indicators if form.counting is Counting.SUMS}
    known: list[Figure] = []
    faults = []
    for figure in figures:
        if figure.indicator in sums:
            if not figure.is_outside and judge_sum(raw, known, figure, policy) is not Outcome.PRINTED:
                faults.append(f"{figure.indicator} {figure.period} {figure.scope}: too few people are known beneath the sum")
            known.append(figure)
    return faults


def _judge(raw: RawTable, told: Sequence[Figure], figure: Figure, policy: Policy) -> Outcome:
    ground = lay_ground(raw, told, figure, policy)
    *rows, fresh = ground.rows
    if not _is_new(rows, fresh):
        return Outcome.PRINTED
    for thin in ground.list_thin(policy.k):
        rest = [number for number in range(len(fresh)) if number not in thin]
        if not _is_new([_pick(row, rest) for row in rows], _pick(fresh, rest)):
            return Outcome.WOULD_REVEAL if any(_pick(fresh, rest)) else Outcome.SMALL_GROUP
    return Outcome.PRINTED


@dataclass(frozen=True)
class Ground:
    """Cells that the figures add up, those that all figures treat alike as one column.

    `rows`: for each figure which columns it adds up, the new one last. `people`: for each column who stands in it, as
    bits, one for each kind of people; `years` the bits of each year and `counts` how many people a bit is.
    """

    rows: tuple[Row, ...]
    people: tuple[int, ...]
    years: tuple[int, ...]
    counts: tuple[int, ...]

    def count(self, who: int) -> int:
        """At least so many people: nobody can be followed from year to year, so the fullest year counts."""
        return max((self._add(who & year) for year in self.years), default=0)

    def _add(self, who: int) -> int:
        return sum(count for bit, count in enumerate(self.counts) if who >> bit & 1)

    def list_thin(self, k: int) -> Iterator[frozenset[int]]:
        """Every largest set of columns beneath which fewer than k people stand."""
        few = [number for number, who in enumerate(self.people) if self.count(who) < k]
        seen, waiting = {0}, [0]
        while waiting:
            who = waiting.pop()
            inside = frozenset(number for number in few if self.people[number] | who == who)
            wider = {who | self.people[number] for number in few if number not in inside}
            wider = {more for more in wider if self.count(more) < k}
            if not wider:
                yield inside
            waiting += wider - seen
            seen |= wider
            if len(seen) > LIMIT:
                raise TooManySetsError


def lay_ground(raw: RawTable, told: Sequence[Figure], figure: Figure, policy: Policy) -> Ground:
    """Everything that hangs together with this figure."""
    crowd = Crowd(raw, figure.indicator)
    cells = [crowd.find_cells(one) for one in _find_tied(crowd, told, figure)]
    empty = crowd.find_empty(_list_open_places(raw, (*told, figure), policy))
    columns: dict[Row, int] = {}
    for cell in sorted(frozenset().union(*cells) - empty):
        mark = tuple(int(cell in one) for one in cells)
        columns[mark] = columns.get(mark, 0) | crowd.people.get(cell, 0)
    rows = tuple(tuple(mark[number] for mark in columns) for number in range(len(cells)))
    return Ground(rows, tuple(columns.values()), crowd.years, tuple(row.count for row in crowd.rows))


class Crowd:
    """Who stands beneath one sum, and where."""

    def __init__(self, raw: RawTable, indicator: str) -> None:
        self.raw, self.indicator = raw, indicator
        self.rows = [row for row in raw.beneath if row.indicator == indicator]

    @cached_property
    def people(self) -> dict[Cell, int]:
        """For each cell the bits of those who stand in it."""
        found: dict[Cell, int] = {}
        for bit, row in enumerate(self.rows):
            for cell in row.spots:
                found[cell] = found.get(cell, 0) | 1 << bit
        return found

    @cached_property
    def years(self) -> tuple[int, ...]:
        """For each year the bits of its people."""
        found: dict[str, int] = {}
        for bit, row in enumerate(self.rows):
            year = next(iter(row.spots))[0][:4]
            found[year] = found.get(year, 0) | 1 << bit
        return tuple(found.values())

    def find_cells(self, figure: Figure) -> frozenset[Cell]:
        return frozenset((month, place) for month in figure.months for place in figure.places or self.raw.places)

    def find_empty(self, open_places: Iterable[Sequence[str]]) -> frozenset[Cell]:
        """Months in which a scope whose zeros are public has nothing and nobody: nobody is betrayed by them."""
        found: set[Cell] = set()
        for places in open_places:
            for month in self.raw.months:
                cells = {(month, place) for place in places}
                if not self.raw.count_items(self.indicator, [month], places) and self.people.keys().isdisjoint(cells):
                    found |= cells
        return frozenset(found)


def _list_open_places(raw: RawTable, figures: Iterable[Figure], policy: Policy) -> list[Sequence[str]]:
    opened = {figure.scope: figure.scope_places or raw.places for figure in figures if policy.opens(figure.scope)}
    return [*opened.values(), *([raw.places] if policy.exact_totals else [])]


def _find_tied(crowd: Crowd, told: Sequence[Figure], figure: Figure) -> list[Figure]:
    """Figures that share cells with the new one, directly or through others; the new one last."""
    reach, left, tied = crowd.find_cells(figure), list(told), [figure]
    while True:
        near = [one for one in left if not reach.isdisjoint(crowd.find_cells(one))]
        if not near:
            return tied
        tied = [*near, *tied]
        left = [one for one in left if one not in near]
        reach = reach.union(*(crowd.find_cells(one) for one in near))


def _pick(row: Row, columns: Sequence[int]) -> Row:
    return tuple(row[number] for number in columns)


def _is_new(rows: Sequence[Row], fresh: Row) -> bool:
    """Can the fresh row not be put together from the others? Exactly, by elimination in whole numbers."""
    steps: list[tuple[int, Row]] = []
    for row in rows:
        left = _reduce(steps, row)
        if any(left):
            steps.append((next(number for number, value in enumerate(left) if value), left))
    return any(_reduce(steps, fresh))


def _reduce(steps: Sequence[tuple[int, Row]], row: Row) -> Row:
    for pivot, step in steps:
        if row[pivot]:
            row = tuple(one * step[pivot] - other * row[pivot] for one, other in zip(row, step, strict=True))
    return row
