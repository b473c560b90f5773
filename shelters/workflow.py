"""Which state of a booking may follow which, on one screen. What has no arrow out is the end."""

from __future__ import annotations

MOVES: dict[str, frozenset[str]] = {
    "held": frozenset({"accepted", "declined", "released", "expired"}),
    "accepted": frozenset({"occupied", "declined", "released"}),
    "occupied": frozenset({"ended"}),
    "ended": frozenset(),
    "declined": frozenset(),
    "released": frozenset(),
    "expired": frozenset(),
}


class MoveRefused(Exception):
    """This state may not follow that one."""


def may_follow(state: str, target: str) -> bool:
    return target in MOVES.get(state, frozenset())


def check_move(state: str, target: str) -> None:
    if not may_follow(state, target):
        raise MoveRefused(f"{state} -> {target}")
