"""Tasks without a case: the list, a new one, a correction, and what became of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.actors import ActorRequest
from access.decorators import requires
from access.paging import page_of
from access.permissions import Permission as P
from access.receipts import EditConflict
from access.scoping import fetch, note_seen
from casework.conflicts import differences, reopen_on
from casework.forms import initial_of
from casework.submission import REFUSALS, posted, saved, sentence_for
from casework.tasks.actions import change_task, settle_task
from casework.tasks.models import TaskState
from casework.tasks.team_actions import add_team_task
from casework.tasks.team_forms import TEAM_TASK, TeamTaskForm
from casework.tasks.team_listing import WITHOUT_CASE, team_tasks

SHOWN = ("settled", "left")


@requires(P.TEAM_TASK)
@require_safe
def team_task_list(request: ActorRequest) -> HttpResponse:
    """What I do, what I wrote down for others, and what the team I lead has to do."""
    show = request.GET.get("show", "")
    show = show if show in SHOWN else ""
    page = page_of(request, team_tasks(request.actor, show).select_related("owner", "case"), 50)
    tasks = list(page)
    note_seen(request, *tasks)
    return render(request, "casework/team_task_list.html", {"page": page, "tasks": tasks, "show": show})


@requires(P.TEAM_TASK)
def team_task_new(request: ActorRequest) -> HttpResponse:
    form = TeamTaskForm(posted(request), actor=request.actor, initial={"owner": request.actor.user})
    if saved(request, form, lambda facts, key: add_team_task(by=request.actor, facts=facts, form_key=key)):
        messages.success(request, _("Saved."))
        return redirect("team-task-list")
    return render(request, "casework/team_task_form.html", {"form": form, "task": None})


@requires(P.TEAM_TASK)
def team_task_edit(request: ActorRequest, team_task_id: UUID) -> HttpResponse:
    task = fetch(request, WITHOUT_CASE, pk=team_task_id)
    form = TeamTaskForm(posted(request), actor=request.actor, task=task, initial=initial_of(task, TEAM_TASK))
    context: dict[str, Any] = {"form": form, "differences": []}
    try:
        if saved(request, form, lambda facts, _key: change_task(
            by=request.actor, task=task, facts=facts, version=form.cleaned_data["version"] or 0
        ), conflicts=True):  # fmt: skip
            messages.success(request, _("Saved."))
            return redirect("team-task-list")
    except EditConflict:
        task = fetch(request, WITHOUT_CASE, pk=team_task_id)
        context = {"form": reopen_on(form, task.version), "differences": differences(form, initial_of(task, TEAM_TASK))}
    return render(request, "casework/team_task_form.html", context | {"task": task})


@requires(P.TEAM_TASK)
@require_POST
def team_task_settle(request: ActorRequest, team_task_id: UUID) -> HttpResponse:
    task = fetch(request, WITHOUT_CASE, pk=team_task_id)
    state = request.POST.get("state", "")
    if state not in TaskState.values:
        messages.error(request, _("Choose what became of it."))
        return redirect("team-task-list")
    try:
        settle_task(by=request.actor, task=task, state=state)
    except REFUSALS as error:
        messages.error(request, sentence_for(error))
    else:
        messages.success(request, _("Saved."))
    return redirect("team-task-list")
