"""In and out: their own word, two presses, no leave to ask, and gone after two days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from access.context import acting, acting_as
from access.models import AuditEvent
from access.retention.actions import set_period, sweep_organisation
from casework.people.models import Person
from shelters.models import Presence, Stay
from shelters.presence.actions import HasLeft, note_presence
from shelters.presence.rules import age_group, back_at
from shelters.stays.actions import check_out
from tests.keystore import copied_store as copied_store
from tests.world import speak_english
from tests.world_shelters import COMPANY

pytestmark = pytest.mark.django_db
ALMATY = ZoneInfo("Asia/Almaty")
LISTS = ("presence-list", "house-list")


@pytest.fixture(autouse=True)
def in_english(world: Any) -> Any:
    speak_english(world)
    with translation.override("en"):
        yield


@pytest.fixture
def system(world: Any) -> Any:
    return lambda: acting(organisation_id=world.organisations["rodnik"].pk)


@pytest.fixture
def stay(world: Any) -> Stay:
    found: Stay = world.row("stay")
    return found


def url(stay: Stay) -> str:
    return reverse("presence-note", args=[stay.pk])


def newest(stay: Stay, system: Any) -> Presence:
    with system():
        found = Presence.objects.filter(stay=stay).first()
        assert found is not None
        assert found.with_whom is not None
        return found


def text(client: Any, name: str, **query: str) -> str:
    return str(client.get(reverse(name), query).content.decode())


def make_child(stay: Stay, system: Any) -> None:
    with system():
        Person.objects.filter(cases=stay.case_id).update(birth_year=timezone.localdate().year - 9)


def test_out_and_in_again_by_one_press_each(client_as: Any, stay: Stay, system: Any) -> None:
    worker = client_as("shelter_worker")
    assert worker.post(url(stay), {"where": "out", "back": "hours", "form_key": uuid4()}).url == reverse("presence-list")
    out = newest(stay, system)
    assert "Out" in text(worker, "presence-list")
    assert out.is_out
    assert not out.is_overdue
    worker.post(url(stay), {"where": "in", "back": "hour", "form_key": uuid4()})
    back = newest(stay, system)

    assert (back.where, back.expected_at, out.pk != back.pk) == ("in", None, True)
    assert "In the house" in text(worker, "house-list")


def test_a_second_press_is_one_word(client_as: Any, stay: Stay, system: Any) -> None:
    worker, sent = client_as("shelter_worker"), {"where": "out", "back": "evening", "form_key": uuid4()}
    with system():
        before = Presence.objects.filter(stay=stay).count()
    assert [worker.post(url(stay), sent).status_code for _ in range(2)] == [302, 302]

    with system():
        assert Presence.objects.filter(stay=stay).count() == before + 1


def test_who_is_late_is_told_in_words_and_counted(client_as: Any, stay: Stay, world: Any) -> None:
    worker = client_as("shelter_worker")
    page = text(worker, "presence-list", show="overdue")
    tiles = {counted.tile.query: counted.number for counted in worker.get(reverse("home")).context["tiles"]}

    assert "expected back earlier" in page
    assert stay.case.person.code in page
    assert COMPANY in page
    assert tiles["?show=overdue"] == 1
    worker.post(url(stay), {"where": "in"})
    assert stay.case.person.code not in text(worker, "presence-list", show="overdue")


def test_a_child_goes_out_with_somebody(client_as: Any, stay: Stay, system: Any) -> None:
    make_child(stay, system)
    worker = client_as("shelter_worker")
    refused = worker.post(url(stay), {"where": "out", "back": "hour"})
    assert "Say with whom" in refused.content.decode()
    assert 'value="hour" selected' in refused.content.decode()
    nobody = worker.post(url(stay), {"where": "out", "back": "hour", "company": "another"})
    assert "Write who the adult is" in nobody.content.decode()
    worker.post(url(stay), {"where": "out", "back": "hour", "company": "another", "with_whom": "Zzgrandmother"})

    assert newest(stay, system).with_whom == "Zzgrandmother"
    assert "Zzgrandmother" in text(worker, "presence-list")


def test_only_grown_up_residents_of_the_house_are_offered(client_as: Any, world: Any, stay: Stay) -> None:
    page = client_as("shelter_worker").get(url(stay))

    assert str(world.row("stay", "sana-sezim").pk) not in page.content.decode()
    refused = client_as("shelter_worker").post(url(stay), {"where": "out", "company": str(world.row("stay", "sana-sezim").pk)})
    assert refused.status_code == 200
    assert "company" in refused.context["form"].errors


def test_another_time_must_be_given_and_come(client_as: Any, stay: Stay, system: Any) -> None:
    worker = client_as("shelter_worker")
    for moment, told in (("", "Give the day and the time"), ("2001-01-01T10:00", "Give a time to come"), ("soon", "valid")):
        page = worker.post(url(stay), {"where": "out", "back": "at", "back_at": moment}).content.decode()
        assert told in page
    tomorrow = timezone.localtime() + timedelta(days=1)
    worker.post(url(stay), {"where": "out", "back": "at", "back_at": f"{tomorrow:%Y-%m-%dT%H:%M}"})

    expected = newest(stay, system).expected_at
    assert expected is not None
    assert abs(expected - tomorrow) < timedelta(minutes=1)


def test_nobody_is_asked_for_leave(client_as: Any, stay: Stay) -> None:
    worker = client_as("shelter_worker")
    told = ("go in and out as they like", "for safety only", "deleted after 48 hours")

    assert all(word in worker.get(page).content.decode() for word in told for page in (reverse("presence-list"), url(stay)))
    asked = {word for field in Presence._meta.fields for word in field.name.split("_")}
    assert not asked & {"approved", "allowed", "permission", "permitted", "leave", "state", "decided"}


@pytest.mark.parametrize(("role", "may"), [("shelter_manager", True), ("case_manager", False), ("director", False), ("operator", False), ("medic", False)])
def test_the_house_alone_reads_and_writes_it(role: str, may: bool, client_as: Any, stay: Stay, world: Any) -> None:
    client = client_as(role)
    answers = [client.get(reverse(name)).status_code for name in LISTS] + [client.post(url(stay), {"where": "in"}).status_code]

    assert answers == ([200, 200, 302] if may else [403, 403, 403])
    if not may:
        with acting_as(world.actor(role)):  # a query that forgets whose rows it may read
            assert not Presence.objects.exists()


def test_the_case_does_not_show_it(client_as: Any, stay: Stay) -> None:
    page = client_as("director").get(reverse("stay-detail", args=[stay.pk])).content.decode()

    assert COMPANY not in page
    assert "Not said" not in page


def test_another_organisation_neither_sees_nor_writes(client_as: Any, stay: Stay, world: Any) -> None:
    client = client_as("shelter_worker", "sana-sezim")

    assert client.post(url(stay), {"where": "in"}).status_code == 404
    assert stay.case.person.code not in text(client, "house-list")
    with acting_as(world.actor("shelter_worker", "sana-sezim")):
        assert not Presence.objects.filter(stay_id=stay.pk).exists()


def test_the_database_takes_a_word_only_in_ones_own_name_and_changes_none(stay: Stay, world: Any, system: Any) -> None:
    worker, foreign = world.actor("shelter_worker"), world.user("case_manager").pk
    mine = newest(stay, system)
    with acting_as(worker):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Presence.objects.create(organisation_id=stay.organisation_id, stay=stay, where="in", noted_by_id=foreign)
        assert Presence.objects.filter(pk=mine.pk).update(where="in", expected_at=None) == 0
        assert Presence.objects.filter(pk=mine.pk).delete()[0] == 0
    with system(), pytest.raises(IntegrityError, match="presence_in_expects_nobody"), transaction.atomic():
        Presence.objects.filter(pk=mine.pk).update(where="in")


def test_after_two_days_it_is_gone_whatever_is_set(stay: Stay, world: Any, system: Any, copied_store: Any, client_as: Any) -> None:
    rodnik, now = world.organisations["rodnik"], timezone.now()
    with system():
        set_period(by=world.actor("administrator"), kind="needs", days=400)
        Presence.objects.filter(stay=stay).update(created_at=now - timedelta(hours=48, seconds=1))
        young = note_presence(by=world.actor("shelter_worker"), stay=stay, where="out")
        Presence.objects.filter(pk=young.pk).update(created_at=now - timedelta(hours=47, minutes=59))
        sweep_organisation(rodnik, now=now)
        assert list(Presence.objects.filter(stay=stay).values_list("pk", flat=True)) == [young.pk]
        Presence.objects.filter(pk=young.pk).update(created_at=now - timedelta(hours=49))

    assert "Not said" in text(client_as("shelter_worker"), "house-list")  # not swept yet, and not shown any more


def test_the_audit_tells_that_the_list_was_read_and_not_who_came_and_went(client_as: Any, stay: Stay, system: Any, world: Any) -> None:
    worker, since = client_as("shelter_worker"), timezone.now()
    worker.post(url(stay), {"where": "out", "back": "hour"})
    text(worker, "house-list")

    with system():
        events = AuditEvent.objects.filter(actor_id=world.user("shelter_worker").pk, at__gte=since)
        noted = events.get(action="shelters.presence.noted")
        assert (noted.object_type, noted.object_id) == ("shelters.presence", newest(stay, system).pk)
        assert str(stay.pk) not in str(noted.detail)
        assert "out" not in str(noted.detail)
        assert not events.filter(action="access.viewed", object_id=stay.pk, at__lt=noted.at).exists()
        assert events.filter(action="shelters.house.list_read").count() == 1


def test_whoever_has_left_is_neither_in_nor_out(stay: Stay, world: Any, system: Any, client_as: Any) -> None:
    manager = world.actor("shelter_manager")
    with system():
        gone = check_out(by=manager, stay=stay, left_on=timezone.localdate(), leave_reason="goals_met")
        with pytest.raises(HasLeft):
            note_presence(by=manager, stay=gone, where="in")

    assert "already left" in client_as("shelter_worker").post(url(stay), {"where": "in"}).content.decode()


NOW = datetime(2026, 3, 5, 20, 30, tzinfo=ALMATY)


@pytest.mark.parametrize(
    ("choice", "now", "expected"),
    [
        ("hour", NOW, datetime(2026, 3, 5, 21, 30, tzinfo=ALMATY)),
        ("hours", NOW, datetime(2026, 3, 5, 23, 30, tzinfo=ALMATY)),
        ("evening", NOW, datetime(2026, 3, 5, 21, 0, tzinfo=ALMATY)),
        ("evening", NOW + timedelta(hours=1), datetime(2026, 3, 6, 0, 0, tzinfo=ALMATY)),
        ("tomorrow", NOW, datetime(2026, 3, 6, 12, 0, tzinfo=ALMATY)),
        ("unsaid", NOW, None),
    ],
)
def test_when_somebody_is_expected_back(choice: str, now: datetime, expected: datetime | None) -> None:
    assert back_at(choice, now) == expected


@pytest.mark.parametrize(
    ("birth_year", "age_then", "then", "expected"),
    [
        (2008, None, date(2026, 1, 1), "child"),  # seventeen until a day we do not know
        (2007, None, date(2026, 1, 1), "adult"),
        (None, 17, date(2025, 6, 1), "child"),
        (None, 17, date(2024, 6, 1), "adult"),
        (None, 18, date(2026, 6, 1), "adult"),
        (None, None, date(2026, 6, 1), "unknown"),
    ],
)
def test_who_may_be_a_child_counts_as_one(birth_year: int | None, age_then: int | None, then: date, expected: str) -> None:
    assert age_group(birth_year, age_then, then, date(2026, 6, 1)) == expected
