"""Looking for a bed in every house of the network: what is free and whom it suits, never who is in or where it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.http import Http404
from django.utils import timezone

from shelters.models import Bed, BedQuerySet, OutOfService, Shelter
from shelters.rules import BedFacts, Suitability, Wish, freshness, suitability


@dataclass
class Offer:
    """Beds of one kind in one house that suit alike; the first of them is the one to hold."""

    bed: Bed
    judged: Suitability
    number: int = 1
    form_key: UUID = field(default_factory=uuid4)
    hold_url: str = ""


@dataclass
class House:
    """One house with its offers: suitable first, then those that are not, with the reasons."""

    shelter: Shelter
    freshness: str
    offers: list[Offer] = field(default_factory=list)
    others: list[Offer] = field(default_factory=list)

    @property
    def free(self) -> int:
        return sum(offer.number for offer in [*self.offers, *self.others])

    @property
    def suitable(self) -> int:
        return sum(offer.number for offer in self.offers)


def find_beds(*, wish: Wish, first_day: date, region: str = "") -> list[House]:
    """Houses with a free bed from a day on, those with a suitable one first."""
    now = timezone.now()
    shelters = Shelter.objects.in_network().select_related("organisation")
    if region:
        shelters = shelters.filter(region=region)
    houses = {shelter.pk: House(shelter, freshness(shelter.checked_at, now)) for shelter in shelters}
    grouped: dict[tuple[object, ...], Offer] = {}
    ending = _ending_soon(first_day)
    for bed in free_beds(first_day).filter(shelter_id__in=houses):
        facts = BedFacts(bed.kind, bed.is_accessible, bed.has_cot, bed.pk in ending or bed.ends_on is not None)
        key = (bed.shelter_id, facts)
        if key in grouped:
            grouped[key].number += 1
            continue
        offer = grouped[key] = Offer(bed, suitability(wish, facts))
        house = houses[bed.shelter_id]
        (house.offers if offer.judged.fits else house.others).append(offer)
    for house in houses.values():
        house.offers.sort(key=lambda offer: (len(offer.judged.cons), -len(offer.judged.pros)))
    return sorted(houses.values(), key=lambda house: (not house.offers, house.shelter.name))


def free_beds(first_day: date) -> BedQuerySet:
    """Beds nobody holds or sleeps in from this day on; the database answers without saying who does."""
    taken = RawSQL("select app.taken_beds(%s)", [first_day])
    beds: BedQuerySet = Bed.objects.in_use_on(first_day).exclude(pk__in=taken)
    return beds.select_related("shelter", "room").order_by("label")


def _ending_soon(first_day: date) -> set[UUID]:
    upcoming = OutOfService.objects.filter(from_day__gt=first_day).filter(Q(until_day=None) | Q(until_day__gt=first_day))
    return set(upcoming.values_list("bed_id", flat=True))



def bed_in_network(bed_id: UUID) -> Bed:
    """A bed of an open house anywhere in the network, or 404."""
    bed: Bed | None = Bed.objects.filter(pk=bed_id, shelter__is_active=True).select_related("shelter").first()
    if bed is None:
        raise Http404
    return bed
