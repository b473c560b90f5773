"""Targets: every group a reader could be interested in, and how unsure readers must stay about it.

For each shape of table ever used (indicator, period, place, one attribute) all combinations of codes down to the
finest, and differences and overlaps of periods and programmes. A target may hold nobody: an empty group is protected
like a small one, so that "all of them are women" cannot be read either.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reports.disclosure.plan import Policy
from reports.disclosure.population import Bools, Component, Ints, Population
from reports.disclosure.worlds import Frame
from reports.periods import list_standard_periods
from reports.tables import RawTable

PlaceSet = tuple[str, ...]
_NO_TOTAL = 1_000_000_000


@dataclass(frozen=True)
class Targets:
    """Regions (strata) × masks (codes). `need`: the width and the height that must stay possible, 0 where empty.

    `totals`: the smallest public total that contains each region; nobody can be unsure about more people than that.
    """

    regions: Ints
    masks: Ints
    need: Ints
    truth: Ints
    active: Bools
    totals: Ints
    k: int

    def measure(self, world: Ints) -> Ints:
        """The size of each target in a world."""
        sizes: Ints = self.regions @ world @ self.masks.T
        return sizes

    def mark(self, row: int, column: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        """The target as an objective over the cells of a world."""
        return np.outer(self.regions[row], self.masks[column]).ravel().astype(float)


def list_targets(raw: RawTable, component: Component, frame: Frame, policy: Policy) -> Targets:
    """All targets of one axis of a component."""
    found = _list_regions(component, frame.population, policy)
    regions = np.array([region for region, _ in found.values()], dtype=np.int64).reshape(-1, frame.truth.shape[0])
    totals = np.array([total for _, total in found.values()], dtype=np.int64)
    masks = _list_masks(component, frame)
    truth = regions @ frame.truth @ masks.T
    need = np.minimum(policy.k, totals)[:, None] * np.ones((1, len(masks)), dtype=np.int64)
    possible = regions @ frame.ceiling.reshape(frame.truth.shape) @ masks.T > 0
    active = possible & (need > 0) & (truth <= 2 * policy.k - 2)
    active &= ~_list_large(component, frame, regions, masks, policy)
    if not frame.axis:
        active &= ~np.array(_list_open(component, frame, found, policy), dtype=bool)[:, None]
    return Targets(regions, masks, need, truth, active, totals, policy.k)


def _list_large(component: Component, frame: Frame, regions: Ints, masks: Ints, policy: Policy) -> Bools:
    """Targets that hold a published group of k or more: everybody knows that they are large, and may."""
    large = np.zeros((len(regions), len(masks)), dtype=bool)
    for figure in component.figures:
        if figure.low >= policy.k and figure.axis in ("", frame.axis) and (frame.population.placed or not figure.places):
            region = frame.population.find_region(figure.indicator, figure.months, figure.places)
            codes = np.array([not figure.axis or set(figure.leaves).issuperset(atom) for atom in frame.population.codes])
            large |= np.outer(regions[:, region].all(axis=1), masks[:, codes].all(axis=1))
    return large


def _list_masks(component: Component, frame: Frame) -> Ints:
    if not frame.axis:
        return np.ones((1, 1), dtype=np.int64)
    codes = frame.population.codes
    groups = set(codes) | {figure.leaves for figure in component.figures if figure.axis == frame.axis}
    masks = {tuple(int(set(group).issuperset(atom)) for atom in codes) for group in groups}
    return np.array(sorted(masks), dtype=np.int64)


def _list_regions(component: Component, population: Population, policy: Policy) -> dict[bytes, tuple[Bools, int]]:
    """Regions by their strata, each with the smallest public total that contains it (or a number that never binds)."""
    found: dict[bytes, tuple[Bools, int]] = {}
    open_places = _list_open_places(component, policy)
    for span, public in _list_spans(component, population).values():
        for places in list_place_sets(component, population):
            region = span & population.find_places(places)
            if not region.any():
                continue
            known = _find_public_total(population, span, places, open_places) if public else _NO_TOTAL
            key = np.packbits(region).tobytes()
            found[key] = (region, min(known, found[key][1]) if key in found else known)
    return found


def _find_public_total(population: Population, span: Bools, places: PlaceSet, opened: list[PlaceSet]) -> int:
    """The smallest public total that contains these people; a number that never binds when there is none."""
    holding = [wide for wide in opened if not wide or (places and set(places) <= set(wide))]
    return min((int(population.totals[span & population.find_places(wide)].sum()) for wide in holding), default=_NO_TOTAL)


def _list_spans(component: Component, population: Population) -> dict[bytes, tuple[Bools, bool]]:
    """Who counts where in time, and whether the total of that is public when top lines are.

    Each indicator in each period, overlaps and differences of printed periods, and larger minus contained.
    """
    used = {(figure.indicator, figure.months) for figure in component.figures}
    standard = [period.months for period in list_standard_periods(tuple(sorted(component.months)))]
    printed = [population.find_region(code, months) for code, months in sorted(used)]
    spans = [(population.find_region(code, months), False) for code, months in sorted(_mix_months(used))]
    spans += [(population.find_region(code, months), True) for code in sorted(component.family) for months in standard]
    spans += [(span, True) for span in printed]
    spans += [(wide & ~small, True) for wide in printed for small in printed if _contains(wide, small)]
    found: dict[bytes, tuple[Bools, bool]] = {}
    for span, public in spans:
        key = np.packbits(span).tobytes()
        if span.any():
            found[key] = (span, public or (key in found and found[key][1]))
    return found


def _mix_months(used: set[tuple[str, tuple[str, ...]]]) -> set[tuple[str, tuple[str, ...]]]:
    mixed: set[tuple[str, tuple[str, ...]]] = set()
    for code, one in used:
        for other, two in used:
            if code == other and one != two:
                mixed |= {(code, tuple(sorted(set(one) & set(two)))), (code, tuple(sorted(set(one) - set(two))))}
    return {(code, months) for code, months in mixed if months}


def _contains(wide: Bools, small: Bools) -> bool:
    return bool((wide | ~small).all())


def list_place_sets(component: Component, population: Population) -> list[PlaceSet]:
    """The whole organisation, each place, each programme or region used, and their differences and overlaps."""
    if not population.placed:
        return [()]
    used = {figure.places for figure in component.figures if figure.places}
    used |= {figure.scope_places for figure in component.figures if figure.scope_places}
    sets = [frozenset(places) for places in sorted(used)]
    everywhere = frozenset(place for atom in population.places for place in atom)
    mixed = {one & two for one in sets for two in sets} | {one - two for one in [*sets, everywhere] for two in sets}
    leaves = {frozenset(atom) for atom in population.places}
    proper = {places for places in mixed | leaves | set(sets) if places and places != everywhere}
    return [(), *sorted(tuple(sorted(places)) for places in proper)]


def _list_open_places(component: Component, policy: Policy) -> list[PlaceSet]:
    scopes = {figure.scope: figure.scope_places for figure in component.figures} | {"total": ()}
    return [places for scope, places in sorted(scopes.items()) if policy.opens(scope)]


def _list_open(
    component: Component, frame: Frame, found: dict[bytes, tuple[Bools, int]], policy: Policy
) -> list[bool]:
    """Regions that are public totals themselves, or differences of two public totals."""
    opened = [set(places) or {place for atom in frame.population.places for place in atom} for places in _list_open_places(component, policy)]
    spans = list(_list_spans(component, frame.population).values())
    public: set[bytes] = set()
    for one in opened:
        for places in [one, *(one - two for two in opened if two < one)]:
            there = frame.population.find_places(tuple(places))
            public |= {np.packbits(span & there).tobytes() for span, known in spans if known}
    return [key in public for key in found]
