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
from reports.disclosure.solver import OutOfSolvesError, Solver
from reports.disclosure.swaps import Swapper
from reports.disclosure.targets import Targets
from reports.disclosure.worlds import Frame

Spot = tuple[int, int]


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

    def covers(self, frame: Frame, targets: Targets) -> bool:
        """Do these worlds answer for other rules too? Yes when the rules only repeat what followed already."""
        same = self.targets.regions.shape == targets.regions.shape and self.targets.masks.shape == targets.masks.shape
        if not same or (self.targets.regions != targets.regions).any() or (self.targets.masks != targets.masks).any():
            return False
        if self.frame.truth.shape != frame.truth.shape or (self.frame.truth != frame.truth).any():
            return False
        if (self.targets.need != targets.need).any() or (self.targets.active != targets.active).any():
            return False
        return self.frame.implies(frame)


def open_pool(frame: Frame, targets: Targets, known: Iterable[Ints]) -> Pool:
    """A pool with the truth and those earlier worlds that still fit."""
    pool = Pool(frame, targets, [], [], targets.truth, targets.truth)
    different = {world.tobytes(): world for world in [frame.truth, *known] if world.shape == frame.truth.shape}
    for world in different.values():
        if frame.admits(world):
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
    """A few worlds that settle most targets at once: each group as large, then as small, as it can be.

    First among worlds in which everybody who exists may find themselves: those also serve before every insider.
    """
    for alive in (True, False):
        floor = np.minimum(pool.frame.truth, 1).ravel() if alive else None
        for column in range(len(pool.targets.masks)):
            for sign in (1.0, -1.0):
                waiting = (pool.targets.active & ~pool.find_unsure())[:, column]
                if waiting.any():
                    weight = pool.targets.regions[waiting].sum(axis=0)
                    mark = np.outer(weight, pool.targets.masks[column]).ravel().astype(float)
                    world = solver.push(pool.frame, sign * mark, at_least=floor)
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
    crowd = Crowd(pool)
    curious: dict[Spot, list[Spot]] = {}
    for stratum, code in np.argwhere(pool.frame.truth > 0):
        insider = int(stratum), int(code)
        for row, column in np.argwhere(crowd.find_readable(insider)):
            curious.setdefault((int(row), int(column)), []).append(insider)
    for target in sorted(curious, key=lambda one: (-len(curious[one]), one)):
        if not _hide_from(pool, curious[target], target, solver):
            return Outcome.INSIDER
    return Outcome.PRINTED


@dataclass
class Crowd:
    """Insiders before the worlds of a pool; no solver, so a certificate is checked with it too."""

    pool: Pool

    def __post_init__(self) -> None:
        self.swapper = Swapper(self.pool.frame, self.pool.targets)
        self.worlds, self.sizes = np.array(self.pool.worlds), np.array(self.pool.sizes)

    def find_readable(self, insider: tuple[int, int]) -> Bools:
        """Targets about which this insider knows too much as far as the worlds show, swaps included."""
        count = len(self.pool.worlds)
        if len(self.worlds) < count:
            self.worlds, self.sizes = np.array(self.pool.worlds), np.array(self.pool.sizes)
        has = self.worlds[:, insider[0], insider[1]] >= 1
        most, least = self.sizes[has].max(axis=0), self.sizes[has].min(axis=0)
        readable = find_exposed(self.pool.targets, insider, most, least)
        if not readable.any():
            return readable
        swapped = self.swapper.let_in(self.worlds[~has], self.sizes[~has], insider)
        if not len(swapped):
            return readable
        most, least = np.maximum(most, swapped.max(axis=0)), np.minimum(least, swapped.min(axis=0))
        return find_exposed(self.pool.targets, insider, most, least)


def _hide_from(pool: Pool, insiders: list[Spot], target: Spot, solver: Solver) -> bool:
    """Find worlds that these insiders cannot rule out: for all of them at once where that can be, else for fewer."""
    waiting = [insider for insider in insiders if _reads(pool, insider, target)]
    if not waiting:
        return True
    floor = np.zeros(pool.frame.truth.shape, dtype=np.int64)
    for insider in waiting:
        floor[insider] = 1
    for sign in (1.0, -1.0):
        if any(_reads(pool, insider, target) for insider in waiting):
            world = solver.push(pool.frame, sign * pool.targets.mark(*target), at_least=floor.ravel())
            if world is not None:
                pool.add(world)
    left = [insider for insider in waiting if _reads(pool, insider, target)]
    if not left or len(waiting) == 1:
        return not left
    half = (len(left) + 1) // 2
    return all(_hide_from(pool, part, target, solver) for part in (left[:half], left[half:]))


def _reads(pool: Pool, insider: tuple[int, int], target: tuple[int, int]) -> bool:
    """Does this insider know too much about the others of this target, as far as the pool shows?"""
    row, column = target
    near = int(pool.targets.regions[row, insider[0]] > 0)
    own = int(near and pool.targets.masks[column, insider[1]] > 0)
    need = min(pool.targets.k - 1, int(pool.targets.totals[row]) - near)
    sizes = [int(size[target]) for size, world in zip(pool.sizes, pool.worlds, strict=True) if world[insider] >= 1]
    return max(sizes) - own < need or max(sizes) - min(sizes) < need


def find_exposed(targets: Targets, insider: tuple[int, int], most: Ints, least: Ints) -> Bools:
    """Targets whose other members are too narrow for somebody who knows their own row."""
    stratum, code = insider
    near = targets.regions[:, stratum] > 0
    own = np.outer(near, targets.masks[:, code] > 0)
    need = np.minimum(targets.k - 1, targets.totals - near)[:, None]
    small = targets.active & (targets.truth - own <= targets.k - 2) & (need > 0)
    exposed: Bools = small & ((most - own < need) | (most - least < need))
    return exposed
