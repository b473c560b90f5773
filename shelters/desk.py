"""Today in the houses."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.desk import Tile, register
from access.permissions import Permission as P
from casework.tasks.agenda import MOST, Due, Span, own_cases
from casework.tasks.agenda import register as register_source
from shelters.health.due import late_doses
from shelters.models import Booking, BookingState, CustodyItem, HouseShift, Incident, Stay, WaitingEntry
from shelters.presence.residents import overdue
from shelters.stays.board import free_tonight
from shelters.stays.sharing import sharing_to_settle


def _waiting(actor: Actor) -> int:
    return Booking.objects.in_own_houses(actor).live().waiting().count()


def _arrivals(actor: Actor) -> int:
    accepted = Booking.objects.in_own_houses(actor).filter(state=BookingState.ACCEPTED)
    return accepted.filter(during__startswith__lte=timezone.localdate()).count()


def _in_house(actor: Actor) -> int:
    return Stay.objects.visible_to(actor).present_on(timezone.localdate()).count()


def _hand_overs(actor: Actor) -> int:
    return HouseShift.objects.visible_to(actor).waiting_for(actor).count()


def _open_incidents(actor: Actor) -> int:
    return Incident.objects.visible_to(actor).open().count()


def _held_of_gone(actor: Actor) -> int:
    return CustodyItem.objects.visible_to(actor).of_people_gone().count()


def _waiting_for_beds(actor: Actor) -> int:
    return WaitingEntry.objects.visible_to(actor).open().count()


def _departures(actor: Actor, span: Span) -> Iterable[Due]:
    """Stays of one's own houses or cases that are expected to end. Nobody has to leave because of it."""
    stays = Stay.objects.visible_to(actor).filter(left_on=None, expected_until__range=(span.first, span.last))
    if span.mine:
        stays = stays.filter(own_cases(actor))
    for stay in stays.select_related("case").order_by("expected_until")[:MOST]:
        yield Due(stay.expected_until, _("A stay is expected to end"), reverse("case-stays", args=[stay.case_id]), stay.case.code)


def register_sources() -> None:
    register_source(P.CASE_VIEW, _departures, is_to_do=False)


def register_tiles() -> None:
    register(
        Tile(_("Holds waiting for my decision"), P.HOLD_DECIDE, _waiting, "board", "#waiting", urgent=True),
        Tile(_("Residents who share a suspect"), P.RESIDENT_CONFLICT, sharing_to_settle, "resident-conflicts", urgent=True),
        Tile(_("Expected back earlier"), P.HOUSE_VIEW, overdue, "presence-list", "?show=overdue", urgent=True),
        Tile(_("Hand-overs of the house to take over"), P.STAY_MANAGE, _hand_overs, "house-log", "#waiting", urgent=True),
        Tile(_("Medicines that are late"), P.HOUSE_VIEW, late_doses, "medicine-list", urgent=True),
        Tile(_("Open incidents"), P.INCIDENT_VIEW, _open_incidents, "incident-list", "?state=open", urgent=True),
        Tile(_("Things of people who have left"), P.STAY_MANAGE, _held_of_gone, "custody-list", "?show=gone", urgent=True),
        Tile(_("People waiting for a bed"), P.BED_HOLD, _waiting_for_beds, "waiting-list", urgent=True),
        Tile(_("Arrivals expected"), P.STAY_MANAGE, _arrivals, "board", "#arrivals"),
        Tile(_("People in the house tonight"), P.HOUSE_VIEW, _in_house, "house-list"),
        Tile(_("Free beds tonight"), P.BOARD_VIEW, free_tonight, "board", "?show=free"),
    )
