"""Today at the hotline."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.desk import Tile, register
from access.permissions import Permission as P
from hotline.models import Call
from hotline.queue import call_backs_of


def _open(actor: Actor) -> int:
    return Call.objects.visible_to(actor).open().count()


def _overdue(actor: Actor) -> int:
    return call_backs_of(actor, "overdue").count()


def _due(actor: Actor) -> int:
    return call_backs_of(actor, "today").count()


def register_tiles() -> None:
    register(
        Tile(_("Open calls"), P.CALL_VIEW, _open, "call-list", "?show=open"),
        Tile(_("Call-backs overdue"), P.CALL_VIEW, _overdue, "call-backs", "?show=overdue", urgent=True),
        Tile(_("Call-backs due today"), P.CALL_VIEW, _due, "call-backs", "?show=today"),
    )
