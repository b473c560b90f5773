"""Small changes to a world that leave every published figure as it is: two people change places.

Far cheaper than an optimisation: most worlds become possible for an insider when one person like them is let in.
The swap is worked out by arithmetic alone, so a certificate needs to keep only the worlds it starts from.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from reports.disclosure.population import Ints
from reports.disclosure.targets import Targets
from reports.disclosure.worlds import Frame


@dataclass
class Swapper:
    """Lets insiders into the worlds of a frame; which swaps are allowed is worked out once for each pair of codes."""

    frame: Frame
    targets: Targets
    columns: Ints = field(init=False)
    classes: dict[tuple[int, int], Ints] = field(default_factory=dict)

    def __post_init__(self) -> None:
        strata, codes = self.frame.truth.shape
        dense = self.frame.matrix.toarray().astype(np.int64).T
        self.columns = dense.reshape(strata, codes, -1)

    def let_in(self, worlds: Ints, sizes: Ints, insider: tuple[int, int]) -> Ints:
        """Sizes of the targets in these worlds after one swap that lets the insider in; worlds without one drop out.

        In the insider's stratum the commonest other code gives way to theirs, and elsewhere one person changes back.
        """
        found = [np.empty((0, *sizes.shape[1:]), dtype=np.int64)]
        stratum, code = insider
        for other in range(worlds.shape[2]):
            able = np.flatnonzero((worlds[:, stratum].argmax(axis=1) == other) & (worlds[:, stratum, other] >= 1))
            if other == code or not len(able) or not self._may_change(insider, other):
                continue
            found += self._swap(worlds[able], sizes[able], insider, other)
        return np.concatenate(found)

    def _swap(self, worlds: Ints, sizes: Ints, insider: tuple[int, int], other: int) -> list[Ints]:
        stratum, code = insider
        step = self.targets.masks[:, code] - self.targets.masks[:, other]
        entered = sizes + np.outer(self.targets.regions[:, stratum], step)
        kinds = self._classify(code, other)
        same = kinds == kinds[stratum]
        same[stratum] = False
        found = []
        if not (self.columns[stratum, code] - self.columns[stratum, other]).any():
            found.append(entered)
        reserve = np.where(same & self._has_room(code, other), worlds[:, :, code], 0)
        for twins in (reserve.argmax(axis=1), reserve.shape[1] - 1 - reserve[:, ::-1].argmax(axis=1)):
            good = reserve[np.arange(len(worlds)), twins] >= 1
            if good.any():
                back = self.targets.regions[:, twins[good]].T[:, :, None] * step[None, None, :]
                found.append(entered[good] - back)
        return found

    def _may_change(self, insider: tuple[int, int], other: int) -> bool:
        """Strata that are held still, and codes that cannot be, take no part."""
        stratum, code = insider
        floor, ceiling = (bound.reshape(self.frame.truth.shape) for bound in (self.frame.floor, self.frame.ceiling))
        return bool(floor[stratum, other] == 0 and ceiling[stratum, code] > self.frame.truth.sum())

    def _has_room(self, code: int, other: int) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        floor, ceiling = (bound.reshape(self.frame.truth.shape) for bound in (self.frame.floor, self.frame.ceiling))
        room: np.ndarray[tuple[int, ...], np.dtype[np.bool_]] = (floor[:, code] == 0) & (
            ceiling[:, other] > self.frame.truth.sum()
        )
        return room

    def _classify(self, code: int, other: int) -> Ints:
        """Strata in which exchanging one code for the other changes the same figures."""
        if (code, other) not in self.classes:
            change = self.columns[:, code] - self.columns[:, other]
            _, number = np.unique(change, axis=0, return_inverse=True)
            self.classes[code, other] = number.ravel().astype(np.int64)
        return self.classes[code, other]
