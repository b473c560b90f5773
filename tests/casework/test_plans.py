"""The plan of help: the person's wish, goals and actions; approved by somebody who wrote nothing of it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.context import acting, acting_as
from access.models import AuditEvent
from access.receipts import EditConflict
from access.retention.actions import sweep_organisation
from casework.cases.actions import CaseIsClosed, OpenActions, assign_case, close_case, end_assignment
from casework.cases.models import Assignment, Case, TimelineEntry
from casework.erasure.emptying import empty_rows
from casework.handover.work import assignments_of, hand_over
from casework.needs.actions import assess_needs
from casework.plans.actions import (
    add_goal_action,
    change_goal,
    move_goal,
    move_goal_action,
    set_goal,
    write_plan,
)
from casework.plans.models import Goal, GoalAction, HelpPlan
from casework.plans.workflow import ACTION_MOVES, GOAL_MOVES, ActionState, GoalState, PlanMoveRefused
from tests.casework.planning import WISH, WORDS, approved, ask, in_days, the
from tests.casework.planning import english as english
from tests.casework.planning import plan as plan
from tests.keystore import copied_store as copied_store
from tests.world_casework import new_case
from tests.world_help import action_facts, needs_facts

pytestmark = pytest.mark.django_db
def test_a_plan_grows_from_the_wish_to_the_action(client_as: Any, acts: Any, world: Any, case: Any) -> None:
    client = client_as("case_manager")
    page = client.get(reverse("case-help", args=[case.pk])).content.decode()
    assert reverse("help-edit", args=[case.pk]) in page
    sent = {"wish": WISH, "agreed_on": str(in_days(0)), "version": 0}
    assert client.post(reverse("help-edit", args=[case.pk]), sent).url == reverse("case-help", args=[case.pk])
    assert client.post(reverse("goal-new", args=[case.pk]), {"words": WORDS, "service": "sss_domestic", "form_key": str(uuid4())}).status_code == 302
    with acts("case_manager"):
        goal = Goal.objects.get(case=case)
    action = {"words": "Zz call the landlord", "owner": "", "partner": "Акимат Zzyzzov", "due_on": str(in_days(3)), "form_key": str(uuid4())}
    assert client.post(reverse("goal-action-new", args=[goal.pk]), action).status_code == 302

    with acts("case_manager") as manager:
        made = HelpPlan.objects.get(case=case)
        assert (made.wish, made.agreed_on, made.authors, made.is_approved) == (WISH, in_days(0), [manager.user_id], False)
        kept = GoalAction.objects.get(case=case)
        assert (kept.words, kept.partner, kept.owner, kept.state) == (action["words"], action["partner"], None, "todo")
        told = str(list(AuditEvent.objects.values_list("detail", flat=True))) + str(list(TimelineEntry.objects.values_list("codes", flat=True)))
        assert AuditEvent.objects.filter(action__in=("casework.plan.changed", "casework.goal.set", "casework.goal_action.added")).count() >= 3
    assert not {WISH, WORDS, action["words"], action["partner"]} & set(told.split("'"))
    page = client.get(reverse("case-help", args=[case.pk])).content.decode()
    assert all(words in page for words in (WISH, WORDS, action["words"], action["partner"]))


def test_the_words_lie_sealed(acts: Any, plan: HelpPlan) -> None:
    with acts("case_manager"), connection.cursor() as cursor:
        for table in ("casework_helpplan", "casework_goal", "casework_goalaction"):
            cursor.execute(f"select r::text from {table} r where case_id = %s", [plan.case_id])
            row = cursor.fetchone()[0]
            assert "Zzyzzov" not in row
            assert "x02" in row


WRONG = [
    ("help-edit", {"wish": ""}, "wish"), ("help-edit", {"agreed_on": "2999-01-01"}, "agreed_on"), ("help-edit", {"agreed_on": "x"}, "agreed_on"),
    ("goal-new", {"words": ""}, "words"), ("goal-new", {"service": "no such"}, "service"), ("goal-new", {"words": "x" * 2001}, "words"),
    ("goal-action-new", {"words": ""}, "words"), ("goal-action-new", {"due_on": ""}, "due_on"), ("goal-action-new", {"owner": ""}, "owner"),
    ("goal-action-new", {"partner": "Both"}, "owner"), ("goal-action-new", {"partner": "x" * 201}, "partner"),
    ("goal-action-new", {"owner": "00000000-0000-4000-8000-000000000000"}, "owner"), ("goal-outcome", {"state": ""}, "state"),
    ("goal-outcome", {"state": "open"}, "state"), ("goal-outcome", {"state": "dropped", "outcome": ""}, "outcome"),
    ("goal-action-outcome", {"state": "dropped"}, "outcome"), ("goal-action-outcome", {"state": "todo"}, "state"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "field"), WRONG)
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(client_as: Any, world: Any, plan: HelpPlan, name: str, change: Any, field: str) -> None:
    with acting_as(world.actor("case_manager")):
        goal, action = the(Goal, plan), the(GoalAction, plan)
    target = {"goal-action-new": goal.pk, "goal-outcome": goal.pk, "goal-action-outcome": action.pk}.get(name, plan.case_id)
    sent = {
        "wish": "Typed wish", "agreed_on": str(in_days(0)), "words": "Typed words", "service": "sss_legal", "owner": str(world.user("case_manager").pk),
        "due_on": str(in_days(2)), "version": plan.version if name == "help-edit" else 1, "state": "done", "outcome": "",
    }  # fmt: skip
    answer = client_as("case_manager").post(reverse(name, args=[target]), sent | change)

    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])
    typed = {"help-edit": str(in_days(0)) if field == "wish" else "Typed wish", "goal-new": "sss_legal", "goal-action-new": str(in_days(2))}
    assert field in ("words", "due_on") or typed.get(name, "") in answer.content.decode()


@pytest.mark.parametrize("before", GoalState.values)
@pytest.mark.parametrize("after", GoalState.values)
def test_every_pair_of_states_of_a_goal(acts: Any, case: Any, before: str, after: str) -> None:
    with acts("case_manager") as manager:
        goal = set_goal(by=manager, case=case, facts={"words": WORDS})
        if before != "open":
            move_goal(by=manager, goal=goal, state=before, outcome="x", version=1)
        if after in GOAL_MOVES[before]:
            move_goal(by=manager, goal=goal, state=after, outcome="y", version=goal.version)
            assert (goal.state, goal.settled_on) == (after, None if after == "open" else in_days(0))
        else:
            with pytest.raises(PlanMoveRefused):
                move_goal(by=manager, goal=goal, state=after, outcome="y", version=goal.version)


@pytest.mark.parametrize("before", ActionState.values)
@pytest.mark.parametrize("after", ActionState.values)
def test_every_pair_of_states_of_an_action(acts: Any, plan: HelpPlan, before: str, after: str) -> None:
    with acts("case_manager") as manager:
        action = the(GoalAction, plan)
        if before != "todo":
            move_goal_action(by=manager, action=action, state=before, outcome="x", version=1)
        if after in ACTION_MOVES[before]:
            move_goal_action(by=manager, action=action, state=after, outcome="y", version=action.version)
            assert (action.state, action.settled_on) == (after, None if action.is_open else in_days(0))
        else:
            with pytest.raises(PlanMoveRefused):
                move_goal_action(by=manager, action=action, state=after, outcome="y", version=action.version)


def test_a_goal_is_settled_after_its_actions(client_as: Any, acts: Any, plan: HelpPlan) -> None:
    client = client_as("case_manager")
    with acts("case_manager") as manager:
        goal, action = the(Goal, plan), the(GoalAction, plan)
    reached = {"state": "reached", "outcome": "Zz lives there now", "version": goal.version}
    answer = client.post(reverse("goal-outcome", args=[goal.pk]), reached)
    assert answer.context["form"].non_field_errors()
    done = {"state": "done", "outcome": "Zz he agreed", "version": 1}
    assert client.post(reverse("goal-action-outcome", args=[action.pk]), done).status_code == 302
    assert client.post(reverse("goal-outcome", args=[goal.pk]), reached).status_code == 302

    with acts("case_manager") as manager:
        goal, action = the(Goal, plan), the(GoalAction, plan)
        assert (goal.state, goal.outcome, goal.settled_on, action.settled_on) == ("reached", "Zz lives there now", in_days(0), in_days(0))
        assert set(TimelineEntry.objects.filter(case_id=plan.case_id, kind__startswith="goal").values_list("kind", flat=True)) == {
            "goal_moved", "goal_action_moved",
        }  # fmt: skip
        with pytest.raises(PlanMoveRefused):
            move_goal_action(by=manager, action=action, state="todo", outcome="", version=action.version)
        with pytest.raises(PlanMoveRefused):
            add_goal_action(by=manager, goal=goal, facts=action_facts(owner=manager.user))
    assert "Reached" in client.get(reverse("case-timeline", args=[plan.case_id])).content.decode()


@pytest.mark.parametrize("name", ["help-edit", "goal-edit", "goal-action-edit", "goal-outcome"])
def test_two_at_the_same_moment_lose_nothing(client_as: Any, acts: Any, world: Any, plan: HelpPlan, name: str) -> None:
    client = client_as("case_manager")
    with acts("case_manager") as manager:
        goal, action = the(Goal, plan), the(GoalAction, plan)
        move_goal_action(by=manager, action=action, state="dropped", outcome="x", version=1)
        write_plan(by=manager, case=plan.case, facts={"wish": "First"}, version=plan.version)
        change_goal(by=manager, goal=goal, facts={"words": "First", "outcome": "First"}, version=1)
    target = {"help-edit": plan.case_id, "goal-action-edit": action.pk}.get(name, goal.pk)
    sent = {
        "wish": "Second", "words": "Second", "outcome": "Second", "state": "reached", "owner": str(world.user("case_manager").pk), "due_on": str(in_days(2)),
        "version": plan.version if name == "help-edit" else 1,
    }  # fmt: skip
    answer = client.post(reverse(name, args=[target]), sent)

    assert (answer.status_code, bool(answer.context["differences"])) == (200, True)
    assert "Second" in answer.content.decode()
    again = sent | {"version": answer.context["form"]["version"].value()}
    assert client.post(reverse(name, args=[target]), again).status_code == 302


def test_a_first_plan_written_twice_is_not_overwritten(acts: Any, case: Any) -> None:
    with acts("case_manager") as manager:
        write_plan(by=manager, case=case, facts={"wish": "First"}, version=0)
        with pytest.raises(EditConflict):
            write_plan(by=manager, case=case, facts={"wish": "Second"}, version=0)


def test_a_double_press_gives_one_row(client_as: Any, acts: Any, case: Any) -> None:
    client, sent = client_as("case_manager"), {"words": WORDS, "form_key": str(uuid4())}
    for _ in range(2):
        assert client.post(reverse("goal-new", args=[case.pk]), sent).status_code == 302
    with acts("case_manager"):
        goal = Goal.objects.get(case=case)
    action = {"words": WORDS, "partner": "Clinic", "due_on": str(in_days(2)), "form_key": str(uuid4())}
    for _ in range(2):
        assert client.post(reverse("goal-action-new", args=[goal.pk]), action).status_code == 302
    with acts("case_manager"):
        assert GoalAction.objects.filter(case=case).count() == 1


def test_open_actions_keep_a_case_open(client_as: Any, acts: Any, plan: HelpPlan) -> None:
    with acts("case_manager") as manager:
        case, action = Case.objects.get(pk=plan.case_id), the(GoalAction, plan)
        with pytest.raises(OpenActions):
            close_case(by=manager, case=case, reason="goals_met", on=in_days(0))
    client = client_as("case_manager")
    answer = client.post(reverse("case-close", args=[plan.case_id]), {"reason": "goals_met", "on": str(in_days(0))})
    assert answer.context["form"].non_field_errors()
    with acts("case_manager") as manager:
        move_goal_action(by=manager, action=action, state="done", outcome="", version=1)
    assert client.post(reverse("case-close", args=[plan.case_id]), {"reason": "goals_met", "on": str(in_days(0))}).status_code == 302
    with acts("case_manager") as manager, pytest.raises(CaseIsClosed):
        set_goal(by=manager, case=Case.objects.get(pk=plan.case_id), facts={"words": "More"})
    page = client.get(reverse("case-help", args=[plan.case_id])).content.decode()
    assert (WORDS in page, reverse("goal-new", args=[plan.case_id]) in page) == (True, False)


def test_the_tile_counts_exactly_the_rows_it_opens(client_as: Any, world: Any, plan: HelpPlan) -> None:
    manager, director = world.actor("case_manager"), world.actor("director")
    with acting_as(director):
        goal = the(Goal, plan)
        foreign = set_goal(by=director, case=new_case(director), facts={"words": "x"})
    with acting_as(manager):
        late, later, partner, colleague = (
            add_goal_action(by=manager, goal=goal, facts=action_facts(due_on=in_days(days), owner=owner, partner="" if owner else "Clinic"))
            for days, owner in ((-1, manager.user), (8, manager.user), (7, None), (1, director.user))
        )
    with acting_as(director):
        unseen = add_goal_action(by=director, goal=foreign, facts=action_facts(partner="Clinic"))
    client = client_as("case_manager")
    opened = client.get(reverse("goal-action-list"), {"when": "soon"}).context["actions"]

    ids = {one.pk for one in opened}
    assert (late.pk in ids, partner.pk in ids, later.pk in ids, colleague.pk in ids, unseen.pk in ids) == (True, True, False, False, False)
    tiles = client.get(reverse("home")).context["tiles"]
    assert [counted.number for counted in tiles if counted.tile.url_name == "goal-action-list"] == [len(opened)]
    assert later.pk in {one.pk for one in client.get(reverse("goal-action-list")).context["actions"]}
    page = client.get(reverse("case-help", args=[plan.case_id]))
    assert (page.context["view"].late, "Overdue" in page.content.decode()) == (1, True)
    due = [one.words for day in client.get(reverse("calendar"), {"from": str(in_days(7))}).context["days"] for one in day.due]
    assert "Call" in due


def test_a_need_without_a_goal_is_pointed_out(client_as: Any, acts: Any, case: Any) -> None:
    with acts("case_manager") as manager:
        assess_needs(by=manager, case=case, **needs_facts())
    client = client_as("case_manager")
    view = client.get(reverse("case-help", args=[case.pk])).context["view"]
    assert [need.service for need in view.unanswered] == ["sss_domestic"]
    form = client.get(reverse("goal-new", args=[case.pk]), {"service": "sss_domestic"}).context["form"]
    assert form["service"].value() == "sss_domestic"
    with acts("case_manager") as manager:
        set_goal(by=manager, case=case, facts={"words": "A roof", "service": "sss_domestic"})
    assert client.get(reverse("case-help", args=[case.pk])).context["view"].unanswered == []


def test_handing_a_case_over_takes_the_actions_along(acts: Any, world: Any, plan: HelpPlan) -> None:
    director, manager, taker = world.actor("director"), world.user("case_manager"), world.user("social_worker")
    with acting_as(director):
        row = assignments_of(director, manager).get(case_id=plan.case_id)
        assert row.open_actions == 1
        hand_over(by=director, giver=manager, taker=taker, chosen=[row.pk])
        assert the(GoalAction, plan).owner == taker


@pytest.mark.parametrize("role", ["operator", "shelter_worker", "monitoring_officer", "auditor", "administrator"])
def test_other_roles_are_refused(client_as: Any, case: Any, role: str) -> None:
    client = client_as(role)
    assert client.get(reverse("case-help", args=[case.pk])).status_code == 403
    assert client.get(reverse("goal-action-list")).status_code == 403
    assert client.post(reverse("goal-new", args=[case.pk]), {"words": "x"}).status_code == 403


def test_who_does_not_work_on_a_case_sees_no_plan_of_it(client_as: Any, world: Any, plan: HelpPlan) -> None:
    director, medic = world.actor("director"), world.user("medic")
    with acting_as(director):
        assign_case(by=director, case=plan.case, user=medic)
        goal, action = the(Goal, plan), the(GoalAction, plan)
    client = client_as("medic")
    assert WISH in client.get(reverse("case-help", args=[plan.case_id])).content.decode()
    with acting_as(director):
        end_assignment(by=director, assignment=Assignment.objects.get(case_id=plan.case_id, user=medic))
    for name, pk in (("case-help", plan.case_id), ("goal-edit", goal.pk), ("goal-action-edit", action.pk), ("goal-action-outcome", action.pk)):
        assert client.get(reverse(name, args=[pk])).status_code == 404
    with acting_as(world.actor("medic")):
        assert [model.objects.filter(case_id=plan.case_id).exists() for model in (HelpPlan, Goal, GoalAction)] == [False] * 3


def test_erasing_the_person_and_the_end_of_time_empty_the_words(acts: Any, world: Any, plan: HelpPlan, copied_store: Any) -> None:
    with acts("case_manager") as manager:
        ask(manager, plan)
        move_goal_action(by=manager, action=the(GoalAction, plan), state="dropped", outcome="Zz", version=1)
    with acting(organisation_id=plan.organisation_id):
        emptied = empty_rows(plan.case.person)
        assert {"casework.helpplan": 1, "casework.goal": 1, "casework.goalaction": 1, "access.approval": 1}.items() <= emptied.items()
        assert (the(Goal, plan).words, the(GoalAction, plan).state) == ("", "dropped")
    long_ago = in_days(-6 * 365)
    with acting(organisation_id=plan.organisation_id):
        again = new_case(world.actor("case_manager"))
        goal = set_goal(by=world.actor("case_manager"), case=again, facts={"words": WORDS})
        Case.objects.filter(pk=again.pk).update(state="closed", requested_on=long_ago, closed_on=long_ago, closure_reason="goals_met")
        sweep_organisation(again.organisation)
        assert Goal.objects.get(pk=goal.pk).words == ""


@pytest.mark.parametrize("name", ["case-needs", "case-help"])
def test_the_pages_ask_twelve_times_at_most(client_as: Any, acts: Any, world: Any, plan: HelpPlan, name: str) -> None:
    approved(world, plan)
    with acts("case_manager") as manager:
        for _ in range(3):
            assess_needs(by=manager, case=plan.case, **needs_facts(words="x"))
        ask_again = change_goal(by=manager, goal=the(Goal, plan), facts={"words": "Other"}, version=1)
        ask(manager, HelpPlan.objects.get(case=ask_again.case))
    client = client_as("case_manager")
    client.get(reverse(name, args=[plan.case_id]))
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse(name, args=[plan.case_id]))
    asked = [one["sql"] for one in captured if one["sql"].startswith("SELECT") and "session" not in one["sql"]]
    assert len(asked) <= 12, "\n".join(asked)
