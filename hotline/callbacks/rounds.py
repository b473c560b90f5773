"""A promise begins a round of tries."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from hotline.callbacks.rules import CallBackState

if TYPE_CHECKING:
    from hotline.models import Call

ROUND = ("call_back_by", "called_back_at", "call_back_state", "call_back_round", "given_up", "claimed_by", "claimed_until")


def begin_round(call: Call, due: datetime | None) -> None:
    """A new promise (or none any more): set on the row, saved by the caller with the fields of ROUND."""
    call.call_back_by, call.called_back_at = due, None
    call.call_back_state = CallBackState.WAITING if due else CallBackState.NONE
    call.call_back_round += 1 if due else 0
    call.given_up, call.claimed_by, call.claimed_until = "", None, None
