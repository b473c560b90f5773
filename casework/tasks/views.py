"""Tasks of a case, one's own tasks, and the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.actors import ActorRequest
from access.decorators import requires
from access.paging import page_of
from access.permissions import Permission as P
from access.receipts import EditConflict
from access.scoping import fetch, note_seen
from casework.cases.presenters import WITH_PERSON, case_frame
from casework.conflicts import differences, reopen_on
from casework.contact.presenters import mark_tasks
from casework.forms import initial_of
from casework.submission import REFUSALS, posted, saved, sentence_for
from casework.tasks.actions import add_task, change_task, settle_task
from casework.tasks.agenda import Due, Span, due_in, tasks_of
from casework.tasks.forms import TASK, TaskForm
from casework.tasks.models import TaskState
from casework.tasks.team_listing import ON_A_CASE

LATE_DAYS = 365
SPANS = ("week", "month")


@requires(P.TEAM_TASK)
@require_safe
def task_list(request: ActorRequest) -> HttpResponse:
    when = request.GET.get("when", "")
    page = page_of(request, tasks_of(request.actor, when).select_related("case__person__safe_contact", "owner"), 50)
    tasks = mark_tasks(list(page), lambda task: task.case.person)
    note_seen(request, *tasks)
    return render(request, "casework/task_list.html", {"page": page, "tasks": tasks, "when": when})


@requires(P.CASE_VIEW, P.CASE_VIEW_ALL)
@require_safe
def case_tasks(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    tasks = mark_tasks(list(case.tasks.select_related("owner").order_by("due_on", "at", "created_at")), lambda task: case.person)
    note_seen(request, *tasks)
    context = {"open_tasks": [task for task in tasks if task.is_open], "settled": [task for task in tasks if not task.is_open]}
    return render(request, "casework/case_tasks.html", context | case_frame(request, case, "case-tasks"))


@requires(P.CASE_EDIT, P.SERVICE_ADD)
def task_new(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    form = TaskForm(posted(request), actor=request.actor, case=case, initial={"owner": request.actor.user})
    if saved(request, form, lambda facts, key: add_task(by=request.actor, case=case, facts=facts, form_key=key)):
        messages.success(request, _("Saved."))
        return redirect("case-tasks", case.pk)
    return render(request, "casework/task_form.html", {"form": form, "task": None} | case_frame(request, case))


@requires(P.CASE_EDIT, P.SERVICE_ADD)
def task_edit(request: ActorRequest, task_id: UUID) -> HttpResponse:
    task = fetch(request, ON_A_CASE, pk=task_id)
    form = TaskForm(posted(request), actor=request.actor, case=task.case, initial=initial_of(task, TASK))
    context: dict[str, Any] = {"form": form, "differences": []}
    try:
        if saved(request, form, lambda facts, _key: change_task(
            by=request.actor, task=task, facts=facts, version=form.cleaned_data["version"] or 0
        ), conflicts=True):  # fmt: skip
            messages.success(request, _("Saved."))
            return redirect("case-tasks", task.case_id)
    except EditConflict:
        task = fetch(request, ON_A_CASE, pk=task_id)
        context = {"form": reopen_on(form, task.version), "differences": differences(form, initial_of(task, TASK))}
    return render(request, "casework/task_form.html", context | {"task": task} | case_frame(request, task.case))


@requires(P.CASE_EDIT, P.SERVICE_ADD)
@require_POST
def task_settle(request: ActorRequest, task_id: UUID) -> HttpResponse:
    """Done, not needed any more, or open again: one press, and one press back."""
    task = fetch(request, ON_A_CASE, pk=task_id)
    state = request.POST.get("state", "")
    if state not in TaskState.values:
        messages.error(request, _("Choose what became of it."))
        return redirect("case-tasks", task.case_id)
    try:
        settle_task(by=request.actor, task=task, state=state)
    except REFUSALS as error:
        messages.error(request, sentence_for(error))
    else:
        messages.success(request, _("Saved."))
    return redirect("case-tasks", task.case_id)


@dataclass(frozen=True)
class Day:
    """One day of the calendar and what falls on it."""

    day: date
    due: list[Due]
    is_today: bool
    is_over: bool


@requires(P.TEAM_TASK)
@require_safe
def calendar(request: ActorRequest) -> HttpResponse:
    """A week or a month by days, with what is late above it."""
    today = timezone.localdate()
    length = request.GET.get("span", "week")
    length = length if length in SPANS else "week"
    mine = request.GET.get("who") != "all"
    first = _first_day(request.GET.get("from", ""), today, length)
    last = _last_day(first, length)
    due = due_in(request.actor, Span(first, last, mine))
    before = due_in(request.actor, Span(today - timedelta(days=LATE_DAYS), today - timedelta(days=1), mine), only_to_do=True)
    late = [one for one in before if not first <= one.day <= last]
    context = {
        "days": list(_days(first, last, due, today)), "late": late, "is_empty": not due, "length": length, "mine": mine,
        "first": first, "last": last, "earlier": _first_day("", first - timedelta(days=1), length), "later": last + timedelta(days=1),
    }  # fmt: skip
    return render(request, "casework/calendar.html", context)


def _first_day(asked: str, today: date, length: str) -> date:
    """Monday of the week, or the first of the month, in which the asked day lies."""
    try:
        day = parse_date(asked) or today
    except ValueError:
        day = today
    if not 1900 < day.year < 2200:
        day = today
    return day.replace(day=1) if length == "month" else day - timedelta(days=day.weekday())


def _last_day(first: date, length: str) -> date:
    if length == "week":
        return first + timedelta(days=6)
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _days(first: date, last: date, due: list[Due], today: date) -> Iterator[Day]:
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        found = [one for one in due if one.day == day]
        if found or last - first < timedelta(days=7):
            yield Day(day, found, day == today, day < today)
