"""Part of the frozen population that one set of figures speaks about, as arrays.

A *family* is an indicator with those it contains or is contained in; a *component* is a family over months that some
published period ties together. Readers know nothing that links two components, so each is examined by itself.
A *footprint* is the set of (indicator, month) pairs in which a person counts; a *stratum* is a footprint at a place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from reports.disclosure.ledger import Figure
from reports.tables import Presence, RawTable

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Atom = tuple[str, ...]


@dataclass(frozen=True)
class Component:
    """Indicators and months that published figures tie together, and those figures."""

    family: frozenset[str]
    months: frozenset[str]
    figures: tuple[Figure, ...]

    def uses_places(self, axis: str) -> bool:
        """Must worlds of this axis say where people are? Totals by place must; others when a figure on the axis does."""
        return any(figure.places and axis in ("", figure.axis) for figure in self.figures)


@dataclass(frozen=True)
class Population:
    """People of a component on one axis (the empty one: everybody): strata (footprint × place) × codes.

    Places and codes that every figure treats alike are gathered ("UZ+KG"): whoever is inside is interchangeable, so
    a finer group can always be as large as the gathered one, or empty. Where no figure on the axis names a place, all
    places are one (not `placed`); where somebody is counts then as one more thing about them, like another axis.
    """

    axis: str
    footprints: tuple[Presence, ...]
    places: tuple[Atom, ...]
    codes: tuple[Atom, ...]
    counts: Ints
    placed: bool
    regions: dict[tuple[str, tuple[str, ...], tuple[str, ...]], Bools] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def spots(self) -> dict[tuple[str, str], Bools]:
        """For each indicator and month the footprints that count there."""
        found: dict[tuple[str, str], Bools] = {}
        for number, footprint in enumerate(self.footprints):
            for spot in footprint:
                found.setdefault(spot, np.zeros(len(self.footprints), dtype=bool))[number] = True
        return found

    @cached_property
    def totals(self) -> Ints:
        totals: Ints = self.counts.sum(axis=1)
        return totals

    def find_region(self, indicator: str, months: Iterable[str], places: Iterable[str] = ()) -> Bools:
        """Strata whose people count under the indicator in these months and places (each person once)."""
        key = indicator, tuple(months), tuple(places)
        if key not in self.regions:
            seen = np.zeros(len(self.footprints), dtype=bool)
            for month in key[1]:
                seen |= self.spots.get((indicator, month), False)
            self.regions[key] = np.outer(seen, self._mark_places(key[2])).ravel()
        return self.regions[key]

    def find_places(self, places: Iterable[str]) -> Bools:
        """Strata at these places; no places means everywhere."""
        there: Bools = np.tile(self._mark_places(places), len(self.footprints))
        return there

    def _mark_places(self, places: Iterable[str]) -> Bools:
        where = set(places)
        return np.array([not where or where.issuperset(atom) for atom in self.places], dtype=bool)


def find_family(raw: RawTable, indicator: str) -> frozenset[str]:
    """The indicator with all that contain it or are contained in it, directly or through others."""
    family = {indicator}
    while True:
        wider = set(family)
        for form in raw.indicators:
            if form.code in family or not family.isdisjoint(form.part_of):
                wider |= {form.code, *form.part_of}
        if wider == family:
            return frozenset(family)
        family = wider


def find_component(raw: RawTable, figures: Iterable[Figure], indicator: str, months: Iterable[str]) -> Component:
    """Everything that published figures tie to this indicator in these months; whole years, so it stays stable."""
    family = find_family(raw, indicator)
    mine = [figure for figure in figures if figure.indicator in family]
    years = {month[:4] for month in months}
    while True:
        tied = [figure for figure in mine if years.intersection(month[:4] for month in figure.months)]
        wider = years.union(month[:4] for figure in tied for month in figure.months)
        if wider == years:
            return Component(family, frozenset(month for month in raw.months if month[:4] in years), tuple(tied))
        years = wider


def build_population(raw: RawTable, component: Component, axis: str) -> Population:
    """Count the people of a component by stratum and code."""
    placed = component.uses_places(axis) or bool(raw.impossible)
    places = gather(raw.places, _list_place_marks(raw, component)) if placed else (raw.places,)
    codes: tuple[Atom, ...] = ((),)
    table, index = raw.columns, 0
    if axis:
        index = raw.axis_index(axis)
        codes = gather(raw.axes[index].codes, _list_code_marks(raw, component, axis))
    spots = {(indicator, month) for indicator in component.family for month in component.months}
    seen = [presence & spots for presence in table.footprints]
    footprints = tuple(sorted({spot for spot in seen if spot}, key=sorted))
    rank = {spot: number for number, spot in enumerate(footprints)}
    where = {place: number for number, atom in enumerate(places) for place in atom}
    footprint = np.array([rank.get(spot, -1) for spot in seen], dtype=np.int64)[table.footprint]
    place = np.array([where[place] for place in raw.places], dtype=np.int64)[table.place]
    code = np.zeros_like(place)
    if axis:
        which = {code: number for number, atom in enumerate(codes) for code in atom}
        code = np.array([which[code] for code in raw.axes[index].codes], dtype=np.int64)[table.codes[index]]
    counts = np.zeros((len(footprints) * len(places), len(codes)), dtype=np.int64)
    here = footprint >= 0
    np.add.at(counts, (footprint[here] * len(places) + place[here], code[here]), table.count[here])
    return Population(axis, footprints, places, codes, counts, placed)


def gather(codes: Iterable[str], marks: Iterable[frozenset[str]]) -> tuple[Atom, ...]:
    """Codes that all marks treat alike, together."""
    ordered = list(marks)
    found: dict[tuple[bool, ...], list[str]] = {}
    for code in codes:
        found.setdefault(tuple(code in mark for mark in ordered), []).append(code)
    return tuple(tuple(atom) for atom in found.values())


def _list_place_marks(raw: RawTable, component: Component) -> set[frozenset[str]]:
    marks = {frozenset(figure.places) for figure in component.figures}
    marks |= {frozenset(figure.scope_places) for figure in component.figures}
    barred = {(axis, code) for _, axis, code in raw.impossible}
    return marks | {frozenset(place for place, *rest in raw.impossible if tuple(rest) == pair) for pair in barred}


def _list_code_marks(raw: RawTable, component: Component, axis: str) -> set[frozenset[str]]:
    marks = {frozenset(figure.leaves) for figure in component.figures if figure.axis == axis}
    places = {place for place, name, _ in raw.impossible if name == axis}
    barred = {frozenset(code for where, name, code in raw.impossible if (where, name) == (place, axis)) for place in places}
    return marks | barred
