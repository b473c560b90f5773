"""The house itself: shelters, rooms, beds, what is out of service, and where it stands."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.text import slugify

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.receipts import once, take_version
from shelters.models import Bed, OutOfService, Room, Shelter, ShelterAddress


class RoomOfAnotherHouse(Exception):
    """A bed stands in a room of its own house."""


@audited(Event.SHELTER_CHANGED)
def add_shelter(*, by: Actor, name: str, region: str, hold_minutes: int = 90, form_key: UUID | None = None) -> Shelter:
    """Open a house. Its name and region are known in the network from now on."""

    def make(pk: UUID) -> Shelter:
        code = f"{slugify(name)[:30] or 'house'}-{str(pk)[:4]}"
        return Shelter.objects.create(
            pk=pk, organisation_id=by.organisation_id, name=name, code=code, region=region, hold_minutes=hold_minutes
        )

    return once(by=by, key=form_key, model=Shelter, make=make)


@audited(Event.SHELTER_CHANGED)
def change_shelter(*, by: Actor, shelter: Shelter, facts: dict[str, Any], version: int | None = None) -> Shelter:
    """Change a house's name, region, holding time, or whether it is open."""
    take_version(shelter, expected=version)
    for name, value in facts.items():
        setattr(shelter, name, value)
    shelter.save(update_fields=list(facts))
    return shelter


@audited(Event.SHELTER_CHANGED)
def change_address(*, by: Actor, shelter: Shelter, address: str, way_in: str) -> ShelterAddress:
    """Write down where the house stands. It lies encrypted and is shown on one page only."""
    own, _created = ShelterAddress.objects.get_or_create(organisation_id=by.organisation_id, shelter=shelter)
    own.address, own.way_in = address, way_in
    own.save(update_fields=["address", "way_in"])
    return own


@audited(Event.SHELTER_CHANGED)
def add_room(*, by: Actor, shelter: Shelter, name: str, form_key: UUID | None = None) -> Room:
    """Add a room to a house."""

    def make(pk: UUID) -> Room:
        return Room.objects.create(pk=pk, organisation_id=by.organisation_id, shelter=shelter, name=name)

    return once(by=by, key=form_key, model=Room, make=make)


@audited(Event.BED_CHANGED)
def add_bed(*, by: Actor, room: Room, facts: dict[str, Any], form_key: UUID | None = None) -> Bed:
    """Put a bed into a room."""

    def make(pk: UUID) -> Bed:
        return Bed.objects.create(
            pk=pk, organisation_id=by.organisation_id, shelter_id=room.shelter_id, room=room, **facts
        )

    return once(by=by, key=form_key, model=Bed, make=make)


@audited(Event.BED_CHANGED)
def change_bed(*, by: Actor, bed: Bed, facts: dict[str, Any]) -> Bed:
    """Correct what a bed is for, or the days it exists."""
    if "room" in facts and facts["room"].shelter_id != bed.shelter_id:
        raise RoomOfAnotherHouse
    for name, value in facts.items():
        setattr(bed, name, value)
    bed.save(update_fields=list(facts))
    return bed


@audited(Event.BED_CHANGED)
def take_out_of_service(
    *, by: Actor, bed: Bed, from_day: date, until_day: date | None, reason: str, form_key: UUID | None = None
) -> OutOfService:
    """A bed cannot be slept in for a while. Who sleeps in it now is not sent away by this."""

    def make(pk: UUID) -> OutOfService:
        return OutOfService.objects.create(
            pk=pk, organisation_id=by.organisation_id, bed=bed, from_day=from_day, until_day=until_day, reason=reason
        )

    return once(by=by, key=form_key, model=OutOfService, make=make)


@audited(Event.BED_CHANGED)
def put_back(*, by: Actor, outage: OutOfService, on: date) -> OutOfService:
    """The bed can be slept in again from this day. An outage that had no day yet leaves no trace."""
    if on <= outage.from_day:
        OutOfService.objects.filter(pk=outage.pk).delete()
        return outage
    outage.until_day = on
    outage.save(update_fields=["until_day"])
    return outage


@audited(Event.BED_CHANGED)
def confirm_beds(*, by: Actor, shelter: Shelter) -> Shelter:
    """Somebody in the house looked: what the board shows is right at this hour."""
    shelter.checked_at = timezone.now()
    shelter.save(update_fields=["checked_at"])
    return shelter
