"""Tasks without a case: written down by anybody who works here, and passed on when somebody leaves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.models import User
from access.permissions import Permission
from access.receipts import once
from casework.cases.assigning import NotAMember
from casework.tasks.models import Task, TaskState
from casework.tasks.team import team_members


@audited(Event.TASK_ADDED)
def add_team_task(*, by: Actor, facts: dict[str, Any], form_key: UUID | None = None) -> Task:
    """Something to be done that belongs to no case: a call to an office, a licence to renew."""
    if not by.may(Permission.TEAM_TASK):
        raise PermissionDenied
    _refuse_strangers(by, facts.get("owner"))

    def make(pk: UUID) -> Task:
        return Task.objects.create(pk=pk, organisation_id=by.organisation_id, case=None, by_id=by.user_id, **facts)

    return once(by=by, key=form_key, model=Task, make=make)


@audited(Event.TASKS_HANDED_OVER)
def hand_over_team_tasks(*, by: Actor, giver: User, taker: User) -> int:
    """All open tasks without a case pass from one colleague to another."""
    if not by.may(Permission.CASE_ASSIGN):
        raise PermissionDenied
    _refuse_strangers(by, taker)
    return Task.objects.visible_to(by).filter(case=None, owner=giver, state=TaskState.OPEN).update(owner=taker)


def _refuse_strangers(by: Actor, owner: User | None) -> None:
    if owner is not None and not team_members(by.organisation_id).filter(pk=owner.pk).exists():
        raise NotAMember
