"""Health in the house: what everybody must know, and medicines given once for each time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone, translation

from access.context import acting, acting_as
from access.retention.actions import sweep_organisation
from shelters.health.actions import GivenAlready, GoneOrEnded, end_medicine, note_dose
from shelters.health.rules import NotATime, due_moments, is_late, read_times
from shelters.models import Dose, HealthAlert, Medicine
from shelters.stays.actions import check_out
from tests.keystore import copied_store as copied_store
from tests.world import speak_english
from tests.world_shelters import HEALTH

pytestmark = pytest.mark.django_db
ALMATY = ZoneInfo("Asia/Almaty")
NOW = datetime(2026, 3, 5, 9, 30, tzinfo=ALMATY)


@pytest.fixture(autouse=True)
def in_english(world: Any) -> Any:
    speak_english(world)
    with translation.override("en"):
        yield


@pytest.fixture
def system(world: Any) -> Any:
    return lambda: acting(organisation_id=world.organisations["rodnik"].pk)


@pytest.fixture
def medicine(world: Any) -> Medicine:
    found: Medicine = world.row("medicine")
    return found


@pytest.fixture
def hourly(world: Any) -> Medicine:
    """Due at every hour, so that some is always due; known since yesterday."""
    worker = world.actor("shelter_worker")
    with acting_as(worker):
        facts = {"name": "Zzhourly", "dose": "1", "times": [time(hour) for hour in range(24)], "first_day": timezone.localdate() - timedelta(days=2)}
        return Medicine.objects.create(
            organisation_id=worker.organisation_id, stay=world.row("stay"), noted_by_id=worker.user_id,
            created_at=timezone.now() - timedelta(days=1), **facts,
        )  # fmt: skip


def page(client: Any, name: str, *args: Any, **query: str) -> str:
    return str(client.get(reverse(name, args=list(args)), query).content.decode())


def slots(client: Any, medicine: Medicine) -> list[str]:
    rows = client.get(reverse("medicine-list")).context["rows"]
    return [row["due"].slot for row in rows if row["due"].medicine.pk == medicine.pk]


def test_a_medicine_is_given_by_one_press_and_once_for_each_time(client_as: Any, hourly: Medicine, system: Any) -> None:
    worker, manager = client_as("shelter_worker"), client_as("shelter_manager")
    first, second = slots(worker, hourly)[:2]
    url, sent = reverse("dose-note", args=[hourly.pk]), {"outcome": "taken", "slot": first, "form_key": uuid4()}
    assert worker.post(url, sent).status_code == 302
    worker.post(url, sent)  # a second press
    with system():
        assert Dose.objects.filter(medicine=hourly).count() == 1
    again = manager.post(url, {"outcome": "taken", "slot": first, "words": "Zzkept", "form_key": uuid4()})
    assert "Look before you give it again" in again.content.decode()
    assert "Zzkept" in again.content.decode()
    manager.post(url, {"outcome": "refused", "slot": second, "words": "Zzfelt sick"})

    assert first not in slots(worker, hourly)
    log = page(worker, "medicine-list", show="log")
    assert "Zzfelt sick" in log
    assert "Did not want it" in log


def test_what_is_late_is_told_and_counted(client_as: Any, hourly: Medicine) -> None:
    worker = client_as("shelter_worker")
    rows = [row["due"] for row in worker.get(reverse("medicine-list")).context["rows"]]
    tiles = {counted.tile.url_name: counted.number for counted in worker.get(reverse("home")).context["tiles"]}

    assert rows == sorted(rows, key=lambda due: due.at or datetime.max.replace(tzinfo=ALMATY))
    assert tiles["medicine-list"] == sum(due.is_late for due in rows) >= 10
    assert "Late" in page(worker, "medicine-list")


def test_an_alert_stands_where_the_house_looks(client_as: Any, world: Any) -> None:
    worker, stay = client_as("shelter_worker"), world.row("stay")
    sent = {"kind": "fits", "words": "Zzlay her on her side", "form_key": uuid4()}
    assert [worker.post(reverse("alert-new", args=[stay.pk]), sent).status_code for _ in range(2)] == [302, 302]
    for name, args in (("house-list", []), ("stay-detail", [stay.pk])):
        shown = page(worker, name, *args)
        assert "May faint or have fits" in shown
        assert shown.count("Zzlay her on her side") == 1
    worker.post(reverse("alert-end", args=[world.row("alert").pk]))
    assert HEALTH["alert"] not in page(worker, "house-list")


@pytest.mark.parametrize(
    ("name", "sent", "field", "told"),
    [
        ("alert-new", {"kind": "", "words": "Zzkept"}, "kind", "required"),
        ("alert-new", {"kind": "diet", "words": ""}, "words", "required"),
        ("medicine-new", {"name": "Zzkept", "dose": "", "first_day": "2026-01-01"}, "dose", "required"),
        ("medicine-new", {"name": "Zzkept", "dose": "1", "times": "noon", "first_day": "2026-01-01"}, "times", "Write times as"),
        ("medicine-new", {"name": "Zzkept", "dose": "1", "first_day": "2026-01-02", "last_day": "2026-01-01"}, "last_day", "before the first day"),
    ],
)
def test_what_is_wrong_is_told_beside_its_box(name: str, sent: dict[str, str], field: str, told: str, client_as: Any, world: Any) -> None:
    answer = client_as("shelter_worker").post(reverse(name, args=[world.row("stay").pk]), sent)

    assert list(answer.context["form"].errors) == [field]
    assert told in answer.content.decode()
    assert all(value in answer.content.decode() for value in sent.values())


def test_a_medicine_is_written_down_and_ended(client_as: Any, world: Any, system: Any) -> None:
    worker, stay = client_as("shelter_worker"), world.row("stay")
    worker.post(reverse("medicine-new", args=[stay.pk]), {"name": "Zznew", "dose": "2", "times": "20.30 8:00", "first_day": "2026-01-01"})
    with system():
        made = Medicine.objects.get(first_day=date(2026, 1, 1))
        assert (made.name, made.dose, made.times) == ("Zznew", "2", [time(8), time(20, 30)])
    assert "Zznew" in page(worker, "stay-detail", stay.pk)
    worker.post(reverse("medicine-end", args=[made.pk]))

    assert "Zznew" not in page(worker, "medicine-list")
    assert "has ended" in worker.post(reverse("dose-note", args=[made.pk]), {"outcome": "taken", "slot": ""}).content.decode()


def test_as_needed_is_given_whenever_it_is_needed(client_as: Any, medicine: Medicine, system: Any) -> None:
    worker, url = client_as("shelter_worker"), reverse("dose-note", args=[medicine.pk])
    with system():
        before = Dose.objects.filter(medicine=medicine).count()
    for _ in range(2):
        worker.post(url, {"outcome": "taken", "slot": "", "form_key": uuid4()})
    with system():
        assert Dose.objects.filter(medicine=medicine).count() == before + 2


@pytest.mark.parametrize("role", ["case_manager", "director", "operator", "medic"])
def test_the_house_alone_reads_it(role: str, client_as: Any, world: Any, medicine: Medicine) -> None:
    client, stay = client_as(role), world.row("stay")
    urls = [reverse("medicine-list"), reverse("dose-note", args=[medicine.pk]), reverse("alert-new", args=[stay.pk]), reverse("medicine-new", args=[stay.pk])]

    assert [client.get(url).status_code for url in urls] == [403] * 4
    with acting_as(world.actor(role)):
        assert [model.objects.exists() for model in (HealthAlert, Medicine, Dose)] == [False] * 3


def test_another_organisation_finds_nothing(client_as: Any, world: Any, medicine: Medicine) -> None:
    client, stay = client_as("shelter_manager", "sana-sezim"), world.row("stay")

    for name, row in (("dose-note", medicine), ("medicine-end", medicine), ("alert-end", world.row("alert")), ("alert-new", stay), ("medicine-new", stay)):
        assert client.post(reverse(name, args=[row.pk]), {"outcome": "taken"}).status_code == 404, name
    assert stay.case.person.code not in page(client, "medicine-list", show="log")


def test_the_database_ends_once_and_changes_nothing_else(world: Any, medicine: Medicine, hourly: Medicine, system: Any) -> None:
    worker, stay = world.actor("shelter_worker"), world.row("stay")
    with acting_as(worker):
        for model, change in ((Medicine, {"name": b"x"}), (Medicine, {"times": []}), (HealthAlert, {"kind": "diet"})):
            with pytest.raises(ProgrammingError, match="ended, and nothing else"), transaction.atomic():
                model.objects.filter(stay=stay).update(**change)
        assert Dose.objects.update(outcome="away") == 0
        assert Dose.objects.all().delete()[0] == 0
        due = timezone.now()
        note_dose(by=worker, medicine=hourly, outcome="taken", due_at=due)
        with pytest.raises(GivenAlready):
            note_dose(by=worker, medicine=hourly, outcome="taken", due_at=due)
        end_medicine(by=worker, medicine=hourly)
        with pytest.raises(GoneOrEnded):
            note_dose(by=worker, medicine=hourly, outcome="taken")
        with pytest.raises(ProgrammingError, match="ended, and nothing else"), transaction.atomic():
            Medicine.objects.filter(pk=hourly.pk).update(ended_at=None)
    with system(), pytest.raises(IntegrityError, match="dose_given_once"), transaction.atomic():
        Dose.objects.create(organisation_id=hourly.organisation_id, medicine=hourly, due_at=due, outcome="taken", given_by_id=worker.user_id)


def test_words_lie_sealed_and_go_after_the_resident_has_left(world: Any, system: Any, copied_store: Any) -> None:
    rodnik, later = world.organisations["rodnik"], timezone.now() + timedelta(days=92)
    kept = ((HealthAlert, "words"), (Medicine, "name"), (Medicine, "dose"), (Dose, "words"))

    def telling() -> int:
        return sum(model.objects.exclude(**{name: b""}).count() for model, name in kept)

    with system(), connection.cursor() as cursor:
        cursor.execute("select a.words, m.name, m.dose from shelters_healthalert a, shelters_medicine m")
        assert all(b"Zz" not in bytes(value) for row in cursor.fetchall() for value in row)
        sweep_organisation(rodnik, now=later)
        assert telling() >= 4
        check_out(by=world.actor("shelter_manager"), stay=world.row("stay"), left_on=timezone.localdate(), leave_reason="goals_met")
        sweep_organisation(rodnik, now=later)
        assert telling() == 0


@pytest.mark.parametrize(("text", "times"), [("8:00, 20:00", [8, 20]), ("20.00 8.00;8:00", [8, 20]), ("", []), ("0:00", [0])])
def test_times_are_read_as_people_write_them(text: str, times: list[int]) -> None:
    assert read_times(text) == [time(hour) for hour in times]


@pytest.mark.parametrize("text", ["24:00", "8:60", "noon", "8", "-1:00"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(NotATime):
        read_times(text)


def test_what_is_due_lies_within_twelve_hours_and_the_days_of_the_medicine() -> None:
    day = NOW.date()
    at = lambda step, hour: datetime.combine(day + timedelta(days=step), time(hour), ALMATY)  # noqa: E731
    times = [time(8), time(22)]

    assert due_moments(times, day - timedelta(days=9), None, NOW) == [at(-1, 22), at(0, 8)]
    assert due_moments(times, day, None, NOW) == [at(0, 8)]
    assert due_moments(times, day - timedelta(days=9), day - timedelta(days=1), NOW) == [at(-1, 22)]
    assert due_moments(times, day, None, NOW + timedelta(hours=1)) == [at(0, 8), at(0, 22)]
    assert [is_late(at(0, 8), NOW), is_late(at(0, 9), NOW)] == [True, False]
