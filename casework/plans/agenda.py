"""Actions of plans that fall due: one's own, and those of partners on one's own cases."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.permissions import Permission as P
from casework.absence.models import to_do_by
from casework.cases.agenda import DAYS_AHEAD
from casework.plans.models import GoalAction
from casework.tasks.agenda import MOST, Due, Span, own_cases, register


def actions_of(actor: Actor, when: str = "") -> QuerySet[GoalAction]:
    """Open actions that are one's own or a partner's on one's own cases; with "soon" only those overdue or due within a week."""
    actions: QuerySet[GoalAction] = GoalAction.objects.open().visible_to(actor).filter(_mine(actor))
    if when == "soon":
        actions = actions.filter(due_on__lte=timezone.localdate() + timedelta(days=DAYS_AHEAD))
    return actions.order_by("due_on", "pk")


def _mine(actor: Actor) -> Q:
    return to_do_by(actor) | (Q(owner=None) & own_cases(actor))


def _actions(actor: Actor, span: Span) -> Iterable[Due]:
    actions = GoalAction.objects.open().visible_to(actor).filter(due_on__range=(span.first, span.last))
    if span.mine:
        actions = actions.filter(_mine(actor))
    for one in actions.select_related("case", "owner").order_by("due_on")[:MOST]:
        owner = "" if span.mine or one.owner is None else one.owner.display_name
        yield Due(one.due_on, _("An action of the plan of help"), reverse("case-help", args=[one.case_id]), one.case.code, one.words, owner=owner)


def register_sources() -> None:
    register(P.CASE_VIEW, _actions, is_to_do=True)
