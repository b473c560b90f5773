"""The lists and figures of the house: who asked, who is expected, who sleeps where, how full it was."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q
from django.utils import timezone

from access.actors import Actor, ActorRequest
from access.permissions import Permission
from access.scoping import note_seen
from casework.people.models import Identity, Person
from shelters.models import Bed, Booking, BookingState, OutOfService, Stay
from shelters.rules import available_bed_days, bed_nights, month_of, occupancy


@dataclass(frozen=True)
class MonthFigures:
    """How full the houses were in a month, up to today."""

    first: date
    nights: int
    available: int
    per_cent: int | None


def month_figures(actor: Actor, day: date, today: date) -> MonthFigures:
    """Bed-nights and occupancy of the month of a day, counted until yesterday's night."""
    first, end = month_of(day)
    end = max(first, min(end, today))
    stays = Stay.objects.visible_to(actor).filter(arrived_on__lt=end).filter(Q(left_on=None) | Q(left_on__gt=first))
    nights = bed_nights(stays.values_list("arrived_on", "left_on"), first, end)
    beds = {pk: (a, b) for pk, a, b in Bed.objects.visible_to(actor).values_list("pk", "starts_on", "ends_on")}
    outages: dict[UUID, list[tuple[date, date | None]]] = defaultdict(list)
    for bed_id, a, b in OutOfService.objects.visible_to(actor).values_list("bed_id", "from_day", "until_day"):
        outages[bed_id].append((a, b))
    available = available_bed_days(beds, outages, first, end)
    return MonthFigures(first, nights, available, occupancy(nights, available))


def waiting_holds(actor: Actor) -> list[Booking]:
    """Holds on one's own beds that nobody has answered yet, the one that runs out first on top."""
    rows = Booking.objects.in_own_houses(actor).live().waiting()
    return list(rows.select_related("bed__shelter", "bed__room", "requester").order_by("expires_at"))


def expected_arrivals(actor: Actor) -> list[Booking]:
    """Accepted holds whose first day has come: these people may be at the door any time."""
    rows = Booking.objects.in_own_houses(actor).filter(state=BookingState.ACCEPTED)
    rows = rows.filter(during__startswith__lte=timezone.localdate())
    return list(rows.select_related("bed__shelter", "bed__room", "requester").order_by("decided_at"))


def people_in_house(actor: Actor, day: date) -> list[Stay]:
    """Everybody who sleeps in one's own houses on a day, with their bed, by house and room."""
    beds = Booking.objects.filter(state=BookingState.OCCUPIED).select_related("bed__room")
    stays = Stay.objects.visible_to(actor).present_on(day).select_related("shelter", "case__person")
    stays = stays.prefetch_related(Prefetch("bookings", queryset=beds, to_attr="present")).order_by("shelter__name", "arrived_on")
    return sorted(stays, key=lambda stay: (stay.shelter.name, *[(b.bed.room.name, b.bed.label) for b in stay.present[:1]]))


def note_names(request: ActorRequest, stays: list[Stay]) -> None:
    """Put the name beside the code for those who may see names of these people; the look is recorded."""
    names = {}
    if request.actor.may(Permission.PERSON_IDENTITY_VIEW):
        people = Person.objects.visible_to(request.actor).filter(pk__in=[stay.case.person_id for stay in stays])
        for identity in Identity.objects.visible_to(request.actor).filter(person__in=people):
            names[identity.person_id] = identity.full_name
            note_seen(request, identity)
    for stay in stays:
        stay.person_name = names.get(stay.case.person_id, "")  # type: ignore[attr-defined]  # for the template alone
