"""Which state of a case may follow which, on one screen."""

from __future__ import annotations

MOVES: dict[str, frozenset[str]] = {
    "new": frozenset({"screening", "open", "closed", "closed_referred"}),
    "screening": frozenset({"open", "closed", "closed_referred"}),
    "open": frozenset({"follow_up", "suspended", "closed", "closed_referred"}),
    "follow_up": frozenset({"open", "suspended", "closed", "closed_referred"}),
    "suspended": frozenset({"open", "closed", "closed_referred"}),
    "closed": frozenset({"reopened"}),
    "closed_referred": frozenset({"reopened"}),
    "reopened": frozenset({"open", "follow_up", "suspended", "closed", "closed_referred"}),
}


class MoveRefused(Exception):
    """This state may not follow that one."""


def may_follow(state: str, target: str) -> bool:
    return target in MOVES.get(state, frozenset())


def check_move(state: str, target: str) -> None:
    if not may_follow(state, target):
        raise MoveRefused(f"{state} -> {target}")
