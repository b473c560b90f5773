"""The lists of tasks without a case; the tile of Today counts with the same functions."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from access.actors import Actor
from access.models import Membership
from access.permissions import Permission
from casework.tasks.models import Task, TaskState

ON_A_CASE: QuerySet[Any] = Task.objects.exclude(case=None).select_related("case__person__safe_contact", "owner")
WITHOUT_CASE: QuerySet[Any] = Task.objects.filter(case=None).select_related("owner", "case", "by")


def team_tasks(actor: Actor, show: str) -> QuerySet[Task]:
    """Open ones, settled ones, or those that lie with somebody who left."""
    if show == "settled":
        tasks: QuerySet[Task] = Task.objects.visible_to(actor).filter(case=None).exclude(state=TaskState.OPEN)
        return tasks.order_by("-settled_on", "pk")
    return (left_behind(actor) if show == "left" else open_team_tasks(actor)).order_by("due_on", "at", "pk")


def open_team_tasks(actor: Actor) -> QuerySet[Task]:
    tasks: QuerySet[Task] = Task.objects.visible_to(actor).filter(case=None, state=TaskState.OPEN)
    return tasks


def left_behind(actor: Actor) -> QuerySet[Task]:
    """Open, and its owner no longer works here. For whoever gives work to others."""
    present = Membership.objects.filter(organisation_id=actor.organisation_id, ended_at=None).values("user_id")
    tasks = open_team_tasks(actor).filter(owner__isnull=False).exclude(owner_id__in=present)
    return tasks if actor.may(Permission.CASE_ASSIGN) else tasks.none()
