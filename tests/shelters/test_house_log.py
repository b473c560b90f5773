"""The shift of a house: who is on duty, the log, what is left at the end and who takes it over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone, translation

from access.context import acting, acting_as
from access.models import AuditEvent
from access.retention.actions import sweep_organisation
from access.shifts.passing import AlreadyEnded, AlreadyTaken, NotTheirShift, OwnHandOver, StillOn
from shelters.holds.actions import accept_hold
from shelters.log.actions import NotOnDuty, StayOfAnotherHouse, end_duty, start_duty, take_over_duty, write_entry
from shelters.models import HouseEntry, HouseShift, Stay
from shelters.stays.actions import check_out
from tests.keystore import copied_store as copied_store
from tests.world import speak_english
from tests.world_shelters import HANDED, LOGGED

pytestmark = pytest.mark.django_db
WORDS = "Zzyzzova of P-0000000 may come late\nat night"


@pytest.fixture(autouse=True)
def in_english(world: Any) -> Any:
    speak_english(world)
    with translation.override("en"):
        yield


@pytest.fixture
def system(world: Any) -> Any:
    return lambda: acting(organisation_id=world.organisations["rodnik"].pk)


def shown(client: Any, name: str, *args: Any) -> str:
    return str(client.get(reverse(name, args=list(args))).content.decode())


def again(shift: HouseShift, system: Any) -> HouseShift:
    with system():
        found: HouseShift = HouseShift.objects.get(pk=shift.pk)
        assert found.words is not None
        return found


def test_a_shift_from_its_start_to_the_next_ones_press(client_as: Any, world: Any, system: Any) -> None:
    worker, manager, shelter = client_as("shelter_worker"), client_as("shelter_manager"), world.row("shelter")
    worker.post(reverse("duty-start", args=[shelter.pk]))
    own = worker.get(reverse("house-log")).context["own"]
    assert own.user_id == world.user("shelter_worker").pk
    worker.post(reverse("house-log"), {"words": "The boiler was mended", "about": str(shelter.pk), "form_key": uuid4()})
    answer = worker.post(reverse("duty-end", args=[own.pk]), {"words": WORDS})

    assert answer.url == reverse("duty-detail", args=[own.pk])
    page = shown(manager, "duty-detail", own.pk)
    assert "Zzyzzova of P-0000000" in page
    assert "The boiler was mended" in page
    assert LOGGED not in page  # written in the shift before
    assert manager.post(reverse("duty-take", args=[own.pk])).status_code == 302
    taken = again(own, system)
    assert (taken.taken_by_id, taken.ended_by_id, taken.words) == (world.user("shelter_manager").pk, own.user_id, WORDS)
    with system():
        events = AuditEvent.objects.filter(object_id=own.pk, action__startswith="shelters.duty.").values_list("action", flat=True)
        assert sorted(events) == ["shelters.duty.ended", "shelters.duty.started", "shelters.duty.taken_over"]


def test_the_hand_over_gathers_what_is_left(client_as: Any, world: Any, system: Any) -> None:
    stay, hold, waiting = world.row("stay"), world.row("hold"), world.row("hand_over_of_house")
    with system():
        Stay.objects.filter(pk=stay.pk).update(expected_until=timezone.localdate() + timedelta(days=2))
    page = client_as("shelter_manager").get(reverse("duty-detail", args=[waiting.pk]))
    left = page.context["left"]

    assert hold.pk in [row.pk for row in left["holds"]]  # beside holds that a race of another test left for good
    assert [word.stay_id for word in left["late"]] == [stay.pk]
    assert [row.pk for row in left["ending"]] == [stay.pk]
    assert [(entry.words, entry.stay_id) for entry in left["entries"]] == [(LOGGED, stay.pk)]
    with acting_as(world.actor("shelter_manager")):
        accept_hold(by=world.actor("shelter_manager"), hold=hold)
    left = client_as("shelter_manager").get(reverse("duty-detail", args=[waiting.pk])).context["left"]
    assert [hold.pk in [row.pk for row in left[name]] for name in ("holds", "arrivals")] == [False, True]


def test_only_somebody_of_the_next_shift_of_that_house_takes_over(client_as: Any, world: Any, system: Any) -> None:
    waiting, running = world.row("hand_over_of_house"), world.row("house_shift")
    worker, manager = client_as("shelter_worker"), world.actor("shelter_manager")
    assert "Start your shift" in follow(worker, reverse("duty-take", args=[waiting.pk]))
    with acting_as(manager):
        end_duty(by=manager, shift=running)
        with pytest.raises(NotOnDuty):
            take_over_duty(by=manager, shift=waiting)
        start_duty(by=manager, shelter=running.shelter)
        take_over_duty(by=manager, shift=waiting)
        with pytest.raises(AlreadyTaken):
            take_over_duty(by=manager, shift=waiting)

    assert again(waiting, system).taken_by_id == manager.user_id


def follow(client: Any, url: str, sent: Any = None) -> str:
    return str(client.post(url, sent or {}, follow=True).content.decode())


def test_one_does_not_take_over_from_oneself_nor_before_the_end(world: Any) -> None:
    worker, manager, waiting, running = world.actor("shelter_worker"), world.actor("shelter_manager"), world.row("hand_over_of_house"), world.row("house_shift")
    with acting_as(worker):
        start_duty(by=worker, shelter=waiting.shelter)
        for shift, refusal in ((waiting, OwnHandOver), (running, StillOn)):
            with pytest.raises(refusal):
                take_over_duty(by=worker, shift=shift)
        with pytest.raises(NotTheirShift):
            end_duty(by=worker, shift=running)
    with acting_as(manager), pytest.raises(AlreadyEnded):
        end_duty(by=manager, shift=waiting)


def test_a_second_start_finds_the_shift_that_runs(client_as: Any, world: Any, system: Any) -> None:
    manager, running = client_as("shelter_manager"), world.row("house_shift")
    assert "on shift already" in follow(manager, reverse("duty-start", args=[running.shelter_id]))
    with system():
        assert list(HouseShift.objects.on_now().filter(user=running.user).values_list("pk", flat=True)) == [running.pk]
        with pytest.raises(IntegrityError, match="one_open_house_shift_each"), transaction.atomic():
            HouseShift.objects.create(organisation_id=running.organisation_id, user_id=running.user_id, shelter_id=running.shelter_id)


def test_the_manager_ends_a_forgotten_shift_with_a_reason(client_as: Any, world: Any, system: Any) -> None:
    worker, manager = world.actor("shelter_worker"), client_as("shelter_manager")
    with acting_as(worker):
        shift = start_duty(by=worker, shelter=world.row("shelter"))
    url = reverse("duty-end", args=[shift.pk])
    assert "or by the shelter manager when it was forgotten" in follow(manager, url, {"words": ""})
    with system():
        HouseShift.objects.filter(pk=shift.pk).update(started_at=timezone.now() - timedelta(hours=17))
    assert "This field is required" in follow(manager, url, {"words": ""})
    follow(manager, url, {"words": "She went home at eight"})

    ended = again(shift, system)
    assert (ended.ended_by_id, ended.reason, ended.was_ended_for_them) == (world.user("shelter_manager").pk, "She went home at eight", True)


def test_words_are_not_lost_when_a_shift_was_ended_meanwhile(client_as: Any, world: Any) -> None:
    page = follow(client_as("shelter_worker"), reverse("duty-end", args=[world.row("hand_over_of_house").pk]), {"words": "Zznew words"})

    assert "copy it before leaving" in page
    assert "Zznew words" in page


def test_a_line_is_written_about_the_house_or_a_resident(client_as: Any, world: Any, system: Any) -> None:
    worker, stay, url = client_as("shelter_worker"), world.row("stay"), reverse("house-log")
    sent = {"words": "Ate nothing today", "about": str(stay.pk), "form_key": uuid4()}
    assert [worker.post(url, sent).status_code for _ in range(2)] == [302, 302]
    refused = worker.post(url, {"words": "", "about": str(stay.pk)}).content.decode()
    assert "This field is required" in refused
    assert f'value="{stay.pk}" selected' in refused
    foreign = worker.post(url, {"words": "Ate nothing", "about": str(world.row("stay", "sana-sezim").pk)})
    assert "Ate nothing" in foreign.content.decode()
    assert "about" in foreign.context["form"].errors

    with system():
        lines = [line.words for line in HouseEntry.objects.filter(stay=stay, shelter=stay.shelter_id)]
        assert lines == ["Ate nothing today", LOGGED]
        with connection.cursor() as cursor:
            cursor.execute("select words from shelters_houseentry")
            assert not any(b"nothing" in bytes(row[0]) for row in cursor.fetchall())


def test_a_line_stands_in_the_log_of_its_own_house(world: Any) -> None:
    worker, foreign = world.actor("shelter_worker"), world.row("shelter", "sana-sezim")
    with acting_as(worker), pytest.raises(StayOfAnotherHouse):
        write_entry(by=worker, shelter=foreign, stay=world.row("stay"), words="x")


@pytest.mark.parametrize("role", ["case_manager", "director", "operator", "shift_lead"])
def test_the_house_alone_reads_its_log(role: str, client_as: Any, world: Any) -> None:
    client, shift = client_as(role), world.row("hand_over_of_house")
    urls = [reverse("house-log"), *(reverse(name, args=[shift.pk]) for name in ("duty-detail", "duty-end"))]

    assert [client.get(url).status_code for url in urls] == [403, 403, 403]
    assert client.post(reverse("duty-start", args=[world.row("shelter").pk])).status_code == 403
    with acting_as(world.actor(role)):
        assert not HouseEntry.objects.exists()
        assert not HouseShift.objects.exists()


def test_another_organisation_finds_none_of_it(client_as: Any, world: Any) -> None:
    client, shift = client_as("shelter_manager", "sana-sezim"), world.row("hand_over_of_house")

    assert client.get(reverse("duty-detail", args=[shift.pk])).status_code == 404
    assert client.post(reverse("duty-take", args=[shift.pk])).status_code == 404
    assert client.post(reverse("duty-start", args=[world.row("shelter").pk])).status_code == 404
    page = shown(client, "house-log")
    assert world.row("stay").case.person.code not in page


def test_lines_stay_as_they_are_and_are_written_in_ones_own_name(world: Any, system: Any) -> None:
    worker, shelter = world.actor("shelter_worker"), world.row("shelter")
    with acting_as(worker):
        assert HouseEntry.objects.update(shelter=shelter) == 0
        assert HouseEntry.objects.all().delete()[0] == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            HouseEntry.objects.create(organisation_id=shelter.organisation_id, shelter=shelter, author=world.user("shelter_manager"), words="x")


def test_words_go_with_the_time_of_the_house(world: Any, system: Any, copied_store: Any) -> None:
    rodnik, stay, manager, later = world.organisations["rodnik"], world.row("stay"), world.actor("shelter_manager"), timezone.now() + timedelta(days=92)
    with system():
        write_entry(by=manager, shelter=world.row("shelter"), words="About the boiler")
        sweep_organisation(rodnik, now=later)
        kept = [entry.words for entry in HouseEntry.objects.filter(shelter=world.row("shelter"))]
        assert sorted(kept) == ["", LOGGED]  # the resident has not left
        assert world.row("hand_over_of_house").words == HANDED
        assert again(world.row("hand_over_of_house"), system).words == ""
        check_out(by=manager, stay=stay, left_on=timezone.localdate(), leave_reason="goals_met")
        sweep_organisation(rodnik, now=later)
        assert not HouseEntry.objects.filter(shelter=world.row("shelter")).exclude(words=b"").exists()
