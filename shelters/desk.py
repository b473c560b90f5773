"""Today in the houses."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.desk import Tile, register
from access.permissions import Permission as P
from shelters.models import Booking, BookingState, Stay
from shelters.stays.board import free_tonight
from shelters.stays.sharing import sharing_to_settle


def _waiting(actor: Actor) -> int:
    return Booking.objects.in_own_houses(actor).live().waiting().count()


def _arrivals(actor: Actor) -> int:
    accepted = Booking.objects.in_own_houses(actor).filter(state=BookingState.ACCEPTED)
    return accepted.filter(during__startswith__lte=timezone.localdate()).count()


def _in_house(actor: Actor) -> int:
    return Stay.objects.visible_to(actor).present_on(timezone.localdate()).count()


def register_tiles() -> None:
    register(
        Tile(_("Holds waiting for my decision"), P.HOLD_DECIDE, _waiting, "board", "#waiting", urgent=True),
        Tile(_("Residents who share a suspect"), P.RESIDENT_CONFLICT, sharing_to_settle, "resident-conflicts", urgent=True),
        Tile(_("Arrivals expected"), P.STAY_MANAGE, _arrivals, "board", "#arrivals"),
        Tile(_("People in the house tonight"), P.HOUSE_VIEW, _in_house, "house-list"),
        Tile(_("Free beds tonight"), P.BOARD_VIEW, free_tonight, "board", "?show=free"),
    )
