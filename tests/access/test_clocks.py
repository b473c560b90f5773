"""Days and clocks: both changes of time, midnight, leap days, two zones at once, a clock that is set back an hour."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
import time_machine
from django.db import connection, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from access.chain import check_chain
from access.confirmation import RECENTLY, SESSION_CONFIRMED, is_confirmed
from access.context import signed
from access.factors.rules import code_at, matching_step, step_at
from access.middleware import _has_run_out
from access.models import Organisation
from access.outbox.actions import claim_next
from access.outbox.models import OutboxJob
from access.retention.registry import Limit
from access.sessions import SESSION_SEEN, SESSION_STARTED
from casework.cases.emergency import EmergencyOpening
from casework.cases.rules import add_months, age_on, guarantee_ends
from config.processes.clock import Every
from hotline.queue import end_of_today
from reports.periods import list_months, list_standard_periods, read_period
from shelters.models import Booking, BookingState
from shelters.rules import minutes_left, month_of, week_of
from tests.bootstrap import URLS
from tests.world import as_owner, entered_with

# Almaty went from UTC+6 to UTC+5 on 1 March 2024; Aqtobe stayed. Berlin and Santiago change twice a year, Santiago at midnight.
ZONES = ("Asia/Almaty", "Asia/Aqtobe", "Europe/Berlin", "America/Santiago", "Pacific/Kiritimati", "UTC")
CHANGES = (
    datetime(2024, 2, 29, 18, tzinfo=UTC), datetime(2004, 10, 30, 20, tzinfo=UTC), datetime(2024, 3, 31, 1, tzinfo=UTC),
    datetime(2024, 10, 27, 1, tzinfo=UTC), datetime(2024, 9, 8, 4, tzinfo=UTC), datetime(2024, 4, 7, 3, tzinfo=UTC),
)  # fmt: skip
LEAP = [date(year, 2, 28) + timedelta(days=day) for year in (1999, 2000, 2023, 2024, 2028, 2099) for day in range(3)]
HOUR = timedelta(hours=1)


def moments() -> list[datetime]:
    """A quarter of an hour apart round each change, seconds round midnights of leap days and years, and some by chance."""
    near = [change + timedelta(minutes=15 * step) for change in CHANGES for step in range(-12, 13)]
    nights = [datetime.combine(day, time(), UTC) + timedelta(seconds=second) for day in LEAP for second in (-1, 0, 1)]
    chance = random.Random(17)
    return near + nights + [datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=chance.randrange(30 * 365 * 86400)) for _ in range(60)]


MOMENTS = moments()


def days(number: int = 1200) -> Iterator[date]:
    chance = random.Random(29)
    yield from LEAP
    for _ in range(number):
        yield date(1990, 1, 1) + timedelta(days=chance.randrange(40 * 366))


def test_deadlines_ages_and_months_by_any_day(measure: Callable[..., None]) -> None:
    wrong, checked, anniversary = [], 0, random.Random(3)
    for day in days():
        born = day - timedelta(days=anniversary.randrange(0, 36000))
        first, following = month_of(day)
        told = {
            "years": age_on(born, day) == sum(1 for year in range(born.year + 1, day.year + 1) if birthday(born, year) <= day),
            "guarantee": (add_months(day, 6), add_months(day, 9)) == (guarantee_ends(day), guarantee_ends(day, extended=True)),
            "not before": add_months(day, 6) <= add_months(day + timedelta(days=1), 6),
            "the same day": add_months(day, 6).day == min(day.day, (month_of(add_months(first, 6))[1] - timedelta(days=1)).day),
            "a month": first <= day < following and first.day == following.day == 1 and (following - first).days in range(28, 32),
            "a week": day in week_of(day) and len(set(week_of(day))) == 7 and week_of(day)[0].weekday() == 0,
            "a report": f"{day:%Y-%m}" in read_period(f"{day:%Y}Q{(day.month + 2) // 3}").months,
            "all months": len(list_months(f"{day:%Y}-01", f"{day:%Y-%m}")) == day.month,
        }
        wrong += [f"{day}, born {born}: {name}" for name, held in told.items() if not held]
        checked += 1
    whole = list_standard_periods(list_months("2023-12", "2025-01"))
    assert {"2024", "2024H1", "2024Q1", "2024-02"} <= {period.code for period in whole}
    measure("C12", checked=checked, failed=wrong, note=f"{checked} days: deadlines, ages, months, weeks, periods of reports", part=True)


def birthday(born: date, year: int) -> date:
    """Who was born on a leap day is a year older on 1 March of other years."""
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def test_the_calendar_of_each_zone_round_every_change(measure: Callable[..., None]) -> None:
    """What ended on a day is due when so many days are over, and today ends when tomorrow begins, in every zone."""
    wrong, checked = [], 0
    for name in ZONES:
        zone, organisation = ZoneInfo(name), Organisation(time_zone=name)
        for moment in MOMENTS:
            limit = Limit.at(organisation, moment, 30)
            wrong += [f"{name} {moment}: {said}" for said, held in limits(limit, moment, zone).items() if not held]
            with time_machine.travel(moment, tick=False), timezone.override(name):
                end, today = end_of_today(), timezone.localdate()
            local = moment.astimezone(zone).date()
            held = end > moment and first_day(end, zone) == (local, local + timedelta(days=1)) and today == local
            wrong += [] if held else [f"{name} {moment}: today {today} ends {end}"]
            checked += 1
    measure("C12", checked=checked, failed=wrong, note=f"{checked} moments in {len(ZONES)} zones: keeping and call-backs", part=True)


def first_day(end: datetime, zone: ZoneInfo) -> tuple[date, date]:
    """The days just before and at a moment."""
    return (end.astimezone(UTC) - timedelta(microseconds=1)).astimezone(zone).date(), end.astimezone(UTC).astimezone(zone).date()


def limits(limit: Limit, moment: datetime, zone: ZoneInfo) -> dict[str, bool]:
    return {
        "the day": limit.day == moment.astimezone(zone).date() - timedelta(days=30),
        "its end": first_day(limit.moment, zone) == (limit.day, limit.day + timedelta(days=1)),
        "not too early": moment - limit.moment >= timedelta(days=29) - HOUR,
        "not too late": moment - limit.moment <= timedelta(days=30) + HOUR,
    }


def test_what_runs_out_runs_out_by_the_clock_and_not_by_the_wall(settings: Any, measure: Callable[..., None]) -> None:
    """A hold, a session, a confirmation and a code last as long in the night of a change as in any other."""
    wrong, checked, secret = [], 0, b"01234567890123456789"
    for moment in MOMENTS:
        with time_machine.travel(moment, tick=False) as clock:
            hold = Booking(state=BookingState.HELD, expires_at=timezone.now() + timedelta(minutes=90))
            session = {SESSION_STARTED: moment.timestamp(), SESSION_SEEN: int(moment.timestamp()), SESSION_CONFIRMED: int(moment.timestamp())}
            code = code_at(secret, step_at(moment.timestamp()))
            assert hold.expires_at
            told = {"now": (hold.has_run_out, run_out(session), confirmed(session), shown(secret, code), minutes_left(hold.expires_at, timezone.now()))}
            for name, minutes in (("back", -60), ("still", 14), ("over", 91)):
                clock.move_to(moment + timedelta(minutes=minutes))
                told[name] = (hold.has_run_out, run_out(session), confirmed(session), shown(secret, code), minutes_left(hold.expires_at, timezone.now()))
        expected = {
            "now": (False, False, True, True, 90), "still": (False, False, False, False, 76), "over": (True, True, False, False, 0),
            "back": (False, True, False, False, 150),
        }  # fmt: skip
        wrong += [f"{moment} {name}: {told[name]}" for name in expected if told[name] != expected[name]]
        checked += len(expected)
    measure("C12", checked=checked, failed=wrong, note=f"{checked} clocks of holds, sessions, confirmations and codes, a quarter of them set back an hour", part=True)


def request_with(session: dict[str, Any]) -> Any:
    request: Any = HttpRequest()
    request.session = dict(session)
    return request


def run_out(session: dict[str, Any]) -> bool:
    return _has_run_out(request_with(session))


def confirmed(session: dict[str, Any]) -> bool:
    return is_confirmed(request_with(session), RECENTLY)


def shown(secret: bytes, code: str) -> bool:
    return matching_step(secret, code, timezone.now().timestamp()) is not None


def refused(value: str) -> bool:
    with psycopg.connect(URLS.web, dbname=connection.settings_dict["NAME"]) as beside:
        try:
            beside.execute("select set_config('app.ctx', %s, true), app.org()", [value])
            return beside.execute("select app.org()").fetchone() == (None,)
        except psycopg.DatabaseError:
            return True


def test_a_signed_context_lives_an_hour(world: Any, db: None, measure: Callable[..., None]) -> None:
    own, real, wrong = world.organisations["rodnik"].pk, datetime.now(UTC), []
    for seconds in (-7200, -3700, -3605, -3500, -60, 0, 60):
        with time_machine.travel(real + timedelta(seconds=seconds), tick=True):
            value = signed(own, None, ("system",))
        wrong += [] if refused(value) == (seconds < -3600) else [f"signed {seconds} s from now"]
    measure("C12", checked=7, failed=wrong, note="contexts that ran out", part=True)


@pytest.fixture
def in_berlin(world: Any) -> Iterator[None]:
    """The second organisation works there for the length of a test."""
    with psycopg.connect(URLS.owner, dbname=connection.settings_dict["NAME"], autocommit=True) as owner:
        owner.execute("update access_organisation set time_zone = 'Europe/Berlin' where code = 'sana-sezim'")
        yield
        owner.execute("update access_organisation set time_zone = 'Asia/Almaty' where code = 'sana-sezim'")


def test_today_is_the_day_where_the_organisation_works(world: Any, in_berlin: None, client_as: Any, measure: Callable[..., None]) -> None:
    """Two organisations in two zones, at moments when their calendars show two days, on both sides of the changes of Berlin."""
    zones, wrong, year = {"rodnik": "Asia/Almaty", "sana-sezim": "Europe/Berlin"}, [], timezone.now().year + 1
    asked = [datetime(year, month, day, hour, 30, tzinfo=UTC) for month, day in ((2, 28), (3, 31), (7, 31), (12, 31)) for hour in (18, 19, 21, 22, 23)]
    for moment in asked:
        with time_machine.travel(moment, tick=False):
            for code, zone in zones.items():
                page = client_as("case_manager", code).get(reverse("case-new")).content.decode()
                today = moment.astimezone(ZoneInfo(zone)).date()
                wrong += [] if f'value="{today}"' in page else [f"{code} at {moment}: not {today}"]
    measure("C12", checked=2 * len(asked), failed=wrong, note="today in two zones of one installation", part=True)


def test_after_the_clock_was_set_back_nothing_lasts_longer_and_work_goes_on(world: Any, committed: None, measure: Callable[..., None]) -> None:
    now = datetime.now(UTC)
    organisation, user = world.organisations["rodnik"], world.user("director")
    asked: dict[str, tuple[Callable[[], bool], tuple[bool, bool]]] = {
        "an emergency": (lambda: EmergencyOpening(organisation=organisation, user=user, until=now + HOUR).is_running, (True, False)),
        "a schedule": (lambda: bool(Every(5.0).is_due(now)[0]), (False, True)),
        "promised work": (lambda: promised_is_due(now), (True, True)),
    }
    wrong = []
    for name, (ask, expected) in asked.items():
        with time_machine.travel(now, tick=False):
            then = ask()
        with time_machine.travel(now - HOUR, tick=False):
            told = (then, ask())
        wrong += [] if told == expected else [f"{name}: {told}"]
    wrong += as_owner(breaks_of_an_event_from_an_hour_ago)
    measure("C12", checked=2 * len(asked) + 1, failed=wrong, note="emergencies end; sweeps, promised work and the chain of the audit go on", part=True)


@pytest.fixture
def committed(world: Any, django_db_blocker: Any) -> Iterator[None]:
    """Outside any transaction of the test."""
    with django_db_blocker.unblock():
        yield


def promised_is_due(promised_at: datetime) -> bool:
    """Whether a worker finds work that was promised at that moment and never tried."""
    with entered_with(URLS.worker):
        OutboxJob.objects.all().delete()
        OutboxJob.objects.create(kind="tests.never-declared", key=str(promised_at), created_at=promised_at, not_before=promised_at)
        found = claim_next() is not None
        OutboxJob.objects.all().delete()
    return found


def breaks_of_an_event_from_an_hour_ago() -> list[str]:
    """The chain goes by the order in which events came, not by what the clock said."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("alter table access_auditevent disable trigger stamp_event")
        for hours in (0, 1):
            cursor.execute(
                "insert into access_auditevent (id, at, action, object_type, outcome, detail) "
                f"values (gen_random_uuid(), now() - interval '{hours} hours', 'access.viewed', '', 'done', '{{}}')"
            )
        cursor.execute("set constraints all immediate")
        broken = [each.reason for each in check_chain()[1]]
        transaction.set_rollback(True)
    return broken
