"""Which state of a call may follow which, and who may write in it when."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from access.actors import Actor
from access.permissions import Permission
from hotline.models import NON_CALLS, Call, CallClass

MOVES: dict[str, frozenset[str]] = {
    "open": frozenset({"closed", "handed_over"}),
    "closed": frozenset({"handed_over"}),
    "handed_over": frozenset(),
}
AUTHOR_EDITS = timedelta(hours=24)
READ_FOR = timedelta(days=28)
REAL_CLASSES = tuple(code for code in CallClass.values if code not in NON_CALLS)


class MoveRefused(Exception):
    """This state may not follow that one."""


def state_of(call: Call) -> str:
    if call.case_id is not None:
        return "handed_over"
    return "closed" if call.is_closed else "open"


def may_follow(state: str, target: str) -> bool:
    return target in MOVES.get(state, frozenset())


def check_move(call: Call, target: str) -> None:
    if not may_follow(state_of(call), target):
        raise MoveRefused(f"{state_of(call)} -> {target}")


def may_edit(actor: Actor, call: Call) -> bool:
    """The author while the call is open and for a day after; then the shift lead. What was handed over is the case manager's."""
    if call.case_id is not None:
        return False
    if actor.may(Permission.CALL_REVIEW):
        return True
    is_fresh = call.closed_at is None or timezone.now() - call.closed_at < AUTHOR_EDITS
    return is_fresh and call.operator_id == actor.user_id


def may_read(actor: Actor, call: Call) -> bool:
    """Four weeks, then only the lead. What was said in a call that became a case is told by the case manager."""
    if actor.may(Permission.CALL_REVIEW):
        return True
    return call.case_id is None and (not call.is_closed or timezone.now() - call.started_at < READ_FOR)
