"""Which state of a referral may follow which, and which side may move it."""

from __future__ import annotations

from enum import StrEnum

from access.actors import Actor
from casework.referrals.models import Referral
from casework.referrals.models import ReferralState as S


class Side(StrEnum):
    SENDER = "sender"
    RECIPIENT = "recipient"
    SYSTEM = "system"


class ReferralMoveRefused(Exception):
    """This move is not allowed from here, or not by this side."""


MOVES: dict[tuple[str, str], frozenset[Side]] = {
    (S.DRAFT, S.SENT): frozenset({Side.SENDER}),
    (S.DRAFT, S.WITHDRAWN): frozenset({Side.SENDER}),
    (S.SENT, S.RECEIVED): frozenset({Side.RECIPIENT}),
    (S.SENT, S.ACCEPTED): frozenset({Side.RECIPIENT}),
    (S.SENT, S.WAITING_LIST): frozenset({Side.RECIPIENT}),
    (S.SENT, S.DECLINED): frozenset({Side.RECIPIENT}),
    (S.SENT, S.NO_ANSWER): frozenset({Side.SENDER, Side.SYSTEM}),
    (S.RECEIVED, S.ACCEPTED): frozenset({Side.RECIPIENT}),
    (S.RECEIVED, S.WAITING_LIST): frozenset({Side.RECIPIENT}),
    (S.RECEIVED, S.DECLINED): frozenset({Side.RECIPIENT}),
    (S.RECEIVED, S.NO_ANSWER): frozenset({Side.SENDER, Side.SYSTEM}),
    (S.WAITING_LIST, S.ACCEPTED): frozenset({Side.RECIPIENT}),
    (S.WAITING_LIST, S.DECLINED): frozenset({Side.RECIPIENT}),
    (S.ACCEPTED, S.IN_PROGRESS): frozenset({Side.RECIPIENT}),
    (S.ACCEPTED, S.COMPLETED): frozenset({Side.RECIPIENT}),
    (S.IN_PROGRESS, S.COMPLETED): frozenset({Side.RECIPIENT}),
    **{
        (state, target): frozenset({Side.SENDER})
        for state in (S.SENT, S.RECEIVED, S.WAITING_LIST, S.ACCEPTED, S.IN_PROGRESS)
        for target in (S.WITHDRAWN, S.REVOKED)
    },
}


ENDED = (S.DECLINED, S.COMPLETED, S.NO_ANSWER, S.WITHDRAWN, S.REVOKED)


def side_of(by: Actor, referral: Referral) -> Side | None:
    """On which side of this referral somebody stands; nobody stands on both."""
    if by.organisation_id == referral.organisation_id:
        return Side.SENDER if by.user is not None else Side.SYSTEM
    return Side.RECIPIENT if by.organisation_id == referral.recipient_id and by.user is not None else None


def may_move(state: str, target: str, side: Side) -> bool:
    return side in MOVES.get((state, target), frozenset())


def check_referral_move(state: str, target: str, side: Side) -> None:
    if not may_move(state, target, side):
        raise ReferralMoveRefused(f"{state} -> {target} by {side}")


def targets(state: str, side: Side) -> list[str]:
    """What this side may do next, in the order of the table."""
    return [target for (source, target), sides in MOVES.items() if source == state and side in sides]
