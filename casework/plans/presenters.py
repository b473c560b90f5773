"""The plan of help as people read it: goals with their actions, what is late, and needs that no goal answers yet."""

from __future__ import annotations

from dataclasses import dataclass

from access.actors import Actor
from access.approvals.models import Approval
from casework.cases.models import Case
from casework.needs.models import ServiceNeed
from casework.plans.actions import APPROVE
from casework.plans.models import Goal, GoalAction, HelpPlan


@dataclass(frozen=True)
class GoalView:
    """A goal and what is done for it."""

    goal: Goal
    actions: list[GoalAction]

    @property
    def may_settle(self) -> bool:
        return not any(action.is_open for action in self.actions)


@dataclass(frozen=True)
class PlanView:
    """Everything the page of a plan shows."""

    plan: HelpPlan | None
    goals: list[GoalView]
    request: Approval | None
    unanswered: list[ServiceNeed]

    @property
    def late(self) -> int:
        return sum(action.is_late for view in self.goals for action in view.actions)

    @property
    def is_stale(self) -> bool:
        """Whether the request to approve is about a plan that was changed since."""
        return self.request is not None and self.plan is not None and self.plan.changed_at > self.request.requested_at

    @property
    def may_ask(self) -> bool:
        return self.plan is not None and not self.plan.is_approved and self.request is None and bool(self.goals) and bool(self.plan.agreed_on)


def plan_of(actor: Actor, case: Case) -> PlanView:
    plan = HelpPlan.objects.filter(case=case).select_related("approved_by").first()
    goals = list(Goal.objects.filter(case=case)) if plan else []
    actions = list(GoalAction.objects.filter(case=case).select_related("case", "owner")) if goals else []
    views = [GoalView(goal, [action for action in actions if action.goal_id == goal.pk]) for goal in goals]
    running = Approval.objects.visible_to(actor).running().filter(kind=APPROVE, target_id=plan.pk).first() if plan else None
    return PlanView(plan, views, running, _unanswered(case, goals))


def _unanswered(case: Case, goals: list[Goal]) -> list[ServiceNeed]:
    """Needs of the newest assessment that no goal speaks of."""
    newest = case.needs_assessments.values("pk")[:1]
    needs = ServiceNeed.objects.filter(assessment_id__in=newest, need="yes")
    answered = {goal.service for goal in goals}
    return [need for need in needs if need.service not in answered]
