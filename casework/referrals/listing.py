"""Lists of referrals sent and received; the tiles of Today count with the same functions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from access.actors import Actor
from casework.referrals.models import Referral, ReferralState
from casework.referrals.reminders import ReferralReminder

ANSWER_DAYS = 3
UNANSWERED, WAITING, ENDED = "unanswered", "waiting", "taken-back"


def sent(actor: Actor, state: str = "") -> Any:
    """Referrals of one's cases; "unanswered" means sent more than three days ago without a word."""
    referrals = Referral.objects.sent_by(actor)
    if state == UNANSWERED:
        return referrals.awaiting_answer().filter(sent_at__lt=timezone.now() - timedelta(days=ANSWER_DAYS))
    return referrals.filter(state=state) if state in ReferralState.values else referrals


def reminders_of(actor: Actor) -> Any:
    """What one was told about referrals that wait, and has not seen yet."""
    return ReferralReminder.objects.visible_to(actor).unseen()


def received(actor: Actor, state: str = "") -> Any:
    """Referrals addressed to one's organisation; "waiting" means that nobody has answered yet, "taken-back" that the sender took it back unread."""
    referrals = Referral.objects.received_by(actor)
    if state == WAITING:
        return referrals.awaiting_answer()
    if state == ENDED:
        return Referral.objects.end_to_read(actor)
    return referrals.filter(state=state) if state in ReferralState.values else referrals
