"""A case passes from one colleague to another."""

from __future__ import annotations

from typing import Any

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.models import User
from casework.cases.actions import refuse_closed
from casework.cases.agenda import FINISHED
from casework.cases.assigning import replace
from casework.cases.models import Assignment, Case
from casework.cases.timeline import add_entry
from casework.cases.work import Step
from casework.plans.models import open_on
from casework.tasks.models import Task, TaskState


@audited(Event.CASE_HANDED_OVER)
def hand_over_case(*, by: Actor, case: Case, assignment: Assignment, taker: User) -> Case:
    """One case, with the open tasks, steps and actions of the plan on it."""
    refuse_closed(case)
    was_lead, giver = assignment.is_lead, assignment.user_id
    replace(assignment, taker)
    Task.objects.filter(case=case, owner_id=giver, state=TaskState.OPEN).update(owner=taker)
    Step.objects.filter(case=case, owner_id=giver).exclude(state__in=FINISHED).update(owner=taker)
    open_on(case).filter(owner_id=giver).update(owner=taker)
    codes: dict[str, Any] = {"lead": was_lead}
    add_entry(case=case, by=by, kind="handed_over", codes=codes, source_id=assignment.pk)
    return case
