"""What the board shows: each bed on each day, in a handful of queries however many beds there are."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from shelters.models import Bed, BedQuerySet, Booking, BookingState, OutOfService, Shelter
from shelters.rules import freshness, minutes_left

STATES: dict[str, tuple[str | Promise, str]] = {
    "free": (_("Free"), "is-free"),
    "held": (_("Held"), "is-held"),
    "accepted": (_("Accepted"), "is-held"),
    "occupied": (_("Occupied"), "is-taken"),
    "out": (_("Out of service"), "is-out"),
    "none": (_("Not in use"), "is-out"),
}


@dataclass(frozen=True)
class Cell:
    """One bed on one day."""

    state: str
    booking: Booking | None = None
    outage: OutOfService | None = None

    @property
    def word(self) -> str:
        return str(STATES[self.state][0])

    @property
    def css(self) -> str:
        return STATES[self.state][1]

    @property
    def minutes_left(self) -> int | None:
        expires = self.booking.expires_at if self.booking and self.state == "held" else None
        return minutes_left(expires, timezone.now()) if expires else None


@dataclass
class Row:
    bed: Bed
    cells: list[Cell]


@dataclass
class BoardHouse:
    """One house of the board: its beds on the days asked for."""

    shelter: Shelter
    freshness: str
    rows: list[Row] = field(default_factory=list)
    only: str = ""

    @property
    def shown(self) -> list[Row]:
        """The beds of the first day: those that exist, or only those in the state asked for."""
        return [row for row in self.rows if row.cells[0].state == self.only or (not self.only and row.cells[0].state != "none")]

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """State, its word and the number of beds in it on the first day shown."""
        found = Counter(row.cells[0].state for row in self.rows)
        return [(state, str(word), found[state]) for state, (word, _css) in STATES.items() if found[state]]

    @property
    def total(self) -> int:
        return sum(1 for row in self.rows if row.cells[0].state != "none")


def board(actor: Actor, days: list[date]) -> list[BoardHouse]:
    """The actor's own houses with every bed on each of these days."""
    first, end = days[0], days[-1] + timedelta(days=1)
    now = timezone.now()
    shelters = Shelter.objects.visible_to(actor).filter(is_active=True)
    houses = {shelter.pk: BoardHouse(shelter, freshness(shelter.checked_at, now)) for shelter in shelters}
    beds = Bed.objects.visible_to(actor).filter(shelter_id__in=houses, starts_on__lt=end)
    beds = beds.filter(Q(ends_on=None) | Q(ends_on__gt=first)).select_related("room")
    taken, outages = _bookings(actor, first, end), _outages(actor, first, end)
    for bed in beds:
        cells = [_cell(bed, taken[bed.pk], outages[bed.pk], day) for day in days]
        houses[bed.shelter_id].rows.append(Row(bed, cells))
    return list(houses.values())


def _bookings(actor: Actor, first: date, end: date) -> dict[UUID, list[Booking]]:
    found: dict[UUID, list[Booking]] = defaultdict(list)
    rows = Booking.objects.in_own_houses(actor).live().filter(during__overlap=DateRange(first, end))
    for booking in rows.select_related("stay__case", "requester"):
        found[booking.bed_id].append(booking)
    return found


def _outages(actor: Actor, first: date, end: date) -> dict[UUID, list[OutOfService]]:
    found: dict[UUID, list[OutOfService]] = defaultdict(list)
    rows = OutOfService.objects.visible_to(actor).filter(from_day__lt=end)
    for outage in rows.filter(Q(until_day=None) | Q(until_day__gt=first)):
        found[outage.bed_id].append(outage)
    return found


def _cell(bed: Bed, bookings: list[Booking], outages: list[OutOfService], day: date) -> Cell:
    booking = next((b for b in bookings if day in b.during), None)
    if booking is not None:
        return Cell("occupied" if booking.state == BookingState.ENDED else booking.state, booking)
    if bed.starts_on > day or (bed.ends_on is not None and bed.ends_on <= day):
        return Cell("none")
    outage = next((o for o in outages if o.from_day <= day and (o.until_day is None or day < o.until_day)), None)
    return Cell("out", outage=outage) if outage else Cell("free")


def free_tonight(actor: Actor) -> int:
    """Free beds of one's own open houses tonight."""
    return sum(1 for house in board(actor, [timezone.localdate()]) for row in house.rows if row.cells[0].state == "free")


def free_beds_of(actor: Actor, shelter: Shelter) -> BedQuerySet:
    """The beds of one house that nobody holds or sleeps in from tonight on."""
    today = timezone.localdate()
    taken = Booking.objects.in_own_houses(actor).live().filter(during__overlap=DateRange(today, None))
    beds: BedQuerySet = Bed.objects.visible_to(actor).in_use_on(today).filter(shelter=shelter)
    return beds.exclude(pk__in=taken.values("bed_id")).select_related("room")
