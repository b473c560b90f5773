"""Who is to be asked, and when: worked out from the end of help, never stored."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.permissions import Permission as P
from casework.absence.models import works_on
from casework.cases.agenda import DAYS_AHEAD
from casework.cases.models import Case
from casework.cases.rules import add_months
from casework.followups.models import asked_by
from casework.followups.rules import MILESTONES, Milestone, latest_end, milestones
from casework.tasks.agenda import MOST, Due, Span, register


def follow_ups_of(actor: Actor, when: str = "") -> Any:
    """Cases whose person is to be asked; with "soon" only what is overdue or due within a week. Whose help ended first comes first."""
    today = timezone.localdate()
    until = today + timedelta(days=DAYS_AHEAD) if when == "soon" else add_months(today, max(MILESTONES))
    return asked_by(Case.objects.visible_to(actor), until).order_by("ended_on", "pk")


def next_of(case: Any) -> Milestone | None:
    """The date that counts now, of a case that knows its end."""
    found = milestones(case.ended_on, case.settled, stopped=case.stopped, today=timezone.localdate())
    return next((one for one in found if one.is_open), None)


def _follow_ups(actor: Actor, span: Span) -> Iterable[Due]:
    falls = Q(pk__in=[])
    for months in MILESTONES:
        falls |= Q(ended_on__gt=latest_end(span.first - timedelta(days=1), months), ended_on__lte=latest_end(span.last, months))
    cases = asked_by(Case.objects.visible_to(actor), span.last).filter(falls)
    if span.mine:
        cases = cases.filter(works_on(actor, "pk"))
    for case in cases.order_by("ended_on")[:MOST]:
        for one in milestones(case.ended_on, case.settled, stopped=case.stopped, today=timezone.localdate()):
            if one.is_open and span.first <= one.day <= span.last:
                yield Due(one.day, _("Ask how the person is"), reverse("case-follow-ups", args=[case.pk]), case.code)


def register_sources() -> None:
    register(P.CASE_VIEW, _follow_ups, is_to_do=True)
