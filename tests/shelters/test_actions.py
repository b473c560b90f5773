"""Holding, accepting, arriving, moving, leaving: through the actions, and against the database itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from access.actors import system_actor
from access.context import acting
from casework.cases.models import Case, TimelineEntry
from shelters.constraints import AlreadyHoused, BedNotUsable, BedTaken
from shelters.holds.actions import (
    HoldRanOut,
    NotSuitable,
    NotYourHouse,
    accept_hold,
    attach_hold,
    decline_hold,
    expire_hold,
    hold_bed,
    release_hold,
)
from shelters.houses.actions import add_bed, put_back, take_out_of_service
from shelters.models import Bed, Booking, OutOfService, Stay
from shelters.stays.actions import (
    CaseOfAnotherOrganisation,
    DaysNotInOrder,
    admit,
    check_in,
    check_out,
    extend_stay,
    move_bed,
)
from shelters.tasks import expire_holds
from shelters.workflow import MoveRefused
from tests.world_shelters import new_case

TODAY = timezone.localdate()


@pytest.fixture
def rodnik(world: Any, db: None) -> Any:
    with acting(organisation_id=world.organisations["rodnik"].pk):
        yield world


@pytest.fixture
def manager(rodnik: Any) -> Any:
    return rodnik.actor("shelter_manager")


@pytest.fixture
def bed(rodnik: Any, manager: Any) -> Bed:
    """A fresh woman's bed nobody has."""
    room = rodnik.row("bed").room
    return add_bed(by=manager, room=room, facts={"label": str(uuid4())[:8], "kind": "woman"})


@pytest.fixture
def case(rodnik: Any) -> Case:
    return new_case(rodnik.actor("case_manager"))


def hold(world: Any, bed: Bed, **more: Any) -> Booking:
    return hold_bed(by=world.actor("operator"), bed=bed, sex="female", first_day=TODAY, **more)


def expired(booking: Booking) -> Booking:
    booking.expires_at = timezone.now() - timedelta(seconds=1)
    booking.save(update_fields=["expires_at"])
    return booking


def test_a_hold_lasts_as_long_as_the_house_says(rodnik: Any, bed: Bed) -> None:
    held = hold(rodnik, bed)

    assert timedelta(minutes=89) < held.expires_at - timezone.now() <= timedelta(minutes=90)
    assert (held.state, held.organisation_id, held.first_day) == ("held", bed.organisation_id, TODAY)


def test_the_second_hold_of_a_bed_is_told_so(rodnik: Any, bed: Bed) -> None:
    hold(rodnik, bed)
    with pytest.raises(BedTaken):
        hold(rodnik, bed)


def test_a_second_press_is_the_same_hold(rodnik: Any, bed: Bed) -> None:
    key = uuid4()

    assert hold(rodnik, bed, form_key=key).pk == hold(rodnik, bed, form_key=key).pk


def test_a_bed_of_a_hold_that_ran_out_can_be_held_at_once(rodnik: Any, bed: Bed) -> None:
    first = expired(hold(rodnik, bed))
    second = hold(rodnik, bed)
    first.refresh_from_db()

    assert (first.state, second.state) == ("expired", "held")


def test_another_organisation_holds_a_bed_and_frees_its_expired_neighbour(world: Any, db: None) -> None:
    with acting(organisation_id=world.organisations["sana-sezim"].pk):
        bed = add_bed(by=world.actor("shelter_manager", "sana-sezim"), room=world.row("bed", "sana-sezim").room, facts={"label": "x9", "kind": "woman"})
        late = expired(hold_bed(by=world.actor("operator", "sana-sezim"), bed=bed, first_day=TODAY, sex="female"))
    with acting(organisation_id=world.organisations["rodnik"].pk):
        held = hold_bed(by=world.actor("operator"), bed=Bed.objects.select_related("shelter").get(pk=bed.pk), sex="female", first_day=TODAY)
        assert held.organisation_id == bed.organisation_id
        assert not Booking.objects.filter(pk=late.pk).exists(), "the neighbour's hold stays unseen"
        with pytest.raises(NotYourHouse):
            accept_hold(by=world.actor("shelter_manager"), hold=held)


@pytest.mark.parametrize("change", [{"state": "accepted"}, {"during": DateRange(TODAY + timedelta(days=1), None)}])
def test_the_database_itself_lets_no_other_house_decide(world: Any, db: None, change: dict[str, Any]) -> None:
    with acting(organisation_id=world.organisations["rodnik"].pk):
        bed = Bed.objects.select_related("shelter").get(pk=world.row("bed", "sana-sezim").pk)
        held = hold_bed(by=world.actor("operator"), bed=bed, needs=["children"], first_day=TODAY)
        with pytest.raises(DatabaseError, match="another house"), transaction.atomic():
            Booking.objects.filter(pk=held.pk).update(**change)
        assert release_hold(by=world.actor("operator"), hold=held).state == "released"


def test_unsuitable_unusable_and_closed_beds_are_refused(rodnik: Any, bed: Bed, manager: Any) -> None:
    with pytest.raises(NotSuitable):
        hold_bed(by=rodnik.actor("operator"), bed=bed, sex="male", first_day=TODAY)
    take_out_of_service(by=manager, bed=bed, from_day=TODAY, until_day=None, reason="Paint")
    with pytest.raises(BedNotUsable):
        hold(rodnik, bed)


def test_an_outage_ends_and_one_without_a_day_leaves_no_trace(rodnik: Any, bed: Bed, manager: Any) -> None:
    old = take_out_of_service(by=manager, bed=bed, from_day=TODAY - timedelta(days=2), until_day=None, reason="Paint")
    new = take_out_of_service(by=manager, bed=bed, from_day=TODAY, until_day=None, reason="Paint")
    put_back(by=manager, outage=old, on=TODAY)
    put_back(by=manager, outage=new, on=TODAY)

    assert OutOfService.objects.get(bed=bed).until_day == TODAY
    assert hold(rodnik, bed).state == "held"


def test_accept_decline_release_and_their_second_press(rodnik: Any, bed: Bed, manager: Any) -> None:
    held = hold(rodnik, bed)
    assert accept_hold(by=manager, hold=held).state == "accepted"
    assert accept_hold(by=manager, hold=held).state == "accepted"
    declined = decline_hold(by=manager, hold=held, reason="client_refused")
    assert (declined.state, declined.decline_reason) == ("declined", "client_refused")
    with pytest.raises(MoveRefused):
        release_hold(by=rodnik.actor("operator"), hold=held)
    assert hold(rodnik, bed).state == "held", "a declined bed is free again"


def test_a_hold_that_ran_out_is_not_accepted(rodnik: Any, bed: Bed, manager: Any) -> None:
    with pytest.raises(HoldRanOut):
        accept_hold(by=manager, hold=expired(hold(rodnik, bed)))


def test_arriving_needs_an_accepted_hold(rodnik: Any, bed: Bed, manager: Any, case: Case) -> None:
    held = hold(rodnik, bed)
    with pytest.raises(MoveRefused):
        check_in(by=manager, hold=held, arrived_on=TODAY, case=case)


def test_arriving_is_told_on_the_timeline_and_pressed_twice_is_one_stay(rodnik: Any, bed: Bed, manager: Any, case: Case) -> None:
    held, key = attach_hold(by=manager, hold=hold(rodnik, bed), case=case), uuid4()
    accept_hold(by=manager, hold=held)
    stay = check_in(by=manager, hold=held, arrived_on=TODAY, facts={"needs": "Tea"}, form_key=key)
    again = check_in(by=manager, hold=held, arrived_on=TODAY, form_key=key)

    assert stay.pk == again.pk
    assert stay.case_id == case.pk
    assert {"bed_held", "arrived"} <= set(TimelineEntry.objects.filter(case=case).values_list("kind", flat=True))


def test_a_hold_without_a_case_opens_one_that_waits_for_the_director(rodnik: Any, bed: Bed, manager: Any) -> None:
    held = accept_hold(by=manager, hold=hold(rodnik, bed))
    stay = check_in(by=manager, hold=held, arrived_on=TODAY)

    assert stay.case.person.sex == "female"
    assert Case.objects.unassigned().filter(pk=stay.case_id).exists()


def test_a_case_of_another_organisation_is_not_checked_in(rodnik: Any, bed: Bed, manager: Any) -> None:
    with pytest.raises(CaseOfAnotherOrganisation):
        admit(by=manager, bed=bed, case=rodnik.row("case", "sana-sezim"), arrived_on=TODAY)


def test_nobody_sleeps_in_two_houses(rodnik: Any, bed: Bed, manager: Any, case: Case) -> None:
    other = add_bed(by=manager, room=bed.room, facts={"label": "other", "kind": "woman"})
    admit(by=manager, bed=bed, case=case, arrived_on=TODAY)
    with pytest.raises(AlreadyHoused):
        admit(by=manager, bed=other, case=case, arrived_on=TODAY)
    with pytest.raises(BedTaken):
        admit(by=manager, bed=bed, case=new_case(manager), arrived_on=TODAY)


def test_moving_leaves_both_bookings_and_frees_the_first_bed(rodnik: Any, bed: Bed, manager: Any, case: Case) -> None:
    start = TODAY - timedelta(days=4)
    Bed.objects.filter(pk=bed.pk).update(starts_on=start)
    other = add_bed(by=manager, room=bed.room, facts={"label": "other", "kind": "woman"})
    stay = admit(by=manager, bed=bed, case=case, arrived_on=start)
    move_bed(by=manager, stay=stay, bed=other, on=TODAY)

    assert [b.state for b in stay.bookings.order_by("during")] == ["ended", "occupied"]
    assert hold(rodnik, bed).state == "held"
    with pytest.raises(BedTaken):
        hold(rodnik, other)


def test_moving_into_a_taken_bed_changes_nothing(rodnik: Any, bed: Bed, manager: Any, case: Case) -> None:
    other = add_bed(by=manager, room=bed.room, facts={"label": "other", "kind": "woman"})
    hold(rodnik, other)
    stay = admit(by=manager, bed=bed, case=case, arrived_on=TODAY)
    with pytest.raises(BedTaken):
        move_bed(by=manager, stay=stay, bed=other, on=TODAY)

    assert stay.bookings.get().bed_id == bed.pk


def test_leaving_frees_the_bed_that_day_and_has_two_answers(rodnik: Any, bed: Bed, manager: Any, case: Case) -> None:
    stay = admit(by=manager, bed=bed, case=case, arrived_on=TODAY)
    with pytest.raises(DaysNotInOrder):
        check_out(by=manager, stay=stay, left_on=TODAY - timedelta(days=1), leave_reason="goals_met")
    left = check_out(by=manager, stay=stay, left_on=TODAY, leave_reason="goals_met", destination="family")
    again = check_out(by=manager, stay=stay, left_on=TODAY, leave_reason="other", destination="other")

    assert (left.leave_reason, left.destination) == (again.leave_reason, again.destination) == ("goals_met", "family")
    assert hold(rodnik, bed).state == "held"


def test_what_is_written_down_late_stands_on_its_own_day(rodnik: Any, bed: Bed, manager: Any, case: Case) -> None:
    Bed.objects.filter(pk=bed.pk).update(starts_on=TODAY - timedelta(days=30))
    stay = admit(by=manager, bed=bed, case=case, arrived_on=TODAY - timedelta(days=9))
    check_out(by=manager, stay=stay, left_on=TODAY - timedelta(days=4), leave_reason="goals_met")
    days = {kind: timezone.localdate(at) for kind, at in TimelineEntry.objects.filter(case=case).values_list("kind", "at")}

    assert (days["arrived"], days["left"]) == (TODAY - timedelta(days=9), TODAY - timedelta(days=4))


def test_an_expected_day_may_be_open_but_not_before_the_arrival(rodnik: Any, bed: Bed, manager: Any, case: Case) -> None:
    stay = admit(by=manager, bed=bed, case=case, arrived_on=TODAY)
    with pytest.raises(DaysNotInOrder):
        extend_stay(by=manager, stay=stay, expected_until=TODAY - timedelta(days=1))

    assert extend_stay(by=manager, stay=stay, expected_until=None).expected_until is None


def test_the_sweep_frees_every_bed_whose_time_is_over(world: Any, db: None) -> None:
    with acting(organisation_id=world.organisations["rodnik"].pk):
        manager = world.actor("shelter_manager")
        bed = add_bed(by=manager, room=world.row("bed").room, facts={"label": "swept", "kind": "woman"})
        late = expired(hold_bed(by=world.actor("operator"), bed=bed, sex="female", first_day=TODAY))
    assert expire_holds() >= 1
    with acting(organisation_id=world.organisations["rodnik"].pk):
        late.refresh_from_db()
        assert late.state == "expired"
        kept = hold_bed(by=world.actor("operator"), bed=bed, sex="female", first_day=TODAY)
        assert expire_hold(by=system_actor(world.organisations["rodnik"]), hold=kept).state == "held"


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"state": "held", "expires_at": None}, "hold_runs_out"),
        ({"state": "occupied"}, "occupied_by_a_stay"),
        ({"state": "ended"}, "occupied_by_a_stay"),
    ],
)
def test_impossible_bookings_are_refused_by_the_database(rodnik: Any, bed: Bed, values: dict[str, Any], constraint: str) -> None:
    held = hold(rodnik, bed)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Booking.objects.filter(pk=held.pk).update(**values)


@pytest.mark.parametrize("state", ["held", "accepted", "occupied", "ended"])
def test_no_live_state_overlaps_another_in_the_database(rodnik: Any, bed: Bed, manager: Any, case: Case, state: str) -> None:
    stay = admit(by=manager, bed=bed, case=case, arrived_on=TODAY)
    with pytest.raises(IntegrityError, match="a_bed_is_taken_once"), transaction.atomic():
        Booking.objects.create(
            organisation_id=bed.organisation_id, bed=bed, requester_id=bed.organisation_id, code=f"B-{state}", state=state,
            stay=stay, expires_at=timezone.now(), during=DateRange(TODAY, TODAY + timedelta(days=1)),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"left_on": TODAY}, "stay_left_has_a_reason"),
        ({"left_on": TODAY - timedelta(days=30), "leave_reason": "other"}, "stay_days_in_order"),
    ],
)
def test_impossible_stays_are_refused_by_the_database(rodnik: Any, values: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Stay.objects.filter(pk=rodnik.row("stay").pk).update(**values)


def test_impossible_beds_and_outages_are_refused_by_the_database(rodnik: Any, bed: Bed, manager: Any) -> None:
    with pytest.raises(IntegrityError, match="bed_days_in_order"), transaction.atomic():
        Bed.objects.filter(pk=bed.pk).update(ends_on=bed.starts_on)
    with pytest.raises(IntegrityError, match="outage_days_in_order"), transaction.atomic():
        take_out_of_service(by=manager, bed=bed, from_day=TODAY, until_day=TODAY, reason="x")
    with pytest.raises(IntegrityError, match="bed_label_once"), transaction.atomic():
        add_bed(by=manager, room=bed.room, facts={"label": bed.label, "kind": "man"})
