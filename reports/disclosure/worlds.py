"""Worlds: made-up populations of whole people that yield every published figure.

A world gives, for one axis, how many people of each code stand in each stratum. It is a real possibility:
 - every world satisfies each figure without attributes and each figure on its own axis;
 - for every other axis, strata are gathered into classes that all figures on that axis treat alike, and a world
   keeps the true number of people in each class; so the true codes of the other axis can be dealt out again inside
   the class without changing a figure. People with all their attributes exist for every world.
Only footprints that really occur are used. That leaves out possibilities, which can only make the engine print less.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from reports.disclosure.ledger import Figure
from reports.disclosure.plan import Policy
from reports.disclosure.population import Atom, Bools, Component, Ints, Population
from reports.periods import list_standard_periods
from reports.tables import RawTable

Floats = npt.NDArray[np.float64]
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Frame:
    """What a world of one axis must satisfy: rows `low <= matrix · world <= high` and bounds for each cell."""

    population: Population
    axis: str
    truth: Ints
    matrix: csr_matrix
    low: Ints
    high: Ints
    floor: Ints
    ceiling: Ints

    def admits(self, world: Ints) -> bool:
        """Does this population yield every published figure? Whole numbers, no tolerance."""
        flat = world.ravel()
        sums = self.whole @ flat
        inside = (sums >= self.low).all() and (sums <= self.high).all()
        return bool(inside and (flat >= self.floor).all() and (flat <= self.ceiling).all())


    def implies(self, other: Frame) -> bool:
        """Is every exact row of the other frame a sum of rows of this one? Then both admit the same worlds."""
        exact = (other.low == other.high).all() and (self.low == self.high).all()
        bounds = (self.floor == other.floor).all() and (self.ceiling == other.ceiling).all()
        if not exact or not bounds:
            return False
        rows = other.matrix.toarray().T
        return bool(np.abs(rows - self.basis @ (self.basis.T @ rows)).max(initial=0.0) < TOLERANCE)

    @cached_property
    def whole(self) -> csr_matrix:
        """The rows in whole numbers."""
        return self.matrix.astype(np.int64)

    @cached_property
    def basis(self) -> Floats:
        """Directions that the rows span; rows that follow from others add none."""
        directions, strength, _ = np.linalg.svd(self.matrix.toarray().T, full_matrices=False)
        return np.asarray(directions[:, strength > TOLERANCE])


@dataclass
class Builder:
    """Collects rows, each once."""

    rows: dict[bytes, tuple[Bools, int, int]] = field(default_factory=dict)

    def add(self, cells: Bools, low: int, high: int) -> None:
        key = np.packbits(cells.ravel()).tobytes()
        _, least, most = self.rows.get(key, (cells, low, high))
        self.rows[key] = (cells, max(low, least), min(high, most))


def build_frame(raw: RawTable, population: Population, component: Component, axis: str, policy: Policy) -> Frame:
    """The rules for worlds of one axis; the empty axis is for totals by place."""
    truth = population.counts
    builder = Builder()
    for figure in component.figures:
        if figure.axis in ("", axis) and (population.placed or not figure.places):
            builder.add(_mark_cells(population, figure), figure.low, figure.high)
    everybody = np.ones(truth.shape[1], dtype=bool)
    for region in [*_list_open_regions(population, component, policy), *_list_classes(raw, population, component, axis, policy)]:
        number = int(population.totals[region].sum())
        builder.add(np.outer(region, everybody), number, number)
    cells = np.array([row.ravel() for row, _, _ in builder.rows.values()], dtype=float).reshape(len(builder.rows), truth.size)
    low, high = (np.array([row[n] for row in builder.rows.values()], dtype=np.int64) for n in (1, 2))
    floor, ceiling = _bound_cells(raw, population, axis, truth, policy)
    return Frame(population, axis, truth, csr_matrix(cells), low, high, floor, ceiling)


def _mark_cells(population: Population, figure: Figure) -> Bools:
    region = population.find_region(figure.indicator, figure.months, figure.places)
    wanted = np.array([not figure.axis or set(figure.leaves).issuperset(atom) for atom in population.codes], dtype=bool)
    cells: Bools = np.outer(region, wanted)
    return cells


def _list_open_regions(population: Population, component: Component, policy: Policy) -> list[Bools]:
    """Totals that are public by decision, printed yet or not."""
    periods = list_standard_periods(tuple(sorted(component.months)))
    return [
        population.find_region(indicator, period.months, places)
        for places in _list_open_scopes(component, policy)
        if population.placed or not places
        for indicator in sorted(component.family)
        for period in periods
    ]


def _list_open_scopes(component: Component, policy: Policy) -> list[tuple[str, ...]]:
    scopes = {figure.scope: figure.scope_places for figure in component.figures} | {"total": ()}
    return [places for scope, places in sorted(scopes.items()) if policy.opens(scope)]


def _list_classes(raw: RawTable, population: Population, component: Component, axis: str, policy: Policy) -> list[Bools]:
    """Classes of strata that the figures on each other axis treat alike.

    Where the worlds of this axis do not say where people are, places and all axes with figures about places are one
    bundle: each person's place and codes of those axes are dealt out again together.
    """
    others = [other.name for other in raw.axes if other.name != axis]
    bundles = [[name] for name in others]
    if not population.placed and component.uses_places(""):
        tied = [name for name in others if component.uses_places(name)]
        bundles = [[name] for name in others if name not in tied] + [["", *tied]]
    classes: list[Bools] = []
    for bundle in bundles:
        mine = [figure for figure in component.figures if figure.axis in bundle and (figure.axis or figure.places)]
        marks = [population.find_region(f.indicator, f.months, f.places if population.placed else ()) for f in mine]
        marks += [mark for name in bundle for mark in _list_barred_places(raw, population, name)]
        if "" in bundle and any(_list_open_scopes(component, policy)):
            periods = list_standard_periods(tuple(sorted(component.months)))
            marks += [population.find_region(code, period.months) for code in sorted(component.family) for period in periods]
        if marks:
            _, number = np.unique(np.array(marks).T, axis=0, return_inverse=True)
            classes += [np.equal(number.ravel(), n) for n in range(int(number.max()) + 1)]
    return classes


def _list_barred_places(raw: RawTable, population: Population, axis: str) -> list[Bools]:
    barred = {(place, code) for place, name, code in raw.impossible if name == axis}
    size = len(population.footprints)
    return [
        np.tile(np.array([(atom[0], code) in barred for atom in population.places], dtype=bool), size)
        for code in sorted({code for _, code in barred})
    ]


def _bound_cells(
    raw: RawTable, population: Population, axis: str, truth: Ints, policy: Policy
) -> tuple[Ints, Ints]:
    floor = np.zeros(truth.shape, dtype=np.int64)
    ceiling = np.full(truth.shape, int(truth.sum()) + 2 * policy.k, dtype=np.int64)
    for column, barred in enumerate(_list_barred_codes(raw, population, axis)):
        ceiling[barred, column] = 0
    shown = max(1, policy.cells // truth.shape[1])
    if truth.shape[0] > shown:
        still = np.argsort(-truth.sum(axis=1), kind="stable")[shown:]
        floor[still] = ceiling[still] = truth[still]
    return floor.ravel(), ceiling.ravel()


def _list_barred_codes(raw: RawTable, population: Population, axis: str) -> list[Bools]:
    codes: tuple[Atom, ...] = population.codes if axis else (("",),)
    size = len(population.footprints)
    return [
        np.tile(np.array([(place[0], axis, code[0]) in raw.impossible for place in population.places], dtype=bool), size)
        for code in codes
    ]
