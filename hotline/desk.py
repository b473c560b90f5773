"""Today at the hotline."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.desk import Tile, register
from access.permissions import Permission as P
from casework.tasks.agenda import MOST, Due, Span
from casework.tasks.agenda import register as register_source
from hotline.models import Call, CallQuerySet
from hotline.queue import call_backs_of, call_backs_of_cases


def _open(actor: Actor) -> int:
    return Call.objects.visible_to(actor).open().count()


def _overdue(actor: Actor) -> int:
    return call_backs_of(actor, "overdue").count()


def _due(actor: Actor) -> int:
    return call_backs_of(actor, "today").count()


def _to_decide(actor: Actor) -> int:
    return call_backs_of(actor, "decide").count()


def _call_backs(actor: Actor, span: Span) -> Iterable[Due]:
    """Promised call-backs of the hotline."""
    return _due_in(call_backs_of(actor, ""), span, lambda call: reverse("call-detail", args=[call.pk]))


def _call_backs_of_cases(actor: Actor, span: Span) -> Iterable[Due]:
    """Promised call-backs that went over to the actor with a case."""
    return _due_in(call_backs_of_cases(actor), span, lambda call: reverse("case-calls", args=[call.case_id]))


def _due_in(calls: CallQuerySet, span: Span, address: Callable[[Call], str]) -> Iterable[Due]:
    """By the day and hour of the installation."""
    here = timezone.get_current_timezone()
    first = datetime.combine(span.first, time.min, here)
    after = datetime.combine(span.last + timedelta(days=1), time.min, here)
    for call in calls.filter(call_back_by__gte=first, call_back_by__lt=after)[:MOST]:
        due = timezone.localtime(call.call_back_by)
        yield Due(due.date(), _("A call-back is promised"), address(call), at=due.time())


def register_sources() -> None:
    register_source(P.CALL_VIEW, _call_backs, is_to_do=True)
    register_source(P.CASE_EDIT, _call_backs_of_cases, is_to_do=True)


def register_tiles() -> None:
    register(
        Tile(_("Open calls"), P.CALL_VIEW, _open, "call-list", "?show=open"),
        Tile(_("Call-backs overdue"), P.CALL_VIEW, _overdue, "call-backs", "?show=overdue", urgent=True),
        Tile(_("Call-backs to decide about"), P.CALL_REVIEW, _to_decide, "call-backs", "?show=decide", urgent=True),
        Tile(_("Call-backs due today"), P.CALL_VIEW, _due, "call-backs", "?show=today"),
    )
