"""A plan counts when somebody who wrote nothing of it has approved it, as it stands."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from access.approvals.actions import CannotNow, approve
from access.approvals.models import Approval
from access.context import acting, acting_as
from access.models import AuditEvent
from casework.cases.actions import assign_case
from casework.cases.models import TimelineEntry
from casework.plans.actions import (
    add_goal_action,
    change_goal,
    change_goal_action,
    move_goal_action,
    set_goal,
    write_plan,
)
from casework.plans.models import Goal, GoalAction, HelpPlan
from tests.casework.planning import WISH, WORDS, approved, ask, in_days, the
from tests.casework.planning import english as english
from tests.casework.planning import plan as plan
from tests.world_casework import new_case
from tests.world_help import action_facts

pytestmark = pytest.mark.django_db


def test_somebody_who_wrote_nothing_of_it_approves(client_as: Any, world: Any, plan: HelpPlan) -> None:
    client, director = client_as("case_manager"), client_as("director")
    page = client.get(reverse("case-help", args=[plan.case_id])).content.decode()
    asking = reverse("approval-new", args=["plan-approve", plan.pk])
    assert asking in page
    assert client.post(asking, {"reason": "Please read the plan of this case."}).status_code == 302
    with acting_as(world.actor("director")):
        approval = Approval.objects.get(target_id=plan.pk)
    director.post(reverse("approval-decide", args=[approval.pk]), {"decision": "approve"})

    with acting_as(world.actor("case_manager")):
        kept = HelpPlan.objects.get(pk=plan.pk)
        assert (kept.is_approved, kept.approved_by) == (True, world.user("director"))
        assert TimelineEntry.objects.filter(case_id=plan.case_id, kind="plan_approved", by=world.user("director")).count() == 1
    with acting(organisation_id=plan.organisation_id):
        assert AuditEvent.objects.filter(action="casework.plan.approved", object_id=plan.pk).count() == 1
    text = client.get(reverse("case-help", args=[plan.case_id])).content.decode()
    assert (world.user("director").display_name in text, asking in text) == (True, False)


@pytest.mark.parametrize("change", ["wish", "goal", "new goal", "action", "new action"])
def test_a_changed_plan_needs_approval_again_and_progress_does_not(acts: Any, world: Any, plan: HelpPlan, change: str) -> None:
    kept = approved(world, plan)
    with acts("case_manager") as manager:
        goal, action = the(Goal, plan), the(GoalAction, plan)
        move_goal_action(by=manager, action=action, state="doing", outcome="", version=action.version)
        assert HelpPlan.objects.get(pk=plan.pk).is_approved
        changes = {
            "wish": lambda: write_plan(by=manager, case=plan.case, facts={"wish": "Other"}, version=kept.version),
            "goal": lambda: change_goal(by=manager, goal=goal, facts={"words": "Other"}, version=goal.version),
            "new goal": lambda: set_goal(by=manager, case=plan.case, facts={"words": "Other"}),
            "action": lambda: change_goal_action(by=manager, action=action, facts={"due_on": in_days(9)}, version=action.version),
            "new action": lambda: add_goal_action(by=manager, goal=goal, facts=action_facts(owner=manager.user)),
        }
        changes[change]()
        now = HelpPlan.objects.get(pk=plan.pk)
        assert (now.is_approved, now.was_approved, now.authors) == (False, True, [manager.user_id])
    assert approved(world, plan).is_approved


def test_who_wrote_on_it_does_not_approve_it(client_as: Any, world: Any, plan: HelpPlan) -> None:
    director = world.actor("director")
    with acting_as(director):
        change_goal(by=director, goal=the(Goal, plan), facts={"words": "Director's words"}, version=1)
    with acting_as(world.actor("case_manager")):
        approval = ask(world.actor("case_manager"), plan)
    with acting_as(director), pytest.raises(CannotNow):
        approve(by=director, approval=approval)
    client = client_as("director")
    client.post(reverse("approval-decide", args=[approval.pk]), {"decision": "approve"})
    assert "You wrote on this plan" in client.get(reverse("approval-detail", args=[approval.pk])).content.decode()
    with acting_as(director):
        assert not HelpPlan.objects.get(pk=plan.pk).is_approved
        rows = HelpPlan.objects.filter(pk=plan.pk)
        with pytest.raises(DatabaseError), transaction.atomic():  # the second lock: the database itself
            rows.update(approved_by=director.user, approved_at=timezone.now())
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(approved_by=world.user("administrator"), approved_at=timezone.now())


def test_what_is_changed_after_asking_is_not_approved_unseen(acts: Any, world: Any, plan: HelpPlan) -> None:
    manager, medic, director = world.actor("case_manager"), world.actor("medic"), world.actor("director")
    with acting_as(director):
        assign_case(by=director, case=plan.case, user=medic.user)
    with acting_as(manager):
        approval = ask(manager, plan)
        set_goal(by=manager, case=plan.case, facts={"words": "More"})
        assert Approval.objects.get(pk=approval.pk).state == "withdrawn"  # one's own request goes with the change
        again = ask(manager, plan)
    with acting_as(medic):
        set_goal(by=medic, case=plan.case, facts={"words": "Still more"})  # cannot withdraw what a colleague asked for
    with acting_as(director):
        assert Approval.objects.get(pk=again.pk).state == "waiting"
        with pytest.raises(CannotNow):
            approve(by=director, approval=again)


def test_a_plan_that_is_not_ready_is_not_asked_for(client_as: Any, acts: Any, world: Any, case: Any, plan: HelpPlan) -> None:
    with acts("case_manager") as manager:
        bare = write_plan(by=manager, case=new_case(manager), facts={"wish": WISH, "agreed_on": in_days(0)}, version=0)
        unagreed = new_case(manager)
        set_goal(by=manager, case=unagreed, facts={"words": WORDS})
        for target in (bare, HelpPlan.objects.get(case=unagreed)):
            with pytest.raises(CannotNow):
                ask(manager, target)
    approved(world, plan)
    with acts("case_manager") as manager, pytest.raises(CannotNow):
        ask(manager, plan)
    answer = client_as("case_manager").post(reverse("approval-new", args=["plan-approve", bare.pk]), {"reason": "It is not ready at all."})
    assert answer.context["form"].non_field_errors()
