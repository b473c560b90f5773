"""Finding worlds at the edge of what is possible.

One linear programme is kept for each frame and only its objective and floors change, so each question starts from the
answer to the one before: some twenty times faster than from nothing. What it finds is believed only after it was
rounded and checked in whole numbers; where fractions come out, a second solver looks for whole people from nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import highspy
import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from reports.disclosure.population import Ints
from reports.disclosure.worlds import TOLERANCE, Floats, Frame

_SECONDS = 3.0
_STEPS = 20_000
_PRIMAL = 4


class OutOfSolvesError(RuntimeError):
    """The examination has used up its optimisations."""


@dataclass
class Solver:
    """Finds worlds of one frame after another, and counts how often it was asked."""

    left: int
    chance: np.random.Generator = field(default_factory=lambda: np.random.default_rng(5))
    frame: Frame | None = None
    warm: Warm | None = None

    def push(self, frame: Frame, objective: Floats, *, at_least: Ints | None = None) -> Ints | None:
        """A world with the largest objective (a whole number), or None when none was found in whole numbers.

        Among equals one is drawn (always the same draw): varied worlds settle more targets. The draw weighs less
        than half a person altogether, so the objective itself is still the largest.
        """
        if self.left <= 0:
            raise OutOfSolvesError
        self.left -= 1
        if self.warm is None or self.frame is not frame:
            self.frame, self.warm = frame, Warm(frame)
        people = max(1, int(frame.truth.sum()) + 2)
        objective = objective + self.chance.uniform(-0.2 / people, 0.2 / people, objective.size)
        floor = frame.floor if at_least is None else np.maximum(frame.floor, at_least)
        found, possible = self.warm.push(objective, floor)
        if found is None and possible:
            self.left -= COLD
            found = _push_whole(frame, objective, floor)
        return found


COLD = 8
"""A whole-number search from nothing takes about as long as so many warm ones."""


class Quiet(highspy.Highs):
    """The solver without its callbacks: setting them up writes a line to standard output, where commands print JSON."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()


class Warm:
    """The linear programme of a frame, kept between questions."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.columns = np.arange(frame.truth.size, dtype=np.int32)
        rows = frame.matrix.tocsr()
        solver = Quiet()
        for name, value in (("output_flag", False), ("threads", 1), ("presolve", "off"), ("simplex_strategy", _PRIMAL), ("simplex_iteration_limit", _STEPS)):
            solver.setOptionValue(name, value)
        self.ceiling = frame.ceiling.astype(float)
        size, none = len(self.columns), np.array([], dtype=np.int32)
        solver.addCols(size, np.zeros(size), frame.floor.astype(float), self.ceiling, 0, none, none, np.array([], dtype=float))
        solver.addRows(
            rows.shape[0], frame.low.astype(float), frame.high.astype(float), rows.nnz,
            rows.indptr[:-1].astype(np.int32), rows.indices.astype(np.int32), rows.data.astype(float),
        )  # fmt: skip
        solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self.solver = solver

    def push(self, objective: Floats, floor: Ints) -> tuple[Ints | None, bool]:
        """A world, if one was found in whole numbers; and whether there may be one at all."""
        size = len(self.columns)
        self.solver.changeColsCost(size, self.columns, objective)
        self.solver.changeColsBounds(size, self.columns, floor.astype(float), self.ceiling)
        self.solver.run()
        status = self.solver.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            self.solver.clearSolver()
            return None, status != highspy.HighsModelStatus.kInfeasible
        return _read_whole(self.frame, np.array(self.solver.getSolution().col_value), floor), True


def _push_whole(frame: Frame, objective: Floats, floor: Ints) -> Ints | None:
    answer = milp(
        -objective,
        integrality=np.ones(objective.size),
        bounds=Bounds(floor, frame.ceiling),
        constraints=LinearConstraint(frame.matrix, frame.low, frame.high),
        options={"time_limit": _SECONDS, "presolve": True},
    )
    return None if answer.x is None else _read_whole(frame, answer.x, floor)


def _read_whole(frame: Frame, found: Floats, floor: Ints) -> Ints | None:
    """The answer in whole people, if it is one and yields every figure."""
    world = np.rint(found).astype(np.int64)
    exact = np.abs(found - world).max(initial=0.0) < TOLERANCE and frame.admits(world) and (world >= floor).all()
    return world.reshape(frame.truth.shape) if exact else None
