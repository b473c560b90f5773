"""The hotline's rows of the world: an open call with everything in it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from access.context import acting_as
from hotline.actions import save_call, start_call
from hotline.callbacks.actions import claim_call_back, promise_call_back, record_try
from hotline.lead.actions import ask_review
from hotline.shifts.actions import end_shift, start_shift

NOTES = "She says the gate is locked at night"
NUMBER = "+7 701 555 44 33"
WORRIES = "Zzworried that she may call again tonight"


def make_call(world: Any, organisation: str) -> None:
    operator = world.actor("operator", organisation)
    call = start_call(by=operator, outcome_class="help")
    values = {
        "notes": NOTES, "sex": "female", "age": 24, "acts": ["recruitment"], "means": ["deception"],
        "purposes": ["forced_labour"], "caller_name": "Zhanna", "about_self": True, "region": "KZ-75",
    }  # fmt: skip
    world.rows["call", organisation] = save_call(by=operator, call=call, values=values, number=NUMBER, keep_number=True)


def make_call_back(world: Any, organisation: str) -> None:
    """Promised, taken, and made."""
    operator, call = world.actor("operator", organisation), world.rows["call", organisation]
    promise_call_back(by=operator, call=call, due=timezone.now() + timedelta(hours=1))
    world.rows["try", organisation] = record_try(by=operator, call=claim_call_back(by=operator, call=call), result="reached")
    call.refresh_from_db()


def make_review(world: Any, organisation: str) -> None:
    """The operator marked their own call for the lead."""
    operator = world.actor("operator", organisation)
    world.rows["review", organisation] = ask_review(by=operator, call=world.rows["call", organisation])


def make_shifts(world: Any, organisation: str) -> None:
    """The operator is on; the lead went and left a hand-over that nobody has taken over."""
    operator, lead = world.actor("operator", organisation), world.actor("shift_lead", organisation)
    with acting_as(lead):
        world.rows["hand_over", organisation] = end_shift(by=lead, shift=start_shift(by=lead), words=WORRIES)
    with acting_as(operator):
        world.rows["shift", organisation] = start_shift(by=operator)
