"""The call-back queue: what was promised and when."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from access.actors import Actor
from hotline.models import Call, CallQuerySet


def call_backs_of(actor: Actor, show: str) -> CallQuerySet:
    """Promised call-backs nobody has made yet: `overdue`, due `today`, or all, the oldest first."""
    calls: CallQuerySet = Call.objects.visible_to(actor).promised().order_by("call_back_by")
    now = timezone.now()
    if show == "overdue":
        return calls.filter(call_back_by__lt=now)
    if show == "today":
        return calls.filter(call_back_by__gte=now, call_back_by__lt=end_of_today())
    return calls


def end_of_today() -> datetime:
    """The first moment of tomorrow, where the organisation works."""
    return timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=1), time.min))
