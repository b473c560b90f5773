"""What the tests of plans share: a plan with a goal and an action, asking and approving."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from access.approvals.actions import approve, ask_approval
from access.approvals.models import Approval
from access.context import acting_as
from casework.plans.actions import add_goal_action, set_goal, write_plan
from casework.plans.models import HelpPlan
from tests.world import speak_english
from tests.world_help import action_facts

WISH, WORDS = "Хочет открыть Zzyzzovpekarnya с сестрой", "Снять комнату у Zzyzzovhozyain"


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture(autouse=True)
def english(world: Any, db: None) -> None:
    speak_english(world)


@pytest.fixture
def plan(acts: Any, case: Any) -> HelpPlan:
    """A plan with a goal and an action, written by the case manager and agreed with the person."""
    with acts("case_manager") as manager:
        made = write_plan(by=manager, case=case, facts={"wish": WISH, "agreed_on": in_days(0)}, version=0)
        goal = set_goal(by=manager, case=case, facts={"words": WORDS, "service": "sss_domestic"})
        add_goal_action(by=manager, goal=goal, facts=action_facts(owner=manager.user))
    return made


def the(model: Any, plan: HelpPlan) -> Any:
    return model.objects.select_related("case").filter(case_id=plan.case_id).latest("created_at")


def ask(by: Any, plan: HelpPlan) -> Approval:
    return ask_approval(by=by, kind="plan-approve", target_id=plan.pk, reason="Please read the plan.")


def approved(world: Any, plan: HelpPlan) -> HelpPlan:
    with acting_as(world.actor("case_manager")):
        approval = ask(world.actor("case_manager"), plan)
    with acting_as(world.actor("director")):
        approve(by=world.actor("director"), approval=approval)
        return HelpPlan.objects.get(pk=plan.pk)
