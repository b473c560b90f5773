"""What the lead of a shift does: has a call looked at, says how it was handled, gives an open call to somebody else."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.models import Membership, User
from access.permissions import Permission as P
from access.receipts import take_version
from access.roles import permissions_of
from hotline.lead.models import CallReview
from hotline.models import Call


class OwnCall(Exception):
    """Nobody reviews how they handled a call themselves."""


class AlreadyReviewed(Exception):
    """A colleague has answered this one."""


class CallIsOver(Exception):
    """Only a call that is still open goes to somebody else."""


class TakesNoCalls(Exception):
    """Whoever gets a call must be somebody who takes calls here."""


@audited(Event.REVIEW_ASKED)
def ask_review(*, by: Actor, call: Call) -> CallReview | None:
    """Mark a call for the lead. Marked twice, it is marked once; None when a colleague did whose mark one does not see."""
    if by.user_id is None:
        raise PermissionError("Somebody asks.")
    try:
        with transaction.atomic():
            return CallReview.objects.create(organisation_id=call.organisation_id, call=call, asked_by_id=by.user_id)
    except IntegrityError:
        return CallReview.objects.filter(call=call, reviewed_at=None).first()


@audited(Event.REVIEW_GIVEN)
def give_review(*, by: Actor, review: CallReview, card: dict[str, str], words: str = "", version: int | None = None) -> CallReview:
    """The card and the words for the operator. Given once."""
    if review.call.operator_id == by.user_id:
        raise OwnCall
    if review.reviewed_at is not None:
        raise AlreadyReviewed
    take_version(review, expected=version)
    for name, value in card.items():
        setattr(review, name, value)
    review.words, review.reviewed_by_id, review.reviewed_at = words, by.user_id, timezone.now()
    review.save(update_fields=[*card, "words", "reviewed_by", "reviewed_at"])
    return review


@audited(Event.CALL_REASSIGNED)
def reassign_call(*, by: Actor, call: Call, to: User) -> Call:
    """An open call goes on with another operator."""
    current: Call = Call.objects.select_for_update().get(pk=call.pk)
    if current.is_closed or current.case_id is not None:
        raise CallIsOver
    member = Membership.objects.filter(organisation_id=by.organisation_id, user=to, ended_at=None).first()
    if member is None or not _takes_calls(member):
        raise TakesNoCalls
    current.operator = to
    current.save(update_fields=["operator"])
    return current


def _takes_calls(member: Membership) -> bool:
    return P.CALL_LOG in permissions_of(member.roles)
