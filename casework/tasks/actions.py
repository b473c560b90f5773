"""Tasks and dates of a case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.receipts import once, take_version
from casework.cases.actions import refuse_closed
from casework.cases.models import Case
from casework.cases.timeline import add_entry
from casework.contact.refusing import moment_of, refuse_contact
from casework.tasks.models import CHANNEL_OF, Task, TaskState


@audited(Event.TASK_ADDED)
def add_task(*, by: Actor, case: Case, facts: dict[str, Any], form_key: UUID | None = None) -> Task:
    """Write down something to be done on a case, by whom and until when."""
    refuse_closed(case)
    _refuse_unsafe(case, facts)

    def make(pk: UUID) -> Task:
        task = Task.objects.create(pk=pk, organisation_id=case.organisation_id, case=case, by_id=by.user_id, **facts)
        add_entry(case=case, by=by, kind="task_added", codes={"task": task.kind}, source_id=pk)
        return task

    return once(by=by, key=form_key, model=Task, make=make)


@audited(Event.TASK_CHANGED)
def change_task(*, by: Actor, task: Task, facts: dict[str, Any], version: int | None = None) -> Task:
    """Correct a task or move its day. Refused when a colleague saved first."""
    if task.case is not None:
        refuse_closed(task.case)
        _refuse_unsafe(task.case, {name: getattr(task, name) for name in ("kind", "due_on", "at")} | facts)
    take_version(task, expected=version)
    for name, value in facts.items():
        setattr(task, name, value)
    task.save(update_fields=[*facts, "version"])
    return task


@audited(Event.TASK_SETTLED)
def settle_task(*, by: Actor, task: Task, state: str) -> Task:
    """Done, no longer needed, or open again after a slip. The second press changes nothing."""
    if task.case is not None:
        refuse_closed(task.case)
    wanted = TaskState(state)
    if task.state == wanted:
        return task
    take_version(task, expected=task.version)
    task.state = wanted
    task.settled_on = None if wanted == TaskState.OPEN else timezone.localdate()
    task.save(update_fields=["state", "settled_on", "version"])
    if task.case is not None:
        add_entry(case=task.case, by=by, kind="task_settled", codes={"task": task.kind, "task_state": wanted.value}, source_id=task.pk)
    return task


def _refuse_unsafe(case: Case, facts: dict[str, Any]) -> None:
    """A call, a message or a letter is planned only as the person agreed."""
    if channel := CHANNEL_OF.get(facts.get("kind", "")):
        refuse_contact(case.person, channel, moment_of(facts.get("due_on"), facts.get("at")))
