"""The joint examination: do readers of all figures stay unsure about every target, insiders included?

A target is safe when two worlds exist that differ by `need` in it, one of them at least `need` large. Such worlds
are looked for with optimisations, checked in whole numbers, and kept: they are the certificate.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from reports.disclosure.plan import Outcome, Policy
from reports.disclosure.population import Bools, Ints
from reports.disclosure.targets import Targets
from reports.disclosure.worlds import Frame, OutOfSolvesError, Solver


@dataclass
class Pool:
    """Worlds found so far, with the size of each target in each of them."""

    frame: Frame
    targets: Targets
    worlds: list[Ints]
    sizes: list[Ints]
    most: Ints
    least: Ints

    def add(self, world: Ints) -> None:
        size = self.targets.measure(world)
        self.worlds.append(world)
        self.sizes.append(size)
        self.most, self.least = np.maximum(self.most, size), np.minimum(self.least, size)

    def find_unsure(self) -> Bools:
        """Targets about which these worlds leave readers unsure enough."""
        need = self.targets.need
        return np.asarray((self.most >= need) & (self.most - self.least >= need), dtype=bool)


def open_pool(frame: Frame, targets: Targets, known: Iterable[Ints]) -> Pool:
    """A pool with the truth and those earlier worlds that still fit."""
    pool = Pool(frame, targets, [], [], targets.truth, targets.truth)
    for world in [frame.truth, *known]:
        if world.shape == frame.truth.shape and frame.admits(world):
            pool.add(world)
    return pool


def examine(pool: Pool, policy: Policy, solver: Solver) -> Outcome:
    """PRINTED when every target is safe; otherwise why not. Anything unclear is a no."""
    if not pool.worlds:
        return Outcome.UNDECIDED
    try:
        _sweep(pool, solver)
        outcome = _settle(pool, policy, solver)
        if outcome is Outcome.PRINTED and policy.insiders:
            outcome = _face_insiders(pool, policy, solver)
        return outcome
    except OutOfSolvesError:
        return Outcome.UNDECIDED


def _sweep(pool: Pool, solver: Solver) -> None:
    """A few worlds that settle most targets at once: each group as large, then as small, as it can be."""
    for column in range(len(pool.targets.masks)):
        for sign in (1.0, -1.0):
            waiting = (pool.targets.active & ~pool.find_unsure())[:, column]
            if waiting.any():
                weight = pool.targets.regions[waiting].sum(axis=0)
                world = solver.push(pool.frame, sign * np.outer(weight, pool.targets.masks[column]).ravel().astype(float))
                if world is not None:
                    pool.add(world)


def _settle(pool: Pool, policy: Policy, solver: Solver) -> Outcome:
    settled = ~pool.targets.active
    while True:
        waiting = np.argwhere(~settled & ~pool.find_unsure())
        if not len(waiting):
            return Outcome.PRINTED
        row, column = waiting[0]
        outcome = _push_apart(pool, policy, solver, int(row), int(column))
        if outcome is not Outcome.PRINTED:
            return outcome
        settled[row, column] = True


def _push_apart(pool: Pool, policy: Policy, solver: Solver, row: int, column: int) -> Outcome:
    """Look for the largest and the smallest this target can be."""
    mark = pool.targets.mark(row, column)
    large, small = (solver.push(pool.frame, sign * mark) for sign in (1.0, -1.0))
    for world in (large, small):
        if world is not None:
            pool.add(world)
    if pool.find_unsure()[row, column]:
        return Outcome.PRINTED
    if large is None or small is None:
        return Outcome.UNDECIDED
    if pool.targets.truth[row, column] >= policy.k and pool.targets.measure(small)[row, column] >= policy.k:
        return Outcome.PRINTED  # known to be large: nothing small is told
    return Outcome.WOULD_REVEAL


def _face_insiders(pool: Pool, policy: Policy, solver: Solver) -> Outcome:
    """Everybody in the figures may read them, and knows their own row: the others must stay hidden from them too."""
    groups: dict[bytes, tuple[Bools, list[tuple[int, int]]]] = {}
    for stratum, code in np.argwhere(pool.frame.truth > 0):
        has = find_knowing(pool, (int(stratum), int(code)))
        groups.setdefault(has.tobytes(), (has, []))[1].append((int(stratum), int(code)))
    for has, kinds in groups.values():
        outcome = _face_alike(pool, has, kinds, solver)
        if outcome is not Outcome.PRINTED:
            return outcome
    return Outcome.PRINTED


def _face_alike(pool: Pool, has: Bools, kinds: list[tuple[int, int]], solver: Solver) -> Outcome:
    """Insiders who can rule out the same worlds of the pool."""
    most, least = _span(pool, has)
    for stratum, code in kinds:
        exposed = find_exposed(pool.targets, (stratum, code), most, least)
        if exposed.any():
            _sweep_for(pool, (stratum, code), solver)
        for row, column in np.argwhere(exposed):
            outcome = _face_one(pool, (stratum, code), int(row), int(column), solver)
            if outcome is not Outcome.PRINTED:
                return outcome
    return Outcome.PRINTED


def _sweep_for(pool: Pool, insider: tuple[int, int], solver: Solver) -> None:
    """A few worlds with this insider in them that settle most of what they could read."""
    cell = insider[0] * pool.frame.truth.shape[1] + insider[1]
    for column in range(len(pool.targets.masks)):
        for sign in (1.0, -1.0):
            waiting = is_exposed(pool, insider)[:, column]
            if waiting.any():
                weight = pool.targets.regions[waiting].sum(axis=0)
                mark = np.outer(weight, pool.targets.masks[column]).ravel().astype(float)
                world = solver.push(pool.frame, sign * mark, at_least_one=cell)
                if world is not None:
                    pool.add(world)


def find_exposed(targets: Targets, insider: tuple[int, int], most: Ints, least: Ints) -> Bools:
    """Targets whose other members are too narrow for somebody who knows their own row."""
    stratum, code = insider
    near = targets.regions[:, stratum] > 0
    own = np.outer(near, targets.masks[:, code] > 0)
    need = np.minimum(targets.k - 1, targets.totals - near)[:, None]
    small = targets.active & (targets.truth - own <= targets.k - 2) & (need > 0)
    exposed: Bools = small & ((most - own < need) | (most - least < need))
    return exposed


def _span(pool: Pool, has: Bools) -> tuple[Ints, Ints]:
    stack = np.array([size for size, take in zip(pool.sizes, has, strict=False) if take])  # a pool only grows
    return stack.max(axis=0), stack.min(axis=0)


def find_knowing(pool: Pool, insider: tuple[int, int]) -> Bools:
    """Worlds that somebody with this row cannot rule out."""
    return np.array([world[insider] >= 1 for world in pool.worlds], dtype=bool)


def _face_one(pool: Pool, insider: tuple[int, int], row: int, column: int, solver: Solver) -> Outcome:
    """Look for worlds that this insider cannot rule out."""
    cell = insider[0] * pool.frame.truth.shape[1] + insider[1]
    mark = pool.targets.mark(row, column)
    if not is_exposed(pool, insider)[row, column]:
        return Outcome.PRINTED
    for sign in (1.0, -1.0):
        world = solver.push(pool.frame, sign * mark, at_least_one=cell)
        if world is not None:
            pool.add(world)
    return Outcome.INSIDER if is_exposed(pool, insider)[row, column] else Outcome.PRINTED


def is_exposed(pool: Pool, insider: tuple[int, int]) -> Bools:
    """Targets that this insider can read too much about, from all worlds of the pool."""
    return find_exposed(pool.targets, insider, *_span(pool, find_knowing(pool, insider)))
