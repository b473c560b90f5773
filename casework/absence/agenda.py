"""The first and the last day of standing in, in the calendars of both."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.permissions import Permission as P
from casework.absence.models import Absence
from casework.tasks.agenda import MOST, Due, Span, register


def _stand_ins(actor: Actor, span: Span) -> Iterable[Due]:
    days = (span.first, span.last)
    rows = Absence.objects.visible_to(actor).filter(Q(first__range=days) | Q(last__range=days), ended_at=None)
    if span.mine:
        rows = rows.filter(Q(absent=actor.user) | Q(stand_in=actor.user))
    for row in rows.select_related("absent", "stand_in").order_by("first", "pk")[:MOST]:
        who = f"{row.stand_in.display_name} → {row.absent.display_name}"
        for day, what in ((row.first, _("A colleague begins to stand in")), (row.last, _("Last day of standing in"))):
            if span.first <= day <= span.last:
                yield Due(day, what, reverse("absence-list"), owner=who)


def register_sources() -> None:
    register(P.CASE_VIEW, _stand_ins, is_to_do=False)
