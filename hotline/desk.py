"""Today at the hotline."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.desk import Tile, register
from access.permissions import Permission as P
from casework.tasks.agenda import MOST, Due, Span
from casework.tasks.agenda import register as register_source
from hotline.models import Call
from hotline.queue import call_backs_of


def _open(actor: Actor) -> int:
    return Call.objects.visible_to(actor).open().count()


def _overdue(actor: Actor) -> int:
    return call_backs_of(actor, "overdue").count()


def _due(actor: Actor) -> int:
    return call_backs_of(actor, "today").count()


def _call_backs(actor: Actor, span: Span) -> Iterable[Due]:
    """Promised call-backs, by the day and hour of the installation."""
    here = timezone.get_current_timezone()
    first = datetime.combine(span.first, time.min, here)
    after = datetime.combine(span.last + timedelta(days=1), time.min, here)
    for call in call_backs_of(actor, "").filter(call_back_by__gte=first, call_back_by__lt=after)[:MOST]:
        due = timezone.localtime(call.call_back_by)
        yield Due(due.date(), _("A call-back is promised"), reverse("call-detail", args=[call.pk]), at=due.time())


def register_sources() -> None:
    register_source(P.CALL_VIEW, _call_backs, is_to_do=True)


def register_tiles() -> None:
    register(
        Tile(_("Open calls"), P.CALL_VIEW, _open, "call-list", "?show=open"),
        Tile(_("Call-backs overdue"), P.CALL_VIEW, _overdue, "call-backs", "?show=overdue", urgent=True),
        Tile(_("Call-backs due today"), P.CALL_VIEW, _due, "call-backs", "?show=today"),
    )
