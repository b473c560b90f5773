"""What a shift leaves to the next: gathered from the queues, where it stays whoever is on."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from access.actors import Actor
from hotline.models import Call, CallQuerySet
from hotline.queue import call_backs_of
from hotline.shifts.models import Shift
from shelters.models import Booking, BookingQuerySet, BookingState

MOST = 50


@dataclass(frozen=True)
class Left:
    """Rows for the page, each list up to fifty; the numbers are of all."""

    calls: CallQuerySet
    call_backs: CallQuerySet
    holds: BookingQuerySet

    def counts(self) -> dict[str, int]:
        return {"calls_left": self.calls.count(), "call_backs_left": self.call_backs.count(), "holds_left": self.holds.count()}

    def lists(self) -> dict[str, list[Call] | list[Booking]]:
        told = ("notes", "number", "caller_name")
        return {
            "calls": list(self.calls.defer(*told)[:MOST]),
            "call_backs": list(self.call_backs.select_related("operator").defer(*told)[:MOST]),
            "holds": list(self.holds.select_related("bed__shelter")[:MOST]),
        }


def left_by(actor: Actor, shift: Shift) -> Left:
    """Open calls and held beds of the one who goes, and every promised call-back, the first due first."""
    until = shift.ended_at or timezone.now()
    calls = Call.objects.visible_to(actor).open().filter(operator_id=shift.user_id, started_at__lte=until)
    holds = Booking.objects.asked_by(actor).live().filter(state=BookingState.HELD, requested_by_id=shift.user_id, created_at__lte=until)
    return Left(calls.order_by("started_at"), call_backs_of(actor, "").filter(started_at__lte=until), holds.order_by("expires_at"))
