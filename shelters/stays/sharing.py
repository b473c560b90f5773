"""Residents whose cases share a recruiter or exploiter: the house learns that they do, never who it is or what was done."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from access.actors import Actor
from casework.suspects.conflicts import ResidentPair, pairs_among
from shelters.models import Stay
from shelters.stays.house import people_in_house


@dataclass(frozen=True)
class ResidentsSharing:
    """Two people who sleep in our houses tonight, and how it was settled, if it was."""

    one: Stay
    other: Stay
    pair: ResidentPair

    @property
    def both(self) -> tuple[Stay, Stay]:
        return self.one, self.other

    @property
    def same_house(self) -> bool:
        return self.one.shelter_id == self.other.shelter_id


def residents_sharing(actor: Actor) -> list[ResidentsSharing]:
    """Those nobody has settled first, and among them those under one roof."""
    stays = {stay.case_id: stay for stay in people_in_house(actor, timezone.localdate())}
    found = [ResidentsSharing(stays[pair.one], stays[pair.other], pair) for pair in pairs_among(stays)]
    return sorted(found, key=lambda each: (each.pair.settled_at is not None, not each.same_house, each.one.case.person.code))


def sharing_to_settle(actor: Actor) -> int:
    return sum(each.pair.settled_at is None for each in residents_sharing(actor))
