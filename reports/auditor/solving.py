"""The auditor's own optimisations: bounds by linear programming, and whole-number tables as proof of the contrary."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.optimize import LinearConstraint, linprog, milp
from scipy.sparse import csr_matrix

from reports.auditor.model import System

Floats = npt.NDArray[np.float64]
_ROUND = 1e-5
_ROOM = 1_000.0


class InfeasibleError(ValueError):
    """No population at all yields the published figures: they contradict each other."""


class UndecidedError(RuntimeError):
    """The solver gave no proven answer."""


@dataclass
class Bench:
    """Rows of a system as matrices, and the whole-number tables found so far."""

    system: System
    size: int
    equal: csr_matrix
    equal_to: Floats
    below: csr_matrix
    below_to: Floats
    ceiling: Floats
    tables: list[Floats] = field(default_factory=list)
    chance: np.random.Generator = field(default_factory=lambda: np.random.default_rng(11))

    def stretch(self, cells: Floats, sign: int) -> float:
        """The largest (sign 1) or smallest (-1) the sum of cells can be by linear programming; keeps whole tables."""
        draw = self.chance.uniform(0, 1e-7, self.size)
        answer = linprog(
            -sign * cells + draw,
            A_ub=self.below,
            b_ub=self.below_to,
            A_eq=self.equal,
            b_eq=self.equal_to,
            bounds=np.column_stack([np.zeros(self.size), self.ceiling]),
            method="highs",
        )
        if answer.status == 2:
            raise InfeasibleError("the published figures contradict each other")
        if answer.status == 3:
            return float("inf") * sign
        if answer.status != 0:
            raise UndecidedError(str(answer.message))
        self.keep(answer.x)
        return float(cells @ answer.x)

    def stretch_whole(self, cells: Floats, sign: int) -> float:
        """The same in whole numbers, with proof of optimality."""
        rows = [LinearConstraint(self.equal, self.equal_to, self.equal_to)] if self.equal.shape[0] else []
        rows += [LinearConstraint(self.below, -np.inf, self.below_to)] if self.below.shape[0] else []
        answer = milp(
            -sign * cells,
            integrality=np.ones(self.size),
            bounds=(0, self.ceiling),
            constraints=rows,
            options={"time_limit": 20.0},
        )
        if answer.status == 2:
            raise InfeasibleError("no whole people yield the published figures")
        if answer.x is not None:
            self.keep(answer.x)
        if answer.status != 0:
            raise UndecidedError(str(answer.message))
        return float(round(float(cells @ answer.x)))

    def keep(self, table: Floats) -> bool:
        """Keep a table that is made of whole people and yields every figure exactly."""
        whole = np.rint(table)
        if np.abs(whole - table).max(initial=0.0) > _ROUND or (whole < 0).any() or (whole > self.ceiling).any():
            return False
        if (self.equal @ whole != self.equal_to).any() or (self.below @ whole > self.below_to).any():
            return False
        self.tables.append(whole)
        return True


def open_bench(system: System) -> Bench:
    """Matrices of a system."""
    size = len(system.index)
    equal = [row for row in system.rows if row.low == row.high]
    least = [(row, -1.0, -row.low) for row in system.rows if row.low != row.high and (row.low > 0 or row.minus)]
    most = [(row, 1.0, row.high) for row in system.rows if row.low != row.high and np.isfinite(row.high)]
    below = least + most
    known = [row.high for row in system.rows if np.isfinite(row.high)]
    ceiling = np.full(size, sum(known) + _ROOM)  # nobody is infinite; far above anything a figure could force
    ceiling[sorted(system.barred)] = 0.0
    return Bench(
        system,
        size,
        _stack([(row.plus, row.minus, 1.0) for row in equal], size),
        np.array([row.low for row in equal]),
        _stack([(row.plus, row.minus, sign) for row, sign, _ in below], size),
        np.array([limit for _, _, limit in below]),
        ceiling,
    )


def _stack(rows: list[tuple[tuple[int, ...], tuple[int, ...], float]], size: int) -> csr_matrix:
    where: list[int] = []
    across: list[int] = []
    weight: list[float] = []
    for number, (plus, minus, sign) in enumerate(rows):
        for cells, one in ((plus, sign), (minus, -sign)):
            where += [number] * len(cells)
            across += cells
            weight += [one] * len(cells)
    return csr_matrix((weight, (where, across)), shape=(len(rows), size))


def round_up(value: float) -> float:
    """The least whole number that is not below, allowing for noise of the solver."""
    return value if not np.isfinite(value) else float(np.ceil(value - _ROUND))


def round_down(value: float) -> float:
    """The greatest whole number that is not above, allowing for noise of the solver."""
    return value if not np.isfinite(value) else float(np.floor(value + _ROUND))
