"""Calling back: promised, taken by one colleague for a while, tried, and ended by reaching somebody or by a decision."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from django.utils import timezone

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.receipts import once
from casework.contact.reaching import refuse_contact_of
from casework.contact.rules import within
from hotline.callbacks.models import CallBackTry
from hotline.callbacks.rounds import ROUND, begin_round
from hotline.callbacks.rules import CLAIM, TRY_AGAIN, CallBackState, Urgency, after_a_try, next_safe
from hotline.models import Call


class NothingPromised(Exception):
    """Nobody is to be called back here, or somebody was quicker."""


class ClaimedByAnother(Exception):
    """A colleague is calling back just now."""


class NotClaimed(Exception):
    """Take the call-back first, so that two colleagues do not ring the same person."""


class NotSafeNow(Exception):
    """The person said at which hours it is safe, and it is not one of them."""


class NeedsDecision(Exception):
    """Tried often enough: the shift lead says what becomes of it."""


class NoDecisionNeeded(Exception):
    """There is nothing to decide."""


@audited(Event.CALLBACK_PROMISED, telling=("urgency",))
def promise_call_back(
    *, by: Actor, call: Call, due: datetime, urgency: str = Urgency.LATER, safe_from: time | None = None, safe_until: time | None = None,
    leave_no_message: bool = True,
) -> Call:  # fmt: skip
    """Promise to call back by an hour; it stays in the queue until somebody did, or the lead decided. Tries are counted anew."""
    refuse_contact_of(by, call.case_id, "phone", due)
    begin_round(call, due)
    call.call_back_urgency, call.safe_from, call.safe_until = urgency, safe_from, safe_until
    call.leave_no_message = leave_no_message
    call.save(update_fields=[*ROUND, "call_back_urgency", "safe_from", "safe_until", "leave_no_message"])
    return call


@audited(Event.CALLBACK_CLAIMED)
def claim_call_back(*, by: Actor, call: Call) -> Call:
    """Take it for a quarter of an hour; pressed again by the same person, for another. A colleague's claim is respected while it runs."""
    current = _promised(call)
    if current.claimed_now() and current.claimed_by_id != by.user_id:
        raise ClaimedByAnother
    if current.call_back_state == CallBackState.DECISION:
        raise NeedsDecision
    refuse_contact_of(by, current.case_id, "phone", timezone.now())
    current.claimed_by_id, current.claimed_until = by.user_id, timezone.now() + CLAIM
    current.save(update_fields=["claimed_by", "claimed_until"])
    return current


@audited(Event.CALLBACK_RELEASED)
def release_call_back(*, by: Actor, call: Call) -> Call:
    """Give it back to the queue. What is not one's own stays as it is."""
    current: Call = Call.objects.select_for_update().get(pk=call.pk)
    if current.claimed_by_id == by.user_id:
        current.claimed_by, current.claimed_until = None, None
        current.save(update_fields=["claimed_by", "claimed_until"])
    return current


@audited(Event.CALLBACK_TRIED, telling=("result",))
def record_try(*, by: Actor, call: Call, result: str, form_key: UUID | None = None) -> CallBackTry:
    """Somebody called. Not reached: it waits for the next try; after the third, or when another voice answered, for a decision."""

    if by.user_id is None:
        raise PermissionError("Somebody calls back.")
    user_id = by.user_id

    def make(pk: UUID) -> CallBackTry:
        current = _promised(call)
        if current.call_back_state == CallBackState.DECISION:
            raise NeedsDecision
        if not current.claimed_now() or current.claimed_by_id != by.user_id:
            raise NotClaimed
        if not within(current.safe_from, current.safe_until, timezone.localtime().time()):
            raise NotSafeNow
        refuse_contact_of(by, current.case_id, "phone", timezone.now())
        tried = CallBackTry.objects.create(
            pk=pk, organisation_id=current.organisation_id, call=current, user_id=user_id, result=result, round=current.call_back_round
        )
        _go_on(current, result)
        return tried

    return once(by=by, key=form_key, model=CallBackTry, make=make)


def _go_on(call: Call, result: str) -> None:
    tries = CallBackTry.objects.filter(call=call, round=call.call_back_round).count()
    call.call_back_state = after_a_try(result, tries, call.call_back_urgency)
    now = timezone.localtime()
    if call.call_back_state == CallBackState.REACHED:
        call.called_back_at = now
    elif call.call_back_state == CallBackState.WAITING:
        call.call_back_by = next_safe(now + TRY_AGAIN[Urgency(call.call_back_urgency or Urgency.LATER)], call.safe_from, call.safe_until)
    call.claimed_by, call.claimed_until = None, None
    call.save(update_fields=["call_back_state", "called_back_at", "call_back_by", "claimed_by", "claimed_until"])


@audited(Event.CALLBACK_DECIDED, telling=("reason",))
def give_up_call_back(*, by: Actor, call: Call, reason: str) -> Call:
    """The lead ends it, and says why. Nothing ends it by itself."""
    current = _to_decide(call)
    current.call_back_state, current.given_up = CallBackState.GIVEN_UP, reason
    current.save(update_fields=["call_back_state", "given_up"])
    return current


@audited(Event.CALLBACK_DECIDED)
def try_again(*, by: Actor, call: Call, due: datetime) -> Call:
    """The lead has it tried anew, by an hour; three more tries."""
    current = _to_decide(call)
    begin_round(current, due)
    current.save(update_fields=ROUND)
    return current


def _promised(call: Call) -> Call:
    current: Call = Call.objects.select_for_update().get(pk=call.pk)
    if not current.is_promised:
        raise NothingPromised
    return current


def _to_decide(call: Call) -> Call:
    current = _promised(call)
    if current.call_back_state != CallBackState.DECISION:
        raise NoDecisionNeeded
    return current
