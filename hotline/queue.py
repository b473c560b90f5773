"""The call-back queue: what was promised and when."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from access.actors import Actor
from casework.cases.models import Case
from hotline.models import Call, CallQuerySet

SHOWS = ("overdue", "today", "decide", "given-up")


def call_backs_of(actor: Actor, show: str) -> CallQuerySet:
    """Promised call-backs nobody has made yet: `overdue`, due `today`, those to `decide`, or all, the oldest first.

    What was handed over as a case is the case manager's and not in this queue. `given-up` are those that were decided so.
    """
    hotline: CallQuerySet = Call.objects.visible_to(actor).filter(case=None).order_by("call_back_by")
    if show == "given-up":
        return hotline.given_up_ones().order_by("-call_back_by")
    calls, now = hotline.promised(), timezone.now()
    if show == "decide":
        return calls.to_decide()
    if show == "overdue":
        return calls.filter(call_back_by__lt=now)
    if show == "today":
        return calls.filter(call_back_by__gte=now, call_back_by__lt=end_of_today())
    return calls


def call_backs_of_cases(actor: Actor) -> CallQuerySet:
    """Promised call-backs of calls that became cases the actor works on: they see to them now."""
    calls: CallQuerySet = Call.objects.visible_to(actor).promised().order_by("call_back_by")
    return calls.filter(case_id__in=Case.objects.visible_to(actor).values("pk"))


def end_of_today() -> datetime:
    """The first moment of tomorrow, where the organisation works."""
    return timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=1), time.min))
