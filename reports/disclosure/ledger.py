"""The ledger: every figure ever published, for every audience, append-only and chained by hashes.

Figures carry their own meaning (months, places, finest codes), so that a ladder or a programme changed later does
not change what was said. A withdrawn figure stays: readers have it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from reports.tables import Dims, RawTable

TOTAL = "total"
OUTSIDE = "outside:"


class LedgerContradictionError(ValueError):
    """A published figure does not agree with the frozen counts; nothing more is published until it is explained."""


@dataclass(frozen=True)
class Figure:
    """One published count. No places: the whole organisation. No axis: everybody. `low` < `high`: a known range.

    `population` names a later vintage of the frozen counts; empty is the first, and nearly always the only one.
    """

    indicator: str
    period: str
    months: tuple[str, ...]
    scope: str
    low: int
    high: int
    places: tuple[str, ...] = ()
    scope_places: tuple[str, ...] = ()
    axis: str = ""
    leaves: tuple[str, ...] = ()
    dims: Dims = ()
    release: str = ""
    population: str = ""

    @property
    def is_exact(self) -> bool:
        return self.low == self.high

    @property
    def is_outside(self) -> bool:
        """Known from somebody else (a ministry, the TIP report): readers have it, but it is never printed as ours."""
        return self.release.startswith(OUTSIDE)


@dataclass(frozen=True)
class Ledger:
    """All figures so far, in the order of publication. A new release makes a longer ledger, never another one."""

    figures: tuple[Figure, ...] = ()

    def append(self, figures: Iterable[Figure]) -> Ledger:
        """The ledger with these figures after all earlier ones; a figure said before is not said twice."""
        return Ledger(self.figures + tuple(figure for figure in figures if not self.holds(figure)))

    def holds(self, figure: Figure) -> bool:
        """Has this very count been published?"""
        return _name(figure) in self._names

    @cached_property
    def _names(self) -> frozenset[tuple[object, ...]]:
        return frozenset(map(_name, self.figures))

    def list_scopes(self) -> dict[str, tuple[str, ...]]:
        """Every programme that has published figures, with the places it had."""
        return {figure.scope: figure.scope_places for figure in self.figures if figure.scope_places}


def chain_figure(previous: str, figure: Figure) -> str:
    """Hash of this row after the row before it; a changed or missing row breaks every later hash."""
    text = json.dumps([previous, _row(figure)], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def count_figure(raw: RawTable, figure: Figure) -> int:
    """What the frozen counts say for a figure."""
    if not raw.form_of(figure.indicator).counts_people:
        return raw.count_items(figure.indicator, figure.months, figure.places)
    return raw.columns.count_people(figure.indicator, figure.months, figure.places, figure.axis, figure.leaves)


def require_agreement(raw: RawTable, ledger: Ledger, population: str = "") -> None:
    """Every figure of this vintage must agree with its frozen counts, or the next release could not be judged."""
    for figure in ledger.figures:
        if figure.population == population and not figure.low <= count_figure(raw, figure) <= figure.high:
            raise LedgerContradictionError(f"{figure.indicator} {figure.period} {figure.scope}: frozen counts differ")


def write_figures_json(figures: Iterable[Figure]) -> str:
    """Figures as text, for keeping."""
    return json.dumps([_row(figure) for figure in figures], ensure_ascii=False, separators=(",", ":"))


def read_figures_json(text: str) -> tuple[Figure, ...]:
    """Figures read back."""
    return tuple(
        Figure(
            row["indicator"],
            row["period"],
            tuple(row["months"]),
            row["scope"],
            row["low"],
            row["high"],
            tuple(row["places"]),
            tuple(row["scope_places"]),
            row["axis"],
            tuple(row["leaves"]),
            tuple((name, code) for name, code in row["dims"]),
            row["release"],
            row.get("population", ""),
        )
        for row in json.loads(text)
    )


def list_people_figures(raw: RawTable, figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """Only figures that count people; things need no protection, and sums about people have a rule of their own."""
    things = {form.code for form in raw.indicators if not form.counts_people}
    return tuple(figure for figure in figures if figure.indicator not in things)


def _row(figure: Figure) -> dict[str, object]:
    row = {name: getattr(figure, name) for name in Figure.__dataclass_fields__}
    return row if figure.population else {name: value for name, value in row.items() if name != "population"}


def _name(figure: Figure) -> tuple[object, ...]:
    told = figure.indicator, figure.period, figure.scope, figure.dims, figure.low, figure.high
    return *told, figure.population, figure.release if figure.is_outside else ""
