"""Who is told of an unanswered referral, when, and that nobody is told twice: over weekends, a change of the clocks, and restarts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from access.actors import system_actor
from access.context import acting
from access.models import AuditEvent
from casework.referrals.actions import accept_referral
from casework.referrals.clocks import Step, due_of, moment_after, step_due
from casework.referrals.models import Referral, ReferralStateChange
from casework.referrals.reminders import ReferralReminder
from casework.referrals.tasks import SCHEDULE, look_after_organisation
from config.settings import hours_from_env
from tests.world_casework import new_referral

ALMATY = ZoneInfo("Asia/Almaty")
HOURS = (48.0, 72.0, 240.0)


def almaty(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ALMATY)


# --- moments -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-06-01T10:00", 48, "2026-06-03T10:00"),  # Monday to Wednesday
        ("2026-06-05T10:00", 24, "2026-06-08T10:00"),  # Friday morning to Monday morning
        ("2026-06-05T23:30", 1, "2026-06-08T00:30"),  # half an hour before the weekend, half an hour after it
        ("2026-06-06T12:00", 2, "2026-06-08T02:00"),  # sent on a Saturday: the clock starts on Monday
        ("2026-06-07T23:59", 24, "2026-06-09T00:00"),
        ("2026-06-04T09:00", 240, "2026-06-18T09:00"),  # ten working days, two weekends
        ("2024-02-29T12:00", 24, "2024-03-01T11:00"),  # the night on which Kazakhstan put its clocks back by an hour
        ("2024-02-28T12:00", 72, "2024-03-04T11:00"),  # the same, with a weekend behind it
    ],
)
def test_the_clock_rests_at_weekends_and_bears_the_change_of_2024(start: str, hours: int, end: str) -> None:
    assert moment_after(almaty(start), timedelta(hours=hours), ALMATY, rests_at_weekend=True) == almaty(end).astimezone(UTC)


@pytest.mark.parametrize("urgency", ["now", "today"])
def test_danger_knows_no_weekend(urgency: str) -> None:
    saturday = almaty("2026-06-06T03:00")

    assert due_of(saturday, urgency, (0.5, 1, 24), ALMATY).escalate == saturday + timedelta(hours=1)


def test_after_a_standstill_only_the_gravest_step_is_due() -> None:
    due = due_of(almaty("2026-06-01T10:00"), "week", HOURS, ALMATY)
    found = [step_due(due, almaty(f"2026-06-{day}T10:00")) for day in ("01", "02", "03", "04", "15")]

    assert found == [None, None, Step.REMIND, Step.ESCALATE, Step.GIVE_UP]


def test_the_defaults_rise_with_what_can_wait() -> None:
    rows = [settings.REFERRAL_HOURS[urgency] for urgency in ("now", "today", "week", "planned")]

    assert all(first < second < third for first, second, third in rows)
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)


@pytest.mark.parametrize("text", ["1,2", "3,2,1", "a,b,c", "0,1,2", ""])
def test_hours_that_make_no_sense_stop_the_start(text: str, monkeypatch: Any) -> None:
    from django.core.exceptions import ImproperlyConfigured

    monkeypatch.setenv("PANA_REFERRAL_TEST", text)
    with pytest.raises(ImproperlyConfigured):
        hours_from_env("PANA_REFERRAL_TEST", HOURS)


def test_the_clock_asks_every_minute() -> None:
    assert SCHEDULE == {"casework.referrals.tasks.look_after": 60.0}


# --- people --------------------------------------------------------------------------------------------
@pytest.fixture
def waiting(acts: Any, case: Any, world: Any) -> Any:
    with acts("case_manager") as manager:
        return new_referral(manager, case, world.organisations["sana-sezim"])[1]


def aged(world: Any, referral: Any, hours: float) -> None:
    """Sent so long ago; urgency "today", whose clock knows no weekend."""
    with acting(organisation_id=world.organisations["rodnik"].pk):
        Referral.objects.filter(pk=referral.pk).update(sent_at=timezone.now() - timedelta(hours=hours))


def sweep(world: Any, *codes: str) -> int:
    told = 0
    for code in codes or ("rodnik", "sana-sezim"):
        organisation = world.organisations[code]
        with acting(organisation_id=organisation.pk):
            told += look_after_organisation(system_actor(organisation))
    return told


def told(world: Any, referral: Any, code: str) -> list[tuple[str, str]]:
    with acting(organisation_id=world.organisations[code].pk):
        rows = ReferralReminder.objects.filter(referral_id=referral.pk, organisation_id=world.organisations[code].pk).select_related("user")
        return sorted((row.user.username, row.step) for row in rows)


def test_nobody_is_told_before_the_time(world: Any, waiting: Any) -> None:
    aged(world, waiting, 3.9)
    sweep(world)

    assert told(world, waiting, "rodnik") == told(world, waiting, "sana-sezim") == []


def test_first_who_works_on_it_then_also_the_director(world: Any, waiting: Any) -> None:
    aged(world, waiting, 4.1)
    sweep(world)
    assert told(world, waiting, "rodnik") == [("rodnik.case-manager", "remind")]
    assert told(world, waiting, "sana-sezim") == [("sana-sezim.case-manager", "remind")]
    aged(world, waiting, 8.1)
    sweep(world)

    for code in ("rodnik", "sana-sezim"):
        assert set(told(world, waiting, code)) == {(f"{code}.case-manager", "remind"), (f"{code}.case-manager", "escalate"), (f"{code}.director", "escalate")}


def test_nothing_is_told_twice_however_often_the_clock_asks(world: Any, waiting: Any) -> None:
    for hours in (4.1, 5, 7.9, 8.1, 8.1, 30):
        aged(world, waiting, hours)
        sweep(world)
        sweep(world)

    rows = told(world, waiting, "rodnik")
    assert len(rows) == len(set(rows)) == 3
    with acting(organisation_id=world.organisations["rodnik"].pk):
        events = AuditEvent.objects.filter(action="casework.referral.reminded", object_id=waiting.pk)
        assert sorted(event.detail["step"] for event in events) == ["escalate", "remind"]


def test_a_worker_that_dies_in_the_middle_leaves_nothing_half_told(world: Any, waiting: Any, monkeypatch: Any) -> None:
    from casework.referrals import tasks

    aged(world, waiting, 8.1)
    real = tasks.tell_step

    def dies(**kwargs: Any) -> None:
        real(**kwargs)
        raise SystemError("killed")

    monkeypatch.setattr(tasks, "tell_step", dies)
    with pytest.raises(SystemError):
        sweep(world, "rodnik")
    assert told(world, waiting, "rodnik") == []
    monkeypatch.setattr(tasks, "tell_step", real)
    sweep(world, "rodnik")

    assert len(told(world, waiting, "rodnik")) == 2


def test_after_the_last_hour_the_sender_knows_that_nobody_will_answer(world: Any, waiting: Any, acts: Any, client_as: Any) -> None:
    aged(world, waiting, 72.1)
    sweep(world)
    with acts("case_manager"):
        assert Referral.objects.get(pk=waiting.pk).state == "no_answer"
        last = ReferralStateChange.objects.filter(referral=waiting).order_by("-at").first()
        assert (last.state, last.by_id) == ("no_answer", None)
    assert ("rodnik.case-manager", "give_up") in told(world, waiting, "rodnik")
    late = client_as("case_manager", "sana-sezim").post(reverse("incoming-accept", args=[waiting.pk]))

    assert late.context["form"].non_field_errors()


def test_an_answer_stops_the_clock(world: Any, waiting: Any, acts: Any) -> None:
    with acts("case_manager", "sana-sezim") as partner:
        accept_referral(by=partner, referral=Referral.objects.get(pk=waiting.pk))
    aged(world, waiting, 500)
    sweep(world)

    assert told(world, waiting, "rodnik") == told(world, waiting, "sana-sezim") == []


def test_each_sees_their_own_and_says_so_once(world: Any, waiting: Any, client_as: Any, acts: Any) -> None:
    aged(world, waiting, 4.1)
    sweep(world)
    manager, director, partner = client_as("case_manager"), client_as("director"), client_as("case_manager", "sana-sezim")
    rows = {who: [row for row in client.get(reverse("reminder-list")).context["reminders"] if row.referral_id == waiting.pk]
            for who, client in (("manager", manager), ("director", director), ("partner", partner))}  # fmt: skip
    assert {who: len(found) for who, found in rows.items()} == {"manager": 1, "director": 0, "partner": 1}
    own = rows["manager"][0]
    assert director.post(reverse("reminder-seen", args=[own.pk])).status_code == 404
    for _ in range(2):
        assert manager.post(reverse("reminder-seen", args=[own.pk])).status_code == 302
    assert not [row for row in manager.get(reverse("reminder-list")).context["reminders"] if row.pk == own.pk]
    with acts("case_manager"):
        for change in ({"seen_at": None}, {"step": "escalate"}):
            with pytest.raises(DatabaseError, match="seen once"), transaction.atomic():
                ReferralReminder.objects.filter(pk=own.pk).update(**change)


def test_nobody_makes_a_reminder_by_hand(acts: Any, waiting: Any, world: Any) -> None:
    with acts("director") as director, pytest.raises(DatabaseError), transaction.atomic():
        ReferralReminder.objects.create(organisation_id=director.organisation_id, referral=waiting, user=director.user, step="remind")
