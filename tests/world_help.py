"""What is done to help, as rows of the world: needs, the plan with its goals, follow-ups."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from access.context import acting_as
from casework.cases.rules import add_months
from casework.cases.timeline import add_entry
from casework.followups.actions import record_follow_up
from casework.letters.actions import write_letter
from casework.letters.wordings import wording_of
from casework.needs.actions import assess_needs
from casework.needs.questions import SERVICES
from casework.plans.actions import add_goal_action, set_goal, write_plan
from tests.world_casework import new_case

NEEDS = {"words": "Zzsleeps at the aunt's on the floor", "criteria_words": "Zzuncle kept her in the barn"}
WISH = "Zzwants to open a bakery with the sister"
GOAL = {"words": "Zzlives in a rented room of her own", "service": "sss_domestic"}
BODY, ASKED = "Zzoffice of the akim of Nowhere", "Zzplease give her a place in the queue"
HEARD = "Zzsays that the brother found her number"
ACTION = {"words": "Zzcalls three landlords from the list", "partner": "Zzlandlord Petrov's office"}
HELP_WORDS = [*NEEDS.values(), WISH, GOAL["words"], *ACTION.values(), HEARD, BODY]


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


def action_facts(**changes: Any) -> dict[str, Any]:
    return {"words": "Call", "owner": None, "partner": "", "due_on": timezone.localdate() + timedelta(days=3)} | changes


NOT_TOLD = {"housing": "", "occupation": "", "safety": "", "again": "", "needs_help": False}


def left_shelter(by: Any, *, months: int, **identity: str) -> Any:
    """A case whose person left the shelter so many months and a day ago, and is not back."""
    day = add_months(timezone.localdate(), -months) - timedelta(days=1)
    case = new_case(by, **identity)
    add_entry(case=case, by=by, kind="left", at=datetime.combine(day, time(12), timezone.get_current_timezone()))
    return case


def follow_up_facts(**changes: Any) -> dict[str, Any]:
    told = {"housing": "family", "occupation": "work", "safety": "worried", "again": "none", "needs_help": False}
    return {"contacted_on": timezone.localdate(), "result": "reached", **told, "decision": "", "words": ""} | changes


def letter_facts(**changes: Any) -> dict[str, Any]:
    return {"to_person": False, "consent": None, "recipient": "", "words": ""} | changes


def _follow_up(by: Any) -> None:
    record_follow_up(by=by, case=left_shelter(by, months=1), months=1, facts=follow_up_facts(words=HEARD))


def make_help(world: Any, organisation: str) -> None:
    """On the case of the world, made by its case manager."""
    manager, case = world.actor("case_manager", organisation), world.row("case", organisation)
    with acting_as(manager):
        world.rows["needs", organisation] = assess_needs(by=manager, case=case, **needs_facts(**NEEDS))
        write_plan(by=manager, case=case, facts={"wish": WISH, "agreed_on": timezone.localdate()}, version=0)
        goal = set_goal(by=manager, case=case, facts=GOAL)
        action = add_goal_action(by=manager, goal=goal, facts=action_facts(**ACTION))
        _follow_up(manager)
        world.rows["letter", organisation] = write_letter(
            by=manager, case=case, wording=wording_of(case.organisation_id, "request", "en"), facts=letter_facts(recipient=BODY, words=ASKED)
        )
        world.rows |= {("goal", organisation): goal, ("goal_action", organisation): action}
