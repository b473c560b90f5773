"""What the hotline lets go of: number, name and notes, by what kind of call it was, and the words of hand-overs.

The call itself is counted for ever."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from access.models import Organisation
from access.retention.registry import Limit, keep
from access.retention.table import Kept
from casework.erasure.rules import people_on_hold
from casework.retention import emptying, people_closed_since
from hotline.lead.models import CallReview
from hotline.models import NON_CALLS, Call, CallClass
from hotline.shifts.models import Shift

SAID = ("number", "caller_name", "notes")
ADVICE = (CallClass.INFORMATION, CallClass.THANKS)


def _still_telling() -> Q:
    telling = Q(number_hash__isnull=False)
    for name in SAID:
        telling |= ~Q(**{name: b""})
    return telling


def calls_due(of_kind: Q) -> Callable[[Organisation, Limit], QuerySet[Any]]:
    """Ended calls of a kind that led to no case and still say something."""

    def due(organisation: Organisation, limit: Limit) -> QuerySet[Any]:
        over = Call.objects.filter(organisation=organisation, case=None, closed_at__lt=limit.moment)
        return over.filter(of_kind).filter(_still_telling())

    return due


def calls_of_cases_due(organisation: Organisation, limit: Limit) -> QuerySet[Any]:
    """Calls that became a case go with its words."""
    people = people_closed_since(organisation, limit).values("pk")
    calls = Call.objects.filter(organisation=organisation, case__person_id__in=people).filter(_still_telling())
    return calls.exclude(case__person_id__in=people_on_hold(organisation.pk))


def words_of_shifts_due(organisation: Organisation, limit: Limit) -> QuerySet[Any]:
    """Hand-overs go as early as calls for advice: they serve the next shift, not the years."""
    over = Shift.objects.filter(organisation=organisation, ended_at__lt=limit.moment)
    return over.filter(~Q(words=b"") | ~Q(reason=b""))


keep(Kept.EMPTY_CALLS, calls_due(Q(outcome_class__in=[kind for kind in NON_CALLS if kind not in ADVICE])), emptying(Call, *SAID))
keep(Kept.ADVICE_CALLS, calls_due(Q(outcome_class__in=ADVICE)), emptying(Call, *SAID))
keep(Kept.HELP_CALLS, calls_due(~Q(outcome_class__in=[*NON_CALLS, *ADVICE])), emptying(Call, *SAID))
keep(Kept.STORIES, calls_of_cases_due, emptying(Call, *SAID))
def words_of_reviews_due(organisation: Organisation, limit: Limit) -> QuerySet[Any]:
    """What the lead wrote about a call serves the operator who took it, not the years."""
    return CallReview.objects.filter(organisation=organisation, reviewed_at__lt=limit.moment).exclude(words=b"")


keep(Kept.ADVICE_CALLS, words_of_reviews_due, emptying(CallReview, "words"))
keep(Kept.ADVICE_CALLS, words_of_shifts_due, emptying(Shift, "words", "reason"))
