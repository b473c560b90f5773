"""Writing a plan of help, and saying what became of its goals and actions."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django.utils import timezone

from access.actors import Actor
from access.approvals.models import Approval, ApprovalState
from access.audit import audited, record
from access.events import Event
from access.receipts import once, take_version
from casework.cases.actions import refuse_closed
from casework.cases.models import Case
from casework.cases.timeline import add_entry
from casework.plans.models import Goal, GoalAction, HelpPlan
from casework.plans.workflow import (
    ACTION_MOVES,
    GOAL_MOVES,
    UNDER_WAY,
    ActionState,
    GoalState,
    PlanMoveRefused,
    check_plan_move,
)

APPROVE = "plan-approve"
R = TypeVar("R", Goal, GoalAction)


class PlanChanged(Exception):
    """The plan is not any more what the approval was asked for."""


class OwnPlan(Exception):
    """Who wrote on a plan does not approve it."""


@audited(Event.PLAN_CHANGED)
def write_plan(*, by: Actor, case: Case, facts: dict[str, Any], version: int) -> HelpPlan:
    """What the person wishes, and when the plan was agreed with them. Version 0: there was none yet."""
    plan = _open_for_change(by, case)
    take_version(plan, expected=max(version, 1))
    for name, value in facts.items():
        setattr(plan, name, value)
    plan.save(update_fields=[*facts, "version"])
    return plan


@audited(Event.GOAL_SET)
def set_goal(*, by: Actor, case: Case, facts: dict[str, Any], form_key: UUID | None = None) -> Goal:
    """One more goal."""

    def make(pk: UUID) -> Goal:
        plan = _open_for_change(by, case)
        made: Goal = Goal.objects.create(pk=pk, organisation_id=case.organisation_id, case=case, plan=plan, by_id=by.user_id, **facts)
        return made

    return once(by=by, key=form_key, model=Goal, make=make)


@audited(Event.GOAL_CHANGED)
def change_goal(*, by: Actor, goal: Goal, facts: dict[str, Any], version: int) -> Goal:
    """Put a goal in other words. Refused when a colleague saved first."""
    _open_for_change(by, goal.case)
    return _changed(goal, facts, version)


@audited(Event.GOAL_MOVED)
def move_goal(*, by: Actor, goal: Goal, state: str, outcome: str, version: int) -> Goal:
    """What became of a goal. The plan stays approved."""
    refuse_closed(goal.case)
    check_plan_move(GOAL_MOVES, goal.state, state)
    if GoalState(state) != GoalState.OPEN and goal.actions.filter(state__in=UNDER_WAY).exists():
        raise PlanMoveRefused("actions are under way")
    settled = None if GoalState(state) == GoalState.OPEN else timezone.localdate()
    _changed(goal, {"state": state, "outcome": outcome, "settled_on": settled}, version)
    add_entry(case=goal.case, by=by, kind="goal_moved", codes={"goal_state": state}, source_id=goal.pk)
    return goal


@audited(Event.GOAL_ACTION_ADDED)
def add_goal_action(*, by: Actor, goal: Goal, facts: dict[str, Any], form_key: UUID | None = None) -> GoalAction:
    """One more thing to do for a goal."""

    def make(pk: UUID) -> GoalAction:
        _open_for_change(by, goal.case)
        if Goal.objects.select_for_update(of=("self",)).get(pk=goal.pk).state != GoalState.OPEN:
            raise PlanMoveRefused("the goal is settled")
        made: GoalAction = GoalAction.objects.create(
            pk=pk, organisation_id=goal.organisation_id, case_id=goal.case_id, goal=goal, by_id=by.user_id, **facts
        )
        return made

    return once(by=by, key=form_key, model=GoalAction, make=make)


@audited(Event.GOAL_ACTION_CHANGED)
def change_goal_action(*, by: Actor, action: GoalAction, facts: dict[str, Any], version: int) -> GoalAction:
    """Somebody else, another day or other words. Refused when a colleague saved first."""
    _open_for_change(by, action.case)
    return _changed(action, facts, version)


@audited(Event.GOAL_ACTION_MOVED)
def move_goal_action(*, by: Actor, action: GoalAction, state: str, outcome: str, version: int) -> GoalAction:
    """What became of an action. The plan stays approved."""
    refuse_closed(action.case)
    check_plan_move(ACTION_MOVES, action.state, state)
    if state in UNDER_WAY and action.goal.state != GoalState.OPEN:
        raise PlanMoveRefused("the goal is settled")
    settled = None if state in UNDER_WAY else timezone.localdate()
    _changed(action, {"state": ActionState(state), "outcome": outcome, "settled_on": settled}, version)
    add_entry(case=action.case, by=by, kind="goal_action_moved", codes={"action_state": state}, source_id=action.pk)
    return action


@audited(Event.PLAN_APPROVED)
def approve_plan(*, by: Actor, approval: Approval) -> HelpPlan:
    """The second person agrees to the plan as it was when they were asked, unless they wrote on it themselves."""
    plan: HelpPlan = HelpPlan.objects.select_for_update(of=("self",)).select_related("case").get(pk=approval.target_id)
    if by.user_id in plan.authors:
        raise OwnPlan
    if plan.changed_at > approval.requested_at:
        raise PlanChanged
    plan.approved_by, plan.approved_at = by.user, timezone.now()
    plan.save(update_fields=["approved_by", "approved_at"])
    add_entry(case=plan.case, by=by, kind="plan_approved", source_id=plan.pk)
    return plan


def _open_for_change(by: Actor, case: Case) -> HelpPlan:
    """The plan, locked; from now on it waits for an approval, and what was asked for before is not asked for any more."""
    refuse_closed(case)
    found, is_new = HelpPlan.objects.get_or_create(case=case, defaults={"organisation_id": case.organisation_id})
    for approval in Approval.objects.visible_to(by).filter(kind=APPROVE, target_id=found.pk, state=ApprovalState.WAITING):
        approval.state = ApprovalState.WITHDRAWN
        approval.save(update_fields=["state"])
        record(Event.APPROVAL_WITHDRAWN, by=by, target=approval)
    plan: HelpPlan = HelpPlan.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if is_new or plan.is_approved:
        add_entry(case=case, by=by, kind="plan_changed", source_id=plan.pk)
    earlier = [] if plan.is_approved else plan.authors
    plan.authors = list(dict.fromkeys([*earlier, *([by.user_id] if by.user_id else [])]))
    plan.changed_at = timezone.now()
    plan.save(update_fields=["authors", "changed_at"])
    return plan


def _changed(row: R, facts: dict[str, Any], version: int) -> R:
    take_version(row, expected=version)
    for name, value in facts.items():
        setattr(row, name, value)
    row.save(update_fields=[*facts, "version"])
    return row
