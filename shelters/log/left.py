"""What a shift leaves to the next in one house: gathered from where it stands, nothing is copied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from access.actors import Actor
from shelters.log.models import HouseEntry, HouseShift
from shelters.models import Booking, Incident, Stay
from shelters.presence.residents import last_words
from shelters.stays.house import expected_arrivals

MOST = 50
SOON = timedelta(days=3)


@dataclass(frozen=True)
class Left:
    """Rows for the page, each list up to fifty; the numbers are of all."""

    actor: Actor
    shift: HouseShift

    @property
    def holds(self) -> Any:
        rows = Booking.objects.in_own_houses(self.actor).live().waiting().filter(bed__shelter_id=self.shift.shelter_id)
        return rows.select_related("bed__room").order_by("expires_at")

    @property
    def arrivals(self) -> list[Booking]:
        return [hold for hold in expected_arrivals(self.actor) if hold.bed.shelter_id == self.shift.shelter_id]

    @property
    def stays(self) -> Any:
        rows = Stay.objects.visible_to(self.actor).present_on(timezone.localdate()).filter(shelter_id=self.shift.shelter_id)
        return rows.select_related("case__person")

    @property
    def late(self) -> list[Any]:
        """The last words of those who were expected back earlier, the first due first."""
        stays = {stay.pk: stay for stay in self.stays}
        words = [word for word in last_words(self.actor, stays).values() if word.is_overdue]
        for word in words:
            word.stay = stays[word.stay_id]
        return sorted(words, key=lambda word: (word.expected_at or word.created_at))

    @property
    def ending(self) -> Any:
        """Stays to be looked at again: the day they were expected to last until has come or is near."""
        return self.stays.filter(expected_until__lte=timezone.localdate() + SOON).order_by("expected_until")

    @property
    def incidents(self) -> Any:
        return Incident.objects.visible_to(self.actor).open().filter(shelter_id=self.shift.shelter_id).defer("what")

    @property
    def entries(self) -> Any:
        until = self.shift.ended_at or timezone.now()
        rows = HouseEntry.objects.visible_to(self.actor).filter(shelter_id=self.shift.shelter_id)
        return rows.filter(created_at__range=(self.shift.started_at, until)).select_related("author", "stay__case__person")

    def counts(self) -> dict[str, int]:
        return {"holds_left": self.holds.count(), "arrivals_left": len(self.arrivals)}

    def lists(self) -> dict[str, list[Any]]:
        names = ("holds", "arrivals", "late", "ending", "incidents", "entries")
        return {name: list(getattr(self, name)[:MOST]) for name in names}


def left_in(actor: Actor, shift: HouseShift) -> Left:
    return Left(actor, shift)
