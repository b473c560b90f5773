"""Sums about people: which of them can be worked out, and how many people can stand beneath at most.

Who stands beneath is not published, so this is a necessary check only: where at most k-1 people CAN be there, for the
sum itself is so small or for so few people were counted in those months, it is a leak. Nights, services and the like
are at least one for each person; the file says in which count everybody beneath a sum is counted too, if in any.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import numpy as np
from scipy.optimize import linprog

from reports.auditor.findings import Audit, Finding, Kind
from reports.auditor.reading import Publication, Statement
from reports.auditor.solving import InfeasibleError, round_down

SEEN = "seen:"
EVERYWHERE = ""
LIMIT = 16
Cells = frozenset[tuple[str, str]]
"""Months and places."""


@dataclass(frozen=True)
class Line:
    """Something a reader can work out: so much of each column adds up to this."""

    weights: tuple[Fraction, ...]
    value: Fraction


def attack_sums(publication: Publication, result: Audit) -> None:
    """Every sum over a set of months and places that follows from the published ones."""
    for population, statements in publication.sums_told.items():
        for indicator in sorted({row.indicator for row in statements}):
            mine = [row for row in statements if row.indicator == indicator and row.low == row.high]
            people = [row for row in publication.populations.get(population, ()) if row.indicator == publication.sums[indicator]]
            bound = Bound(publication, people)
            for cells, value in _list_sums(publication, mine, indicator, result):
                result.targets += 1
                _judge(publication, indicator, cells, value, bound, result)
    _compare_vintages(publication, result)


def _judge(publication: Publication, indicator: str, cells: Cells, value: Fraction, bound: Bound, result: Audit) -> None:
    if value < 0 or value.denominator != 1:
        result.undecided.append(f"{indicator}: the published sums contradict each other")
    elif value > 0 and (value < publication.k or bound.count_most(cells) < publication.k):
        months, places = {month for month, _ in cells}, {place for _, place in cells}
        where = {"period": months} | ({"place": places} if places != _find_places(publication, {}) else {})
        group = tuple((name, "+".join(sorted(codes))) for name, codes in where.items())
        result.findings.append(Finding(Kind.SUM, indicator, group, float(value), float(value), publication.k))


def _list_sums(publication: Publication, statements: Sequence[Statement], indicator: str, result: Audit) -> Iterator[tuple[Cells, Fraction]]:
    """All sets of cells whose sum is known."""
    spans = [find_cells(publication, row) for row in statements]
    columns: dict[tuple[bool, ...], set[tuple[str, str]]] = {}
    for cell in sorted(frozenset().union(*spans)):
        columns.setdefault(tuple(cell in span for span in spans), set()).add(cell)
    lines = [
        Line(tuple(Fraction(int(mark[number])) for mark in columns), Fraction(row.low)) for number, row in enumerate(statements)
    ]
    try:
        solved = _solve(lines)
    except InfeasibleError as fault:
        result.undecided.append(f"{indicator}: {fault}")
        return
    for tied in _part(solved):
        if len(tied) > LIMIT:
            result.undecided.append(f"{indicator}: too many published sums hang together")
            continue
        for line in _list_sets(tied):
            chosen = [cells for cells, weight in zip(columns.values(), line.weights, strict=True) if weight]
            yield frozenset().union(*chosen), line.value


def _solve(lines: Sequence[Line]) -> list[Line]:
    """The same knowledge with a column of its own for each line (Gauss and Jordan, in fractions)."""
    solved: list[Line] = []
    pivots: list[int] = []
    for line in lines:
        for pivot, other in zip(pivots, solved, strict=True):
            line = _subtract(line, other, line.weights[pivot])
        pivot = next((n for n, weight in enumerate(line.weights) if weight), -1)
        if pivot < 0 and line.value:
            raise InfeasibleError("the published sums contradict each other")
        if pivot < 0:
            continue
        line = Line(tuple(weight / line.weights[pivot] for weight in line.weights), line.value / line.weights[pivot])
        solved = [_subtract(other, line, other.weights[pivot]) for other in solved]
        solved.append(line)
        pivots.append(pivot)
    return solved


def _subtract(line: Line, other: Line, times: Fraction) -> Line:
    if not times:
        return line
    weights = tuple(one - times * two for one, two in zip(line.weights, other.weights, strict=True))
    return Line(weights, line.value - times * other.value)


def _part(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines that share columns, together: a set that mixes others is the union of two sets that are known too."""
    groups: list[tuple[set[int], list[Line]]] = []
    for line in lines:
        reach, mine = {number for number, weight in enumerate(line.weights) if weight}, [line]
        for group in [group for group in groups if group[0] & reach]:
            groups.remove(group)
            reach, mine = reach | group[0], [*group[1], *mine]
        groups.append((reach, mine))
    return [mine for _, mine in groups]


def _list_sets(lines: Sequence[Line]) -> Iterator[Line]:
    """Combinations that count every column once or not at all. Each line has a column of its own, so no other weights
    than 0 and 1 can do that."""
    for choice in product((0, 1), repeat=len(lines)):
        chosen = [line for line, taken in zip(lines, choice, strict=True) if taken]
        weights = tuple(sum(column, Fraction(0)) for column in zip(*(line.weights for line in chosen), strict=True))
        if chosen and set(weights) <= {0, 1}:
            yield Line(weights, sum((line.value for line in chosen), Fraction(0)))


def find_cells(publication: Publication, statement: Statement) -> Cells:
    """Months and places of a published sum."""
    codes = dict(statement.codes)
    months = publication.dimensions["period"].expand(codes.get("period", "total"))
    return frozenset(product(months, _find_places(publication, codes)))


def _find_places(publication: Publication, codes: dict[str, str]) -> frozenset[str]:
    if "place" not in publication.dimensions:
        return frozenset([EVERYWHERE])
    return publication.dimensions["place"].expand(codes.get("place", "total"))


class Bound:
    """How many people can stand beneath at most, as far as the published count of people tells."""

    def __init__(self, publication: Publication, people: Sequence[Statement]) -> None:
        self.totals: list[tuple[frozenset[str], int]] = []
        for row in people:
            codes = dict(row.codes)
            code = codes.get("period", "")
            total = set(codes) <= {"period", "place"} and _find_places(publication, codes) == _find_places(publication, {})
            if total and code.startswith(SEEN) and row.high is not None:
                parts = publication.order.get(code, (code,))
                self.totals.append((frozenset(part.removeprefix(SEEN) for part in parts), row.high))

    def count_most(self, cells: Cells) -> float:
        """Everybody was seen in one of the months: the cheapest way to cover the months by published counts."""
        months = sorted({month for month, _ in cells})
        cover = np.array([[float(month in reach) for reach, _ in self.totals] for month in months])
        if not self.totals or (cover.sum(axis=1) == 0).any():
            return float("inf")
        answer = linprog([high for _, high in self.totals], A_ub=-cover, b_ub=-np.ones(len(months)), method="highs")
        return round_down(float(answer.fun)) if answer.status == 0 else float("inf")


def _compare_vintages(publication: Publication, result: Audit) -> None:
    """A sum that moved between two versions tells how much is whose: nobody knows how few they were."""
    told: dict[tuple[str, tuple[tuple[str, str], ...]], int] = {}
    for rows in publication.sums_told.values():
        for row in rows:
            before = told.setdefault((row.indicator, row.codes), row.low)
            if row.low == row.high and row.low != before:
                move = float(abs(row.low - before))
                result.findings.append(Finding(Kind.VINTAGE, row.indicator, row.codes, move, move, publication.k))
