"""The bed a call keeps."""

from __future__ import annotations

from access.actors import Actor
from hotline.models import Call
from shelters.models import Booking

KEEPS = frozenset({"held", "accepted", "occupied"})


def asked_bed(actor: Actor, call: Call) -> Booking | None:
    """The last bed asked for in this call, however it ended."""
    if call.hold_id is None:
        return None
    hold: Booking | None = Booking.objects.asked_by(actor).filter(pk=call.hold_id).select_related("bed__shelter").first()
    return hold


def held_bed(actor: Actor, call: Call) -> Booking | None:
    """The bed this call still keeps; none when it was declined, given back or ran out."""
    hold = asked_bed(actor, call)
    return hold if hold is not None and hold.state in KEEPS and not hold.has_run_out else None
