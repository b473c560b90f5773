"""The two example shelters with rooms and beds, and who slept where without two people in one bed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from access.models import Organisation
from shelters.models import Bed, Room, Shelter, ShelterAddress

HOUSES = {
    "rodnik": ("Rodnik", "rodnik", "KZ-75", (("1", "woman", 4), ("2", "woman", 4), ("3", "family", 3), ("4", "man", 3))),
    "sana-sezim": ("Sana Sezim", "sana-sezim", "KZ-79", (("1", "woman", 4), ("2", "man", 4), ("3", "family", 2))),
}
OPENED = date(2006, 1, 1)


def create_houses(organisations: dict[str, Organisation]) -> None:
    """Rodnik in Almaty and Sana Sezim in Shymkent, made once. The addresses are invented."""
    for code, (name, slug, region, rooms) in HOUSES.items():
        organisation = organisations[code]
        shelter, created = Shelter.objects.get_or_create(
            organisation=organisation, code=slug, defaults={"name": name, "region": region}
        )
        if not created:
            continue
        ShelterAddress.objects.create(
            organisation=organisation, shelter=shelter, address=f"Ойдан шығарылған көшесі 0, {name} (demo)", way_in="(demo)"
        )
        for room_name, kind, beds in rooms:
            room = Room.objects.create(organisation=organisation, shelter=shelter, name=room_name)
            for number in range(1, beds + 1):
                Bed.objects.create(
                    organisation=organisation, shelter=shelter, room=room, label=f"{room_name}-{number}", kind=kind,
                    starts_on=OPENED, is_accessible=number == 1,
                )  # fmt: skip


@dataclass
class Occupancy:
    """When each bed is free again; finds a bed for somebody or nobody."""

    beds: dict[tuple[str, str], list[Bed]] = field(default_factory=lambda: defaultdict(list))
    free_from: dict[UUID, date] = field(default_factory=dict)
    still_there: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    @classmethod
    def read(cls) -> Occupancy:
        """From the beds and bookings that exist."""
        from shelters.models import LIVE_STATES, Booking

        found = cls()
        for bed in Bed.objects.select_related("organisation", "shelter").order_by("label"):
            found.beds[bed.organisation.code, bed.kind].append(bed)
            found.free_from[bed.pk] = OPENED
        for booking in Booking.objects.filter(state__in=LIVE_STATES).only("bed_id", "during"):
            end = booking.during.upper or date.max
            found.free_from[booking.bed_id] = max(found.free_from.get(booking.bed_id, OPENED), end)
        return found

    def take(self, organisation: str, sex: str, day: date, nights: int) -> Bed | None:
        """A bed that is free on this day and suits; taken for so many nights."""
        kind = "man" if sex == "male" else "woman"
        for wanted in (kind, "family"):
            for bed in self.beds.get((organisation, wanted), ()):
                if self.free_from[bed.pk] <= day:
                    self.free_from[bed.pk] = day + timedelta(days=nights)
                    return bed
        return None

    def may_stay_open(self, bed: Bed) -> bool:
        """Half of the beds of a kind at most are slept in today, so that there is always one to be found."""
        key = (bed.organisation.code, bed.kind)
        if self.still_there[key] >= len(self.beds[key]) // 2:
            return False
        self.still_there[key] += 1
        return True
