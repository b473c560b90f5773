"""One step of the table of states, for the actions that make it."""

from __future__ import annotations

from django.utils import timezone

from access.actors import Actor
from casework.referrals.models import Referral, ReferralStateChange, SharedPackage
from casework.referrals.workflow import ENDED, ReferralMoveRefused, Side, check_referral_move, side_of

MOVED = ["state", "sent_at", "answered_at", "completed_at", "decline_reason", "outcome", "provided"]


def move(referral: Referral, target: str, side: Side, *, by: Actor) -> Referral:
    """Who acts must stand on this side, and the table must know the step. The row of history is never changed afterwards."""
    current = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
    if side is not side_of(by, current):
        raise ReferralMoveRefused(f"{side} is not who acts")
    check_referral_move(current.state, target, side)
    referral.state = target
    referral.save(update_fields=MOVED)
    if target in ENDED:
        SharedPackage.objects.filter(referral=referral, closed_at=None).update(closed_at=timezone.now())
    ReferralStateChange.objects.create(
        organisation_id=by.organisation_id, referral=referral, recipient_id=referral.recipient_id, state=target, by_id=by.user_id
    )
    return referral
