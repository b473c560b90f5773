"""Part of the frozen population that one set of figures speaks about, as arrays.

A *family* is an indicator with those it contains or is contained in; a *component* is a family over months that some
published period ties together. Readers know nothing that links two components, so each is examined by itself.
A *footprint* is the set of (indicator, month) pairs in which a person counts; a *stratum* is a footprint at a place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

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

    @property
    def uses_places(self) -> bool:
        return any(figure.places for figure in self.figures)


@dataclass(frozen=True)
class Population:
    """People of a component: strata (footprint × place) and for each axis the counts by code.

    Places and codes that every figure treats alike are gathered ("UZ+KG"): whoever is inside is interchangeable, so
    a finer group can always be as large as the gathered one, or empty.
    """

    footprints: tuple[Presence, ...]
    places: tuple[Atom, ...]
    counts: dict[str, Ints]
    codes: dict[str, tuple[Atom, ...]]

    @property
    def totals(self) -> Ints:
        totals: Ints = next(iter(self.counts.values())).sum(axis=1)
        return totals

    def find_region(self, indicator: str, months: Iterable[str], places: Iterable[str] = ()) -> Bools:
        """Strata whose people count under the indicator in these months and places (each person once)."""
        spots = {(indicator, month) for month in months}
        seen = np.array([not spots.isdisjoint(footprint) for footprint in self.footprints], dtype=bool)
        region: Bools = np.repeat(seen, len(self.places)) & self.find_places(places)
        return region

    def find_places(self, places: Iterable[str]) -> Bools:
        """Strata at these places; no places means everywhere."""
        where = set(places)
        there = np.array([not where or where.issuperset(atom) for atom in self.places], dtype=bool)
        return np.tile(there, len(self.footprints))


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


def build_population(raw: RawTable, component: Component) -> Population:
    """Count the people of a component by stratum and code."""
    places = gather(raw.places, _list_place_marks(raw, component))
    codes = {axis.name: gather(axis.codes, _list_code_marks(raw, component, axis.name)) for axis in raw.axes}
    spots = {(indicator, month) for indicator in component.family for month in component.months}
    seen = [row.presence & spots for row in raw.persons]
    footprints = tuple(sorted({spot for spot in seen if spot}, key=sorted))
    rank = {spot: number for number, spot in enumerate(footprints)}
    counts = {name: np.zeros((len(footprints) * len(places), len(codes[name])), dtype=np.int64) for name in codes}
    where = {place: number for number, atom in enumerate(places) for place in atom}
    which = {name: {code: number for number, atom in enumerate(codes[name]) for code in atom} for name in codes}
    for row, spot in zip(raw.persons, seen, strict=True):
        if spot:
            stratum = rank[spot] * len(places) + where[row.place]
            for axis, code in zip(raw.axes, row.attributes, strict=True):
                counts[axis.name][stratum, which[axis.name][code]] += row.count
    return Population(footprints, places, counts, codes)


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
