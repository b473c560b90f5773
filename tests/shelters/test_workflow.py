"""Every pair of booking states: what may follow what, and that no end has a way out."""

from __future__ import annotations

from itertools import product

import pytest

from shelters.models import BookingState
from shelters.workflow import MOVES, MoveRefused, check_move, may_follow

ALLOWED = {
    ("held", "accepted"), ("held", "declined"), ("held", "released"), ("held", "expired"),
    ("accepted", "occupied"), ("accepted", "declined"), ("accepted", "released"), ("occupied", "ended"),
}  # fmt: skip


def test_the_table_knows_every_state() -> None:
    assert set(MOVES) == set(BookingState.values)


@pytest.mark.parametrize(("state", "target"), list(product(BookingState.values, repeat=2)))
def test_only_the_allowed_moves_are_made(state: str, target: str) -> None:
    assert may_follow(state, target) == ((state, target) in ALLOWED)
    if (state, target) not in ALLOWED:
        with pytest.raises(MoveRefused):
            check_move(state, target)
