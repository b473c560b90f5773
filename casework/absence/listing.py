"""The lists of absences; the tiles of Today count with the same functions."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from casework.absence.models import Absence

SHOWN: dict[str, str | Promise] = {
    "": _("Now and to come"), "note": _("To be noted by me"), "mine": _("In my place"), "past": _("Over"),
}  # fmt: skip


def absences(actor: Actor, show: str) -> QuerySet[Absence]:
    rows = Absence.objects.visible_to(actor)
    if show == "past":
        return rows.filter(Q(last__lt=timezone.localdate()) | Q(ended_at__isnull=False)).order_by("-last", "-created_at")
    rows = rows.not_over().order_by("first", "created_at")
    if show == "note":
        return rows.filter(stand_in=actor.user, noted_at=None)
    return rows.filter(absent=actor.user) if show == "mine" else rows


def to_note(actor: Actor) -> int:
    return absences(actor, "note").count()


def in_my_place(actor: Actor) -> int:
    return absences(actor, "mine").count()
