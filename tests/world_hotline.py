"""The hotline's rows of the world: an open call with everything in it."""

from __future__ import annotations

from typing import Any

from hotline.actions import save_call, start_call

NOTES = "She says the gate is locked at night"
NUMBER = "+7 701 555 44 33"


def make_call(world: Any, organisation: str) -> None:
    operator = world.actor("operator", organisation)
    call = start_call(by=operator, outcome_class="help")
    values = {
        "notes": NOTES, "sex": "female", "age": 24, "acts": ["recruitment"], "means": ["deception"],
        "purposes": ["forced_labour"], "caller_name": "Zhanna", "about_self": True, "region": "KZ-75",
    }  # fmt: skip
    world.rows["call", organisation] = save_call(by=operator, call=call, values=values, number=NUMBER, keep_number=True)
