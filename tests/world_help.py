"""What is done to help, as rows of the world: needs, the plan with its goals, follow-ups."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from access.context import acting_as
from casework.needs.actions import assess_needs
from casework.needs.questions import SERVICES

NEEDS = {"words": "Zzsleeps at the aunt's on the floor", "criteria_words": "Zzuncle kept her in the barn"}
HELP_WORDS = [*NEEDS.values()]


def needs_facts(*, words: str = "", **changes: Any) -> dict[str, Any]:
    """A need of a roof and nothing else, asked with the form that comes with Pana."""
    needs: dict[str, dict[str, str]] = {service: {"need": "no", "urgency": "", "words": ""} for service in SERVICES}
    needs["sss_domestic"] = {"need": "yes", "urgency": "today", "words": words}
    facts = {
        "assessed_on": timezone.localdate(),
        "signs": ["sleep_safely", "held"],
        "ill_treatment": "yes",
        "criteria_words": "",
    }
    return {"facts": facts | changes, "needs": needs, "form": None}


def make_help(world: Any, organisation: str) -> None:
    """On the case of the world, made by its case manager."""
    manager, case = world.actor("case_manager", organisation), world.row("case", organisation)
    with acting_as(manager):
        world.rows["needs", organisation] = assess_needs(by=manager, case=case, **needs_facts(**NEEDS))
