"""Steps that are somebody's to do, soonest first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from access.actors import Actor
from casework.absence.models import to_do_by
from casework.cases.models import CLOSED_STATES
from casework.cases.work import Step, StepState

FINISHED = (StepState.DONE, StepState.NOT_NEEDED)
DAYS_AHEAD = 7


def steps_of(actor: Actor, when: str = "") -> Any:
    """Unfinished steps on open cases, one's own and of whom one stands in for; with "soon" only those overdue or due within a week."""
    steps = Step.objects.visible_to(actor).filter(to_do_by(actor)).exclude(state__in=FINISHED)
    steps = steps.exclude(case__state__in=CLOSED_STATES)
    if when == "soon":
        steps = steps.filter(due_on__lte=timezone.localdate() + timedelta(days=DAYS_AHEAD))
    return steps.order_by(F("due_on").asc(nulls_last=True), "pk")
