"""Shifts on the page Today."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.desk import Tile, register
from access.permissions import Permission as P
from hotline.shifts.models import Shift


def _waiting(actor: Actor) -> int:
    return Shift.objects.visible_to(actor).waiting_for(actor).count()


def _forgotten(actor: Actor) -> int:
    return Shift.objects.visible_to(actor).forgotten().count()


def register_tiles() -> None:
    register(
        Tile(_("Hand-overs to take over"), P.CALL_LOG, _waiting, "shift-list", "?show=waiting", urgent=True),
        Tile(_("Shifts left open"), P.CALL_REVIEW, _forgotten, "shift-list", "?show=forgotten", urgent=True),
    )
