"""Reports by a schedule: what is owed, when, in which order; asked for by the system, never twice, and seen by people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from access.context import acting
from access.outbox.actions import perform
from access.outbox.models import JobState, OutboxJob
from reports.actions import CoarserFirst, confirm_data, request_report, withdraw_report
from reports.models import Programme, Report
from reports.owed import AT_ONCE, SCHEDULE_REPORTS, request_owed
from reports.schedule import CADENCES, due_day, list_coming, list_expected, list_over
from reports.tasks import look_at_schedules
from tests.reports.test_publishing import in_english
from tests.world_reports import WISHED, closed_month, make_programme, make_report, publish


@pytest.fixture
def rodnik(world: Any, db: None) -> Iterator[Any]:
    with acting(organisation_id=world.organisations["rodnik"].pk):
        yield world.organisations["rodnik"]


def promising(*cadences: str, since: date = date(2026, 1, 1), days: int = 15, **facts: Any) -> Programme:
    return Programme(cadences=list(cadences), reports_from=since, due_days=days, **facts)


def test_a_report_is_due_so_many_days_after_its_period() -> None:
    programme = promising("month", "quarter", "half", "year", days=15)

    assert due_day(programme, "2026-05") == date(2026, 6, 15)
    assert due_day(programme, "2026Q2") == date(2026, 7, 15)
    assert due_day(programme, "2026H2") == date(2027, 1, 15)
    assert due_day(programme, "2026") == date(2027, 1, 15)
    assert due_day(programme, "2026-02..2026-04") is None
    assert due_day(promising("quarter"), "2026-05") is None


def test_what_closes_together_is_made_coarse_before_fine() -> None:
    programme = promising("month", "quarter", "half", "year", since=date(2026, 11, 1))
    codes = [one.period.code for one in list_expected(programme, "2027-01")]

    assert codes == ["2026-11", "2026", "2026H2", "2026Q4", "2026-12", "2027-01"]


def test_nothing_is_owed_outside_the_programme_or_without_a_promise() -> None:
    running = promising("month", starts_on=date(2026, 3, 1), ends_on=date(2026, 4, 30))

    assert [one.period.code for one in list_expected(running, "2026-12")] == ["2026-03", "2026-04"]
    assert list_expected(promising(), "2026-12") == []
    assert list_expected(Programme(cadences=["month"], reports_from=None), "2026-12") == []
    assert list_expected(promising("month", since=date(2027, 1, 1)), "2026-12") == []


@settings(max_examples=60, deadline=None)
@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.sets(st.sampled_from(sorted(CADENCES))))
def test_what_is_over_is_never_ahead_and_never_twice(since: date, today: date, cadences: set[str]) -> None:
    programme = promising(*sorted(cadences), since=since)
    over = list_over(programme, today)

    assert len({one.period.code for one in over}) == len(over)
    assert all(one.period.months[-1] < f"{today:%Y-%m}" for one in over)
    assert [one for one in list_coming(programme, today) if one.period.months[-1] < f"{today:%Y-%m}"] == over


def owing(world: Any, code: str, back: int, *cadences: str) -> Programme:
    since = closed_month(back)
    made: Programme = make_programme(
        world, "rodnik", code, cadences=list(cadences), reports_from=date(int(since[:4]), int(since[5:]), 1), due_days=15
    )
    return made


def test_after_a_standstill_what_was_missed_is_caught_up_a_few_at_a_time_and_once(world: Any, rodnik: Any) -> None:
    programme = owing(world, "missed", 8, "month")
    first = request_owed(rodnik)
    second = request_owed(rodnik)
    again = request_owed(rodnik)

    assert [len(first), len(second), again] == [AT_ONCE, 8 - AT_ONCE, []]
    assert [one.period for one in [*first, *second]] == [closed_month(back) for back in range(8, 0, -1)]
    assert {one.author_id for one in first} == {None}
    assert first[0].due_on == due_day(programme, first[0].period)
    assert Report.objects.filter(programme=programme).count() == 8


def test_the_schedule_does_not_ask_again_for_what_was_withdrawn(world: Any, rodnik: Any) -> None:
    programme = owing(world, "taken-back", 1, "month")
    report = publish(world, "rodnik", make_report(world, "rodnik", programme, closed_month(1)))
    withdraw_report(by=world.actor("director"), report=report, reason="Wrong")

    assert request_owed(rodnik) == []


def test_the_clock_promises_one_look_an_hour_and_a_broken_look_is_done_again(world: Any, rodnik: Any) -> None:
    owing(world, "by-clock", 2, "month")
    look_at_schedules()
    look_at_schedules()
    (job,) = OutboxJob.objects.filter(kind=SCHEDULE_REPORTS, organisation_id=rodnik.pk)
    for _ in range(2):
        OutboxJob.objects.filter(pk=job.pk).update(state=JobState.RUNNING, claimed_at=timezone.now(), finished_at=None)
        perform(job.pk)

    assert OutboxJob.objects.get(pk=job.pk).state == JobState.DONE
    assert Report.objects.filter(programme__code="by-clock").count() == 2


def test_a_shorter_period_waits_for_the_longer_one_that_ends_with_it(world: Any, rodnik: Any) -> None:
    officer, year = world.actor("monitoring_officer"), timezone.localdate().year - 2
    programme = make_programme(world, "rodnik", "in-order")
    quarter = request_report(by=officer, programme=programme, period=f"{year}Q2")
    month = request_report(by=officer, programme=programme, period=f"{year}-06")
    other = request_report(by=officer, programme=programme, period=f"{year}-05")

    with pytest.raises(CoarserFirst):
        confirm_data(by=officer, report=month, findings={}, serious=0)
    confirm_data(by=officer, report=other, findings={}, serious=0)
    confirm_data(by=officer, report=quarter, findings={}, serious=0)
    assert Report.objects.get(pk=quarter.pk).state == "building"


def test_the_officer_sees_what_is_due_overdue_and_waiting(world: Any, client_as: Any) -> None:
    client = in_english(client_as("monitoring_officer"), world, "monitoring_officer")
    with acting(organisation_id=world.organisations["rodnik"].pk):
        programme = owing(world, "seen", 5, "month")
        asked = request_owed(world.organisations["rodnik"])
    overdue = [one for one in asked if one.due_on and one.due_on < timezone.localdate()]
    assert overdue
    home = client.get(reverse("home")).content.decode()
    assert "Overdue reports" in home
    late = client.get(reverse("report-list"), {"state": "overdue"}).content.decode()
    assert all(reverse("report-detail", args=[one.pk]) in late for one in overdue)
    expected = client.get(reverse("programme-expected", args=[programme.pk])).content.decode()
    assert "overdue" in expected
    assert "period not over" in expected
    assert all(reverse("report-detail", args=[one.pk]) in expected for one in asked)
    assert client_as("director", "sana-sezim").get(reverse("programme-expected", args=[programme.pk])).status_code == 404


def test_how_often_reports_are_due_is_chosen_with_the_programme(world: Any, client_as: Any) -> None:
    client = client_as("monitoring_officer")
    data = {"code": "how-often", "name": "How often", "donor": world.organisations["fund-aurora"].pk, "language": "en", "k": 5,
            "indicators": WISHED, "is_active": "on", "cadences": ["month", "year"], "due_days": 20, "form_key": str(uuid4())}  # fmt: skip
    refused = client.post(reverse("programme-new"), {**data, "due_days": 500})
    assert "error-summary" in refused.content.decode()
    assert client.post(reverse("programme-new"), data).status_code == 302
    with acting(organisation_id=world.organisations["rodnik"].pk):
        programme = Programme.objects.get(code="how-often")
    assert (programme.cadences, programme.due_days) == (["month", "year"], 20)
    assert programme.reports_from == timezone.localdate().replace(day=1)
    assert list_over(programme) == []
    assert list_coming(programme)[0].due_on >= timezone.localdate() + timedelta(days=1)
