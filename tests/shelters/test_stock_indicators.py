"""Who is in the house, how many beds and houses there are on the last day, and turn-aways by reason: counted by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from access.context import acting
from access.indicators import Scope, declared
from casework.cases.actions import open_case
from casework.models import Case
from casework.people.actions import add_person
from reports.asking import WORDS
from reports.query import count_total, tally
from shelters.models import Bed, Room, Shelter, Stay, TurnAway
from shelters.unmet.models import TurnAwayReason

FIRST, LAST = date(2031, 3, 1), date(2031, 3, 31)
STAYS = [  # whose, house, from, until
    (0, 0, "2031-01-01", None),
    (1, 0, "2031-02-10", "2031-03-31"),  # left on the last day
    (2, 1, "2031-03-31", None),
    (3, 1, "2031-03-01", "2031-04-01"),
    (4, 0, "2031-04-01", None),
    (5, 1, "2031-03-02", "2031-03-10"),
    (5, 0, "2031-03-20", None),
]
BEDS = [  # house, from, until
    (0, "2030-01-01", None),
    (0, "2030-01-01", "2031-03-31"),  # gone on the last day
    (0, "2031-03-31", "2031-04-02"),
    (1, "2031-02-01", None),
    (1, "2031-04-01", None),
    (2, "2030-01-01", "2030-12-31"),  # a house of the year before
]
AWAY = [("no_bed", 1), ("no_bed", 31), ("not_eligible", 2), ("too_far", 3), ("other", 4), ("other", 5)]
LEFT = {"leave_reason": "goals_met", "destination": "unknown"}
BY_HAND = {
    "PROT_SHELTER_END": 5, "PROT_SHELTER_ASSIST": 6, "PROT_PLACES": 3, "PROT_SHELTERS": 2, "PROT_TURN_AWAYS": 6,
    "PROT_TURN_AWAYS_NO_BED": 2, "PROT_TURN_AWAYS_RULES": 1, "PROT_TURN_AWAYS_FAR": 1,
}  # fmt: skip


def fill(world: Any, organisation: str) -> None:
    owner, by = world.organisations[organisation], world.actor("case_manager", organisation)
    Bed.objects.filter(organisation=owner).update(starts_on=date(2032, 1, 1))  # what the world has is no part of this
    TurnAway.objects.filter(day__range=(FIRST, LAST)).delete()
    cases = [
        open_case(by=by, person=add_person(by=by, facts={"sex": "male"}), facts={"requested_on": date(2031, 1, 1), "region": "KZ-75"}, lead=by.user)
        for _ in range(7)
    ]
    Case.objects.filter(pk=cases[6].pk).update(shelter_name="Old house", sheltered_from="2031-02-01", sheltered_until="2031-05-01")
    houses = [Shelter.objects.create(organisation=owner, name=f"Stock {n}", code=f"stock-{n}-{organisation}", region=("KZ-75", "KZ-79")[n % 2]) for n in range(3)]
    rooms = [Room.objects.create(organisation=owner, shelter=house, name="1") for house in houses]
    for number, (house, first, last) in enumerate(BEDS):
        Bed.objects.create(organisation=owner, shelter=houses[house], room=rooms[house], label=f"{number}", kind="women", starts_on=first, ends_on=last)
    for who, house, first, last in STAYS:
        Stay.objects.create(organisation=owner, case=cases[who], shelter=houses[house], arrived_on=first, left_on=last, **(LEFT if last else {}))
    for reason, day in AWAY:
        TurnAway.objects.create(organisation=owner, day=date(2031, 3, day), reason=reason, recorded_by=by.user)
    TurnAway.objects.create(organisation=owner, day=date(2031, 4, 1), reason="no_bed", recorded_by=by.user)


@pytest.fixture
def rodnik(world: Any, db: None) -> Iterator[Any]:
    for organisation in ("rodnik", "sana-sezim"):
        with acting(organisation_id=world.organisations[organisation].pk):
            fill(world, organisation)
    with acting(organisation_id=world.organisations["rodnik"].pk):
        kept = Stay.objects.filter(arrived_on__lt=date(2031, 1, 1), left_on=None)  # of the world, long before
        kept.update(left_on=date(2030, 12, 31), **LEFT)
        yield world.organisations["rodnik"]


def test_every_line_counts_what_was_counted_by_hand(rodnik: Any) -> None:
    scope = Scope(FIRST, LAST, rodnik.pk)
    assert {code: count_total(declared()[code], scope).number for code in BY_HAND} == BY_HAND
    divided = {
        ("PROT_TURN_AWAYS", "reason"): {"no_bed": 2, "not_eligible": 1, "too_far": 1, "other": 2},
        ("PROT_PLACES", "region"): {"KZ-75": 2, "KZ-79": 1},
        ("PROT_SHELTERS", "region"): {"KZ-75": 1, "KZ-79": 1},
    }
    for (code, name), expected in divided.items():
        found = tally(declared()[code], scope, [(name,)]).groups[(name,)]
        assert {one.by[0][1]: one.number for one in found} == expected, code


def test_who_is_there_at_the_end_was_there_in_the_period(rodnik: Any) -> None:
    for first, last in ((FIRST, LAST), (LAST, LAST), (date(2031, 1, 1), date(2031, 2, 28)), (date(2031, 4, 1), date(2031, 4, 30))):
        scope = Scope(first, last, rodnik.pk)
        there = set(declared()["PROT_SHELTER_END"].rows(scope).values_list("counted", flat=True))
        assert there <= set(declared()["PROT_SHELTER_ASSIST"].rows(scope).values_list("counted", flat=True))


def test_every_reason_has_its_words() -> None:
    assert set(WORDS["reason"]) == set(TurnAwayReason.values)
