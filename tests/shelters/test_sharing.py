"""Two residents whose cases share an exploiter: the house learns that much, decides, and never learns who it is."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from access.context import acting, acting_as
from access.models import AuditEvent
from casework.models import ConflictSettlement
from casework.suspects.actions import name_suspect
from shelters.houses.actions import add_bed
from shelters.stays.actions import admit, check_out
from tests.world_casework import SUSPECT, new_case

ANSWER = {"outcome": "kept_apart", "decision": "One moves to the other house tonight."}


@pytest.fixture
def residents(world: Any, db: None) -> Any:
    """Two stays of two cases; both cases speak of one recruiter."""
    keeper, manager, director = (world.actor(role) for role in ("shelter_manager", "case_manager", "director"))
    made, suspect = [], None
    for leader in (manager, director):
        with acting_as(leader):
            case = new_case(leader)
            suspect = name_suspect(by=leader, case=case, facts={**SUSPECT, "phones": "", "numbers": ""}, episodes=[], suspect=suspect).suspect
        with acting_as(keeper):
            bed = add_bed(by=keeper, room=world.row("bed").room, facts={"label": str(uuid4())[:6], "kind": "woman"})
            made.append(admit(by=keeper, bed=bed, case=case, arrived_on=timezone.localdate()))
    return made


def test_the_house_learns_that_they_share_somebody_and_nothing_of_whom(residents: Any, client_as: Any) -> None:
    one, other = residents
    page = client_as("shelter_manager").get(reverse("resident-conflicts")).content.decode()

    assert one.case.person.code in page
    assert other.case.person.code in page
    assert not any(str(SUSPECT[name]) in page for name in ("name", "aliases", "notes", "description"))
    assert client_as("shelter_worker").get(reverse("resident-conflicts")).status_code == 403
    assert one.case.person.code not in client_as("shelter_manager", "sana-sezim").get(reverse("resident-conflicts")).content.decode()


def test_what_the_house_decided_is_on_record_and_the_pair_goes_down(residents: Any, client_as: Any) -> None:
    one, other = residents
    client, where = client_as("shelter_manager"), reverse("resident-settle", args=[one.pk, other.pk])

    assert client.post(where, {"outcome": "whatever"}).context["form"].errors.keys() == {"outcome", "decision"}
    assert client.post(where, ANSWER).status_code == 302
    with acting(organisation_id=one.organisation_id):
        row = ConflictSettlement.objects.get(one__in=(one.case_id, other.case_id))
        assert (row.outcome, row.decision) == (ANSWER["outcome"], ANSWER["decision"])
        assert AuditEvent.objects.filter(action="casework.conflict.settled", object_id=row.pk).count() == 1
    pairs = client.get(reverse("resident-conflicts")).context["pairs"]
    assert [bool(each.pair.settled_at) for each in pairs if one.pk in (each.one.pk, each.other.pk)] == [True]


def test_a_pair_ends_when_one_of_them_leaves(residents: Any, client_as: Any, world: Any) -> None:
    one, other = residents
    keeper = world.actor("shelter_manager")
    with acting_as(keeper):
        check_out(by=keeper, stay=other, left_on=timezone.localdate(), leave_reason="returned_home", destination="own_home")
    client = client_as("shelter_manager")

    assert one.case.person.code not in client.get(reverse("resident-conflicts")).content.decode()
    assert client.get(reverse("resident-settle", args=[one.pk, other.pk])).status_code == 404


def test_two_residents_without_a_shared_suspect_are_no_pair(residents: Any, client_as: Any, world: Any) -> None:
    where = reverse("resident-settle", args=[residents[0].pk, world.row("stay").pk])

    assert client_as("shelter_manager").post(where, ANSWER).status_code == 404
