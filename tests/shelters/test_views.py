"""The board, the house and the search as people use them; and that the address is nowhere but on its page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from access.context import acting
from access.models import AuditEvent
from access.roles import Role
from config.routes import all_routes
from shelters.holds.actions import accept_hold, hold_bed
from shelters.houses.actions import add_bed
from shelters.models import Bed, Booking, Shelter, ShelterAddress, Stay
from shelters.stays.actions import admit
from tests.world import speak_english
from tests.world_shelters import ADDRESS, WAY_IN, new_case

TODAY = timezone.localdate()
STAFF = [role for role in Role if role not in {Role.DONOR, Role.PARTNER}]
ADDRESS_PAGES = {"shelter-address", "shelter-address-edit"}


@pytest.fixture(autouse=True)
def in_english(world: Any, db: None) -> Any:
    speak_english(world)
    with translation.override("en"):
        yield


@pytest.fixture
def context(world: Any) -> Any:
    return lambda organisation="rodnik": acting(organisation_id=world.organisations[organisation].pk)


@pytest.fixture
def bed(world: Any, context: Any) -> Bed:
    with context():
        return add_bed(by=world.actor("shelter_manager"), room=world.row("bed").room, facts={"label": str(uuid4())[:6], "kind": "woman"})


@pytest.fixture
def hold(world: Any, context: Any, bed: Bed) -> Booking:
    with context():
        return hold_bed(by=world.actor("operator"), bed=bed, sex="female", first_day=TODAY)


def text(response: Any) -> str:
    return response.content.decode()


def walk(world: Any, organisation: str) -> list[tuple[str, str]]:
    """Every page of the house and the hotline, with the rows of one organisation."""
    pages = []
    for route in all_routes():
        module = route.view.__module__.partition(".")[0]
        if module in {"shelters", "hotline"} or route.name == "home":
            kwargs = {name: world.rows[name.removesuffix("_id"), organisation].pk for name in route.kwargs}
            pages.append((route.name, reverse(route.name, kwargs=kwargs)))
    return pages


@pytest.mark.parametrize("role", STAFF)
@pytest.mark.parametrize("organisation", ["rodnik", "sana-sezim"])
def test_the_address_is_nowhere_but_on_its_page(role: Role, organisation: str, world: Any, client_as: Any) -> None:
    client, telling = client_as(role, organisation), set()
    pages = walk(world, "rodnik")
    for name, url in pages:
        page = client.get(url)
        if ADDRESS in text(page) or WAY_IN in text(page):
            telling.add(name)
    permitted = organisation == "rodnik" and role in {Role.SHELTER_WORKER, Role.SHELTER_MANAGER}

    assert telling <= (ADDRESS_PAGES if permitted else set())
    assert len(pages) > 30


def test_a_look_at_the_address_is_recorded(client_as: Any, context: Any, world: Any) -> None:
    page = client_as("shelter_worker").get(reverse("shelter-address", kwargs={"shelter_id": world.row("shelter").pk}))
    with context():
        secret = ShelterAddress.objects.get(shelter=world.row("shelter"))
        seen = AuditEvent.objects.filter(action="access.viewed", object_id=secret.pk)
        assert seen.filter(actor_id=world.user("shelter_worker").pk).exists()
    assert ADDRESS in text(page)


def test_an_address_lies_encrypted(context: Any, world: Any) -> None:
    with context(), connection.cursor() as cursor:
        cursor.execute("select address from shelters_shelteraddress")
        assert all(b"Secret Street" not in bytes(row[0]) for row in cursor.fetchall())


def test_everybody_who_may_hold_finds_beds_of_the_network_with_reasons(client_as: Any) -> None:
    page = text(client_as("operator", "sana-sezim").get(reverse("bed-search"), {"sex": "female", "age_band": "18_30", "first_day": TODAY.isoformat()}))

    assert "House of rodnik" in page
    assert "A family room" in page
    assert "Kept for families" in page
    assert "Only for men" in page
    assert "Insulin" not in page


def test_a_full_house_says_so(client_as: Any, context: Any) -> None:
    page = text(client_as("operator").get(reverse("bed-search"), {"region": "KZ-10", "first_day": TODAY.isoformat()}))

    assert "No house of the network is open there" in page


def test_a_past_day_is_refused_at_the_field(client_as: Any) -> None:
    page = client_as("operator").get(reverse("bed-search"), {"first_day": "2001-01-01"})

    assert "not for the past" in text(page)


def test_holding_twice_is_one_hold_and_the_loser_sees_others(client_as: Any, context: Any, bed: Bed) -> None:
    operator, sent = client_as("operator"), {"sex": "female", "first_day": TODAY.isoformat(), "form_key": uuid4()}
    url = reverse("bed-hold", kwargs={"bed_id": bed.pk})
    assert [operator.post(url, sent).status_code for _ in range(2)] == [302, 302]
    lost = client_as("case_manager").post(url, {**sent, "form_key": uuid4()})

    assert lost.status_code == 409
    assert "These are still free" in text(lost)
    with context():
        assert Booking.objects.filter(bed=bed).count() == 1


def test_a_requester_gives_a_bed_back(client_as: Any, context: Any, hold: Booking) -> None:
    operator = client_as("operator")
    assert hold.code in text(operator.get(reverse("hold-list")))
    operator.post(reverse("hold-release", kwargs={"hold_id": hold.pk}), {"next": "https://evil.example/"})
    again = operator.post(reverse("hold-release", kwargs={"hold_id": hold.pk}), {"next": "//evil.example/"})

    assert again.headers["Location"] == reverse("hold-list")
    with context():
        assert Booking.objects.get(pk=hold.pk).state == "released"


def test_only_the_house_answers(client_as: Any, context: Any, hold: Booking) -> None:
    url = reverse("hold-accept", kwargs={"hold_id": hold.pk})
    assert client_as("shelter_worker").post(url).status_code == 403
    assert client_as("shelter_manager", "sana-sezim").post(url).status_code == 404
    assert client_as("shelter_manager").get(url).status_code == 405
    assert client_as("shelter_manager").post(url).status_code == 302
    with context():
        assert Booking.objects.get(pk=hold.pk).state == "accepted"


def test_declining_needs_a_reason_and_tells_it(client_as: Any, hold: Booking) -> None:
    manager, url = client_as("shelter_manager"), reverse("hold-decline", kwargs={"hold_id": hold.pk})
    assert manager.post(url, {}).status_code == 200
    manager.post(url, {"reason": "not_eligible"})

    assert "Not eligible" in text(client_as("operator").get(reverse("hold-list")))


def test_a_requester_of_another_organisation_cannot_accept_its_own_hold(client_as: Any, context: Any, world: Any, bed: Bed) -> None:
    with context("sana-sezim"):
        held = hold_bed(by=world.actor("operator", "sana-sezim"), bed=Bed.objects.select_related("shelter").get(pk=bed.pk), sex="female", first_day=TODAY)
    for name in ("hold-accept", "hold-decline", "hold-check-in"):
        assert client_as("shelter_manager", "sana-sezim").post(reverse(name, kwargs={"hold_id": held.pk}), {"reason": "other"}).status_code == 404


def test_the_door_asks_for_an_open_case_of_the_house(client_as: Any, context: Any, world: Any, hold: Booking) -> None:
    with context():
        accept_hold(by=world.actor("shelter_manager"), hold=hold)
        case = new_case(world.actor("case_manager"))
    worker, url = client_as("shelter_worker"), reverse("hold-check-in", kwargs={"hold_id": hold.pk})
    sent = {"arrived_on": TODAY.isoformat(), "which_case": "code", "form_key": uuid4(), "needs": "Warm milk"}
    for code in ("", "C-NOTHING", world.row("case", "sana-sezim").code):
        page = worker.post(url, {**sent, "case_code": code})
        assert "no open case with this code" in text(page)
        assert "Warm milk" in text(page)
    future = worker.post(url, {**sent, "case_code": case.code, "arrived_on": (TODAY + timedelta(days=1)).isoformat()})
    assert "still to come" in text(future)
    assert [worker.post(url, {**sent, "case_code": case.code.lower()}).status_code for _ in range(2)] == [302, 302]
    with context():
        assert Stay.objects.filter(case=case).count() == 1


def test_a_stay_is_moved_extended_noted_and_ended(client_as: Any, context: Any, world: Any, bed: Bed) -> None:
    with context():
        manager = world.actor("shelter_manager")
        stay = admit(by=manager, bed=bed, case=new_case(world.actor("case_manager")), arrived_on=TODAY)
        other = add_bed(by=manager, room=bed.room, facts={"label": "o" + bed.label[:5], "kind": "woman"})
    worker, kwargs = client_as("shelter_worker"), {"stay_id": stay.pk}
    worker.post(reverse("stay-move", kwargs=kwargs), {"bed": other.pk, "on": TODAY.isoformat()})
    worker.post(reverse("stay-needs", kwargs=kwargs), {"needs": "Sleep", "dangers": "Cats", "version": 1})
    late = worker.post(reverse("stay-needs", kwargs=kwargs), {"needs": "Mine", "dangers": "", "version": 1})
    assert "Cats" in text(late)
    assert "Mine" in text(late)
    worker.post(reverse("stay-extend", kwargs=kwargs), {"expected_until": (TODAY + timedelta(days=9)).isoformat(), "version": 2})
    assert "Cats" in text(worker.get(reverse("house-list")))
    bad = worker.post(reverse("stay-leave", kwargs=kwargs), {"left_on": (TODAY - timedelta(days=1)).isoformat(), "leave_reason": "other", "destination": "other"})
    assert "before the person came" in text(bad)
    worker.post(reverse("stay-leave", kwargs=kwargs), {"left_on": TODAY.isoformat(), "leave_reason": "goals_met", "destination": "family"})
    with context():
        stay.refresh_from_db()
    assert (stay.left_on, stay.destination, stay.expected_until) == (TODAY, "family", TODAY + timedelta(days=9))
    assert worker.get(reverse("stay-detail", kwargs=kwargs)).status_code == 200


def test_the_house_knows_needs_and_dangers_and_no_story_and_no_name(client_as: Any, world: Any) -> None:
    page = text(client_as("shelter_worker").get(reverse("house-list")))

    assert "Insulin at eight" in page
    assert "Nuts" in page
    assert world.row("stay").case.person.code in page
    assert client_as("case_manager").get(reverse("house-list")).status_code == 403


def test_the_board_shows_states_in_words_and_the_week(client_as: Any, world: Any, hold: Booking) -> None:
    page = text(client_as("shelter_manager").get(reverse("board")))
    week = text(client_as("shelter_manager").get(reverse("board-week") + "?day=nonsense"))

    for word in ("Free", "Held", "Occupied", "Out of service", "Broken slats", "runs out in", "Bed-nights"):
        assert word in page
    assert "Occupied" in week
    assert "House of sana-sezim" not in page
    assert hold.code in page
    free = text(client_as("shelter_manager").get(reverse("board") + "?show=free"))
    assert "Broken slats" not in free


def test_the_board_shows_another_day(client_as: Any) -> None:
    past = (TODAY - timedelta(days=50)).isoformat()

    assert "Insulin" not in text(client_as("shelter_manager").get(reverse("board") + f"?day={past}"))


def test_admitting_without_a_hold_is_for_the_manager(client_as: Any, context: Any, world: Any, bed: Bed) -> None:
    with context():
        case = new_case(world.actor("case_manager"))
    url = reverse("stay-new", kwargs={"shelter_id": bed.shelter_id})
    sent = {"bed": bed.pk, "arrived_on": TODAY.isoformat(), "case_code": case.code, "form_key": uuid4()}
    assert client_as("shelter_worker").post(url, sent).status_code == 403
    assert client_as("shelter_manager").post(url, sent).status_code == 302
    other = client_as("shelter_manager").post(url, {**sent, "form_key": uuid4()})
    assert other.status_code == 200, "the bed is no longer offered"


def test_a_house_is_opened_furnished_and_checked(client_as: Any, context: Any, world: Any) -> None:
    manager = client_as("shelter_manager")
    sent = {"name": "New house", "region": "KZ-71", "hold_minutes": "60", "form_key": uuid4()}
    first, second = manager.post(reverse("shelter-new"), sent), manager.post(reverse("shelter-new"), sent)
    assert first.headers["Location"] == second.headers["Location"]
    with context():
        shelter = Shelter.objects.get(name="New house")
        Shelter.objects.filter(pk=shelter.pk).update(checked_at=timezone.now() - timedelta(days=9))
    kwargs = {"shelter_id": shelter.pk}
    manager.post(reverse("room-new", kwargs=kwargs), {"name": "Blue", "form_key": uuid4()})
    again = manager.post(reverse("room-new", kwargs=kwargs), {"name": "Blue", "form_key": uuid4()})
    assert "already has a room" in text(again)
    with context():
        room = shelter.rooms.get()
    facts = {"room": room.pk, "label": "1", "kind": "man", "starts_on": TODAY.isoformat(), "form_key": uuid4()}
    assert manager.post(reverse("bed-new", kwargs=kwargs), facts).status_code == 302
    assert "already has a bed" in text(manager.post(reverse("bed-new", kwargs=kwargs), {**facts, "form_key": uuid4()}))
    with context():
        bed = shelter.beds.get()
    manager.post(reverse("bed-edit", kwargs={**kwargs, "bed_id": bed.pk}), {**facts, "kind": "family"})
    manager.post(reverse("outage-new", kwargs={**kwargs, "bed_id": bed.pk}), {"from_day": TODAY.isoformat(), "reason": "Paint"})
    manager.post(reverse("shelter-confirm", kwargs=kwargs))
    manager.post(reverse("shelter-address-edit", kwargs=kwargs), {"address": "Hill 1"})
    page = text(manager.get(reverse("shelter-detail", kwargs=kwargs)))
    assert "Paint" in page
    assert "Family room" in page
    assert "Hill 1" not in page
    edit = {"name": "Newer", "region": "KZ-71", "hold_minutes": "45", "version": "1"}
    assert manager.post(reverse("shelter-edit", kwargs=kwargs), edit).status_code == 302
    assert "saved first" in text(manager.post(reverse("shelter-edit", kwargs=kwargs), edit))
    with context():
        shelter.refresh_from_db()
        outage = bed.outages.get()
    assert (shelter.name, shelter.is_active, timezone.now() - shelter.checked_at < timedelta(hours=1)) == ("Newer", False, True)
    assert manager.post(reverse("outage-end", kwargs={"outage_id": outage.pk})).status_code == 302


def test_beds_of_another_organisation_are_not_managed(client_as: Any, world: Any) -> None:
    bed = world.row("bed", "sana-sezim")
    for name in ("bed-edit", "outage-new"):
        url = reverse(name, kwargs={"shelter_id": bed.shelter_id, "bed_id": bed.pk})
        assert client_as("shelter_manager").get(url).status_code == 404


@pytest.mark.parametrize("name", ["board", "board-week", "house-list", "bed-search", "shelter-list", "hold-list"])
def test_lists_ask_as_much_for_forty_as_for_four(name: str, client_as: Any, context: Any, world: Any) -> None:
    user = client_as({"bed-search": "operator", "hold-list": "operator"}.get(name, "shelter_manager"))
    user.get(reverse(name))
    counted = []
    for more in (2, 12):
        with context():
            for _ in range(more):
                manager = world.actor("shelter_manager")
                beds = [add_bed(by=manager, room=world.row("bed").room, facts={"label": str(uuid4())[:7], "kind": "woman"}) for _ in "ab"]
                admit(by=manager, bed=beds[0], case=new_case(world.actor("case_manager")), arrived_on=TODAY)
                hold_bed(by=world.actor("operator"), bed=beds[1], sex="female", first_day=TODAY)
        with CaptureQueriesContext(connection) as captured:
            user.get(reverse(name))
        counted.append(len(captured))

    assert counted[0] == counted[1], [query["sql"][:90] for query in captured]


def test_the_desk_counts_what_its_lists_show(client_as: Any, context: Any, world: Any, hold: Booking) -> None:
    from access.desk import tiles_for

    with context():
        numbers = {tile.tile.url_name + tile.tile.query: tile.number for tile in tiles_for(world.actor("shelter_manager"))}
    page = text(client_as("shelter_manager").get(reverse("board")))

    assert f"Waiting for an answer ({numbers['board#waiting']})" in page
    assert text(client_as("shelter_manager").get(reverse("board") + "?show=free")).count('class="bed is-free"') == numbers["board?show=free"]
    assert f"In the house: {numbers['house-list']}" in text(client_as("shelter_manager").get(reverse("house-list")))
