"""Cases pass from one colleague to another: all that were chosen, or none."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from access.actors import Actor
from access.models import Membership, User
from casework.cases.agenda import FINISHED
from casework.cases.models import CLOSED_STATES, Assignment, Case
from casework.handover.actions import hand_over_case
from casework.plans.models import GoalAction
from casework.plans.workflow import UNDER_WAY
from casework.tasks.models import Task, TaskState
from casework.tasks.team_actions import hand_over_team_tasks
from casework.tasks.team_listing import left_behind, open_team_tasks


class HandOverChanged(Exception):
    """Somebody changed who works on these cases since they were looked at."""


def givers(actor: Actor) -> QuerySet[User]:
    """Everybody with open cases that the actor sees or tasks without a case, also those who have left the organisation."""
    having = Q(pk__in=_open(actor).values("user_id")) | Q(pk__in=open_team_tasks(actor).filter(owner__isnull=False).values("owner_id"))
    return User.objects.filter(having).order_by("display_name")


def departed(actor: Actor) -> QuerySet[Assignment]:
    """Work that still lies with somebody who left."""
    present = Membership.objects.filter(organisation_id=actor.organisation_id, ended_at=None).values("user_id")
    return _open(actor).exclude(user_id__in=present)


def people_who_left(actor: Actor) -> QuerySet[User]:
    """Whose cases or tasks are still theirs though they have gone."""
    having = Q(pk__in=departed(actor).values("user_id")) | Q(pk__in=left_behind(actor).values("owner_id"))
    return User.objects.filter(having).order_by("display_name")


def team_tasks_of(actor: Actor, user: User) -> QuerySet[Task]:
    return open_team_tasks(actor).filter(owner=user)


def assignments_of(actor: Actor, user: User) -> QuerySet[Assignment]:
    """The open cases of a colleague that the actor sees, with how much is still to be done on each."""
    todo = Q(case__tasks__owner=user, case__tasks__state=TaskState.OPEN)
    steps = Q(case__steps__owner=user) & ~Q(case__steps__state__in=FINISHED)
    actions = GoalAction.objects.filter(case_id=OuterRef("case_id"), owner=user, state__in=UNDER_WAY).order_by().values("case_id")
    return (
        _open(actor).filter(user=user).select_related("case").order_by("case__code")
        .annotate(open_tasks=Count("case__tasks", filter=todo, distinct=True), open_steps=Count("case__steps", filter=steps, distinct=True))
        .annotate(open_actions=Coalesce(Subquery(actions.annotate(number=Count("pk")).values("number")), 0))
    )  # fmt: skip


def _open(actor: Actor) -> QuerySet[Assignment]:
    cases = Case.objects.visible_to(actor).exclude(state__in=CLOSED_STATES)
    found: QuerySet[Assignment] = Assignment.objects.filter(organisation_id=actor.organisation_id, ended_on=None, case__in=cases)
    return found


@transaction.atomic
def hand_over(*, by: Actor, giver: User, taker: User, chosen: Iterable[UUID], with_tasks: bool = False) -> list[Case]:
    """Give the chosen cases of one colleague to another, with the open tasks and steps on them; also those without a case when asked.

    All in one transaction: when one of them is no longer the giver's, nothing changes at all.
    """
    wanted = set(chosen)
    locked = Assignment.objects.select_for_update(of=("self",)).filter(pk__in=wanted, user=giver, ended_on=None)
    rows = list(locked.filter(pk__in=_open(by).values("pk")).select_related("case").order_by("pk"))
    if {row.pk for row in rows} != wanted:
        raise HandOverChanged
    if with_tasks:
        hand_over_team_tasks(by=by, giver=giver, taker=taker)
    return [hand_over_case(by=by, case=row.case, assignment=row, taker=taker) for row in rows]
