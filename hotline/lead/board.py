"""What goes on at the hotline at this moment, gathered from where it stands; nothing is stored for the board."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from access.actors import Actor
from hotline.models import Call, CallQuerySet
from hotline.queue import call_backs_of
from hotline.shifts.models import Shift
from shelters.models import Booking, BookingState

MOST = 25
LONG_CALL = timedelta(minutes=60)
CRISIS_HOURS = timedelta(hours=12)
UNTOLD = ("notes", "number", "caller_name")


@dataclass(frozen=True)
class OnShift:
    """Somebody on shift, and the call they have open since when, if any."""

    shift: Shift
    call: Call | None


@dataclass(frozen=True)
class Now:
    on_shift: list[OnShift]
    crisis: list[Call]
    running: list[Call]
    call_backs: list[Call]
    holds: list[Booking]


def look(actor: Actor) -> Now:
    """Seven queries, however much goes on. Of each list the first twenty-five."""
    now = timezone.now()
    calls: CallQuerySet = Call.objects.visible_to(actor).select_related("operator").defer(*UNTOLD)
    running = list(calls.open().order_by("started_at")[:MOST])
    newest = {call.operator_id: call for call in running}
    shifts = Shift.objects.visible_to(actor).on_now().without_words().order_by("started_at")[:MOST]
    crisis = calls.filter(danger_now=True, case=None).filter(Q(closed_at=None) | Q(closed_at__gt=now - CRISIS_HOURS))
    holds = Booking.objects.asked_by(actor).live().filter(state=BookingState.HELD).select_related("bed__shelter", "requested_by")
    return Now(
        on_shift=[OnShift(shift, newest.get(shift.user_id)) for shift in shifts],
        crisis=list(crisis.order_by("started_at")[:MOST]),
        running=running,
        call_backs=list(call_backs_of(actor, "").with_tries().select_related("operator", "claimed_by").defer(*UNTOLD)[:MOST]),
        holds=list(holds.order_by("expires_at")[:MOST]),
    )
