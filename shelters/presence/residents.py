"""Everybody of the house, each with their bed, whether they are a child, and what was last said of where they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from access.actors import Actor
from shelters.health.due import alerts_of
from shelters.models import HealthAlert, Presence, Shelter, Stay
from shelters.presence.rules import AGE_WORDS, age_group
from shelters.stays.house import people_in_house


@dataclass(frozen=True)
class Resident:
    stay: Stay
    age: str
    presence: Presence | None = None
    alerts: tuple[HealthAlert, ...] = ()

    @property
    def age_word(self) -> str:
        return str(AGE_WORDS[self.age])

    @property
    def is_child(self) -> bool:
        return self.age == "child"

    @property
    def is_overdue(self) -> bool:
        return self.presence is not None and self.presence.is_overdue


def age_of(stay: Stay, day: date) -> str:
    """Whether a resident is a child, as far as anybody knows."""
    case = stay.case
    return age_group(case.person.birth_year, case.age_at_registration, case.requested_on, day)


def last_words(actor: Actor, stays: Iterable[UUID] | QuerySet[Any]) -> dict[UUID, Presence]:
    """The newest word of each stay, not older than two days."""
    rows = Presence.objects.visible_to(actor).still_kept().filter(stay_id__in=stays)
    newest = rows.order_by("stay_id", "-created_at").distinct("stay_id").select_related("with_stay__case__person")
    return {row.stay_id: row for row in newest}


def residents(actor: Actor) -> list[Resident]:
    """Everybody who sleeps in one's own houses tonight, by house and room."""
    today = timezone.localdate()
    stays = people_in_house(actor, today)
    ids = [stay.pk for stay in stays]
    said, alerts = last_words(actor, ids), alerts_of(actor, ids)
    return [Resident(stay, age_of(stay, today), said.get(stay.pk), tuple(alerts.get(stay.pk, ()))) for stay in stays]


def overdue(actor: Actor) -> int:
    """How many are expected back since a while."""
    stays = Stay.objects.visible_to(actor).present_on(timezone.localdate()).values("pk")
    return sum(word.is_overdue for word in last_words(actor, stays).values())


def adults_beside(actor: Actor, stay: Stay) -> list[Stay]:
    """Grown-up residents of the same house, whom a child may go out with."""
    return [each.stay for each in residents(actor) if each.stay.shelter_id == stay.shelter_id and each.age == "adult" and each.stay.pk != stay.pk]


@dataclass(frozen=True)
class HouseNow:
    """One house with those who sleep there, and how many are in, out, or have said nothing."""

    shelter: Shelter
    people: list[Resident]

    @property
    def out(self) -> int:
        return sum(1 for each in self.people if each.presence is not None and each.presence.is_out)

    @property
    def inside(self) -> int:
        return sum(1 for each in self.people if each.presence is not None and not each.presence.is_out)

    @property
    def unsaid(self) -> int:
        return len(self.people) - self.out - self.inside


def by_house(people: list[Resident]) -> list[HouseNow]:
    houses: dict[UUID, HouseNow] = {}
    for each in people:
        houses.setdefault(each.stay.shelter_id, HouseNow(each.stay.shelter, [])).people.append(each)
    return list(houses.values())
