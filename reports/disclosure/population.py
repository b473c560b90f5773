"""Part of the frozen population that one set of figures speaks about, as arrays.

A *family* is an indicator with those it contains or is contained in; a *component* is a family over months that some
published period ties together. Readers know nothing that links two components, so each is examined by itself.
A *footprint* is the set of (indicator, month) pairs in which a person counts; a *stratum* is a footprint at a place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reports.disclosure.ledger import Figure
from reports.tables import Presence, RawTable

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
EVERYWHERE = "*"


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
    """People of a component: strata (footprint × place) and for each axis the counts by finest code."""

    footprints: tuple[Presence, ...]
    places: tuple[str, ...]
    counts: dict[str, Ints]
    codes: dict[str, tuple[str, ...]]

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
        there = np.array([not where or place in where for place in self.places], dtype=bool)
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
    """Count the people of a component by stratum and finest code."""
    places = raw.places if component.uses_places else (EVERYWHERE,)
    spots = {(indicator, month) for indicator in component.family for month in component.months}
    tally: Counter[tuple[Presence, str, tuple[str, ...]]] = Counter()
    for row in raw.persons:
        seen = row.presence & spots
        if seen:
            tally[seen, row.place if component.uses_places else EVERYWHERE, row.attributes] += row.count
    footprints = tuple(sorted({seen for seen, _, _ in tally}, key=sorted))
    codes = {axis.name: axis.codes for axis in raw.axes}
    counts = {name: np.zeros((len(footprints) * len(places), len(codes[name])), dtype=np.int64) for name in codes}
    rank = {seen: number for number, seen in enumerate(footprints)}
    for (seen, place, attributes), count in tally.items():
        stratum = rank[seen] * len(places) + places.index(place)
        for axis, code in zip(raw.axes, attributes, strict=True):
            counts[axis.name][stratum, axis.codes.index(code)] += count
    return Population(footprints, places, counts, codes)
