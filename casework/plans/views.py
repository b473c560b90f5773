"""The plan of help of a case, and one's own actions in all plans."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from access.actors import ActorRequest
from access.decorators import requires
from access.paging import page_of
from access.permissions import Permission as P
from access.receipts import EditConflict
from access.scoping import fetch, note_seen
from casework.cases.models import Case
from casework.cases.presenters import WITH_PERSON, case_frame
from casework.conflicts import differences, reopen_on
from casework.forms import VersionedForm, initial_of
from casework.plans.actions import (
    add_goal_action,
    change_goal,
    change_goal_action,
    move_goal,
    move_goal_action,
    set_goal,
    write_plan,
)
from casework.plans.agenda import actions_of
from casework.plans.forms import (
    ACTION,
    GOAL,
    PLAN,
    ActionForm,
    ActionOutcomeForm,
    GoalForm,
    GoalOutcomeForm,
    PlanForm,
)
from casework.plans.models import Goal, GoalAction, HelpPlan
from casework.plans.presenters import plan_of
from casework.submission import posted, saved
from casework.vocabulary import VOCABULARIES

TITLES: dict[str, str | Promise] = {
    "wish": gettext_lazy("What the person wishes"), "goal": gettext_lazy("Goal"), "goal_outcome": gettext_lazy("What became of the goal"),
    "action": gettext_lazy("Action"), "action_outcome": gettext_lazy("What became of the action"),
}  # fmt: skip


@requires(P.CASE_VIEW)
@require_safe
def goal_action_list(request: ActorRequest) -> HttpResponse:
    when = request.GET.get("when", "")
    page = page_of(request, actions_of(request.actor, when).select_related("case", "owner"), 50)
    actions = list(page)
    note_seen(request, *actions)
    return render(request, "casework/goal_action_list.html", {"page": page, "actions": actions, "when": when})


@requires(P.CASE_VIEW, P.CASE_VIEW_ALL)
@require_safe
def case_help(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    view = plan_of(request.actor, case)
    note_seen(request, *([view.plan] if view.plan else []), *[one.goal for one in view.goals])
    return render(request, "casework/case_help.html", {"view": view} | case_frame(request, case, "case-help"))


@requires(P.CASE_EDIT, P.SERVICE_ADD)
def help_edit(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    form = PlanForm(posted(request), actor=request.actor, initial=initial_of(_plan(request, case), PLAN))
    return _corrected(request, case, form, "wish", PLAN, lambda: _plan(request, case), lambda facts: write_plan(
        by=request.actor, case=case, facts=facts, version=form.cleaned_data["version"]
    ))  # fmt: skip


@requires(P.CASE_EDIT, P.SERVICE_ADD)
def goal_new(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    asked = request.GET.get("service", "")
    service = asked if asked in VOCABULARIES["service_type"] else ""
    form = GoalForm(posted(request), actor=request.actor, initial={"service": service})
    return _added(request, case, form, "goal", lambda facts, key: set_goal(by=request.actor, case=case, facts=facts, form_key=key))


@requires(P.CASE_EDIT, P.SERVICE_ADD)
def goal_edit(request: ActorRequest, goal_id: UUID) -> HttpResponse:
    goal = _goal(request, goal_id)
    form = GoalForm(posted(request), actor=request.actor, initial=initial_of(goal, GOAL))
    return _corrected(request, goal.case, form, "goal", GOAL, _again(request, goal), lambda facts: change_goal(
        by=request.actor, goal=goal, facts=facts, version=form.cleaned_data["version"] or 0
    ))  # fmt: skip


@requires(P.CASE_EDIT, P.SERVICE_ADD)
def goal_outcome(request: ActorRequest, goal_id: UUID) -> HttpResponse:
    goal = _goal(request, goal_id)
    form = GoalOutcomeForm(posted(request), actor=request.actor, state=goal.state, initial=initial_of(goal, ("outcome",)))
    return _corrected(request, goal.case, form, "goal_outcome", ("outcome",), _again(request, goal), lambda facts: move_goal(
        by=request.actor, goal=goal, **facts, version=form.cleaned_data["version"]
    ), about=goal.words)  # fmt: skip


@requires(P.CASE_EDIT, P.SERVICE_ADD)
def goal_action_new(request: ActorRequest, goal_id: UUID) -> HttpResponse:
    goal = _goal(request, goal_id)
    form = ActionForm(posted(request), actor=request.actor, case=goal.case, initial={"owner": request.actor.user})
    return _added(
        request, goal.case, form, "action",
        lambda facts, key: add_goal_action(by=request.actor, goal=goal, facts=facts, form_key=key), about=goal.words,
    )  # fmt: skip


@requires(P.CASE_EDIT, P.SERVICE_ADD)
def goal_action_edit(request: ActorRequest, goal_action_id: UUID) -> HttpResponse:
    action = _action(request, goal_action_id)
    form = ActionForm(posted(request), actor=request.actor, case=action.case, initial=initial_of(action, ACTION))
    return _corrected(request, action.case, form, "action", ACTION, _again(request, action), lambda facts: change_goal_action(
        by=request.actor, action=action, facts=facts, version=form.cleaned_data["version"] or 0
    ), about=action.goal.words)  # fmt: skip


@requires(P.CASE_EDIT, P.SERVICE_ADD)
def goal_action_outcome(request: ActorRequest, goal_action_id: UUID) -> HttpResponse:
    action = _action(request, goal_action_id)
    form = ActionOutcomeForm(posted(request), actor=request.actor, state=action.state, initial=initial_of(action, ("outcome",)))
    return _corrected(request, action.case, form, "action_outcome", ("outcome",), _again(request, action), lambda facts: move_goal_action(
        by=request.actor, action=action, **facts, version=form.cleaned_data["version"]
    ), about=action.words)  # fmt: skip


def _again(request: ActorRequest, row: Any) -> Callable[[], Any]:
    """The row as a colleague saved it."""
    read: Callable[[ActorRequest, UUID], Any] = _goal if isinstance(row, Goal) else _action
    return lambda: read(request, row.pk)


def _goal(request: ActorRequest, pk: UUID) -> Goal:
    found: Goal = fetch(request, Goal.objects.select_related("case__person"), pk=pk)
    return found


def _action(request: ActorRequest, pk: UUID) -> GoalAction:
    found: GoalAction = fetch(request, GoalAction.objects.select_related("case__person", "goal", "owner"), pk=pk)
    return found


def _plan(request: ActorRequest, case: Case) -> HelpPlan:
    """The plan of a case, or the one that is to be begun."""
    found: HelpPlan | None = HelpPlan.objects.visible_to(request.actor).filter(case=case).first()
    return found or HelpPlan(organisation_id=case.organisation_id, case=case, version=0)


def _added(
    request: ActorRequest, case: Case, form: VersionedForm, kind: str, act: Callable[[dict[str, Any], UUID | None], Any], *, about: str = ""
) -> HttpResponse:
    if saved(request, form, act):
        messages.success(request, _("Saved."))
        return redirect("case-help", case.pk)
    return _page(request, case, {"form": form, "title": TITLES[kind], "about": about, "differences": []})


def _corrected(
    request: ActorRequest,
    case: Case,
    form: VersionedForm,
    kind: str,
    names: tuple[str, ...],
    again: Callable[[], Any],
    act: Callable[[dict[str, Any]], Any],
    *,
    about: str = "",
) -> HttpResponse:
    """Save a correction; when a colleague saved first, show both versions."""
    context: dict[str, Any] = {"form": form, "differences": []}
    try:
        if saved(request, form, lambda facts, _key: act(facts), conflicts=True):
            messages.success(request, _("Saved."))
            return redirect("case-help", case.pk)
    except EditConflict:
        theirs = again()
        context = {"form": reopen_on(form, theirs.version), "differences": differences(form, initial_of(theirs, names))}
    return _page(request, case, context | {"title": TITLES[kind], "about": about})


def _page(request: ActorRequest, case: Case, context: dict[str, Any]) -> HttpResponse:
    return render(request, "casework/help_form.html", context | case_frame(request, case))
