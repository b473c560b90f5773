"""Before months are frozen somebody looks at the data: what is missing, implausible or contradictory, and accepts it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from access.context import acting
from casework.cases.actions import open_case
from casework.people.actions import add_person
from reports.actions import request_report
from reports.models import DataCheck, MonthSnapshot, Report
from reports.quality.records import Record, read_records
from reports.quality.rules import RULES, Kind, look_through, measure_fields
from tests.reports.test_publishing import in_english
from tests.world_reports import make_programme

TODAY = date(2026, 6, 1)
ASKED = date(2026, 3, 10)
GOOD = Record(
    case_id=UUID(int=1), person_id=UUID(int=1), state="open", requested_on=ASKED, registered_on=ASKED, source="police", region="KZ-75",
    age=25, sex="female", birth_year=2000, citizenships=("UZ",), types=("forced_labour",), services=(date(2026, 3, 12),),
    stays=((date(2026, 3, 11), date(2026, 4, 11)),), decisions=(("ngo", "confirmed"),),
)  # fmt: skip
BAD: dict[str, dict[str, Any]] = {
    "no-sex": {"sex": "unknown"},
    "no-age": {"age": None, "birth_year": None},
    "no-citizenship": {"citizenships": ()},
    "no-type": {"types": ("unknown",), "decisions": (("ngo", "possible"),)},
    "no-region": {"region": ""},
    "no-source": {"source": "unknown"},
    "age-differs": {"birth_year": 1980},
    "child-or-adult": {"age": 18, "birth_year": 2009},
    "dated-ahead": {"services": (date(2026, 6, 2),)},
    "help-before": {"services": (date(2026, 3, 9),)},
    "stay-before": {"stays": ((date(2026, 3, 9), date(2026, 4, 1)),)},
    "left-unarrived": {"journal_until": date(2026, 4, 1)},
    "stay-unhelped": {"services": ()},
    "stay-long": {"stays": ((date(2026, 3, 11), None),), "requested_on": ASKED},
    "closed-present": {"state": "closed", "closed_on": date(2026, 5, 1), "stays": ((date(2026, 3, 11), None),)},
    "help-after": {"state": "closed", "closed_on": date(2026, 4, 20), "services": (date(2026, 4, 21),)},
    "undecided": {"decisions": ()},
    "type-none": {"types": ()},
    "not-a-victim": {"closure_reason": "not_a_victim"},
    "stateless-citizen": {"is_stateless": True},
    "papers-differ": {"legal_status": "citizen_kz"},
}
AT = {"stay-long": date(2027, 1, 1)}


def test_a_good_record_has_no_findings() -> None:
    assert look_through([GOOD], TODAY) == []
    assert {one.share for one in measure_fields([GOOD])} == {100}
    assert {one.share for one in measure_fields([])} == {100}


@pytest.mark.parametrize("code", BAD)
def test_each_rule_finds_what_it_is_for(code: str) -> None:
    found = {one.rule.code for one in look_through([replace(GOOD, **BAD[code])], AT.get(code, TODAY))}

    assert code in found
    assert found <= {code, *ALONG.get(code, ())}


ALONG = {"type-none": ("no-type",), "child-or-adult": (), "no-age": ()}


def test_two_codes_for_one_person_are_suspected_only_when_everything_is_alike_within_a_week() -> None:
    second = replace(GOOD, case_id=UUID(int=2), person_id=UUID(int=2), requested_on=ASKED + timedelta(days=7), services=())
    far = replace(second, requested_on=ASKED + timedelta(days=8))
    same_person = replace(second, person_id=GOOD.person_id)

    def suspected(*records: Record) -> list[tuple[UUID, ...]]:
        return [one.cases for one in look_through(records, TODAY) if one.rule.code == "twice"]

    assert suspected(GOOD, second) == [(GOOD.case_id, second.case_id)]
    for other in (far, same_person, replace(second, sex="male"), replace(second, birth_year=None)):
        assert suspected(GOOD, other) == []


def test_every_rule_is_tried_and_named_once() -> None:
    assert {rule.code for rule in RULES} == {*BAD, "twice"}
    assert len({str(rule.name) for rule in RULES}) == len(RULES)
    assert {rule.kind for rule in RULES} == set(Kind)


DAYS = st.dates(date(2024, 1, 1), date(2027, 1, 1))
RECORDS = st.builds(
    Record, case_id=st.uuids(), person_id=st.uuids(), state=st.sampled_from(["open", "closed"]), requested_on=DAYS, registered_on=DAYS,
    closed_on=st.none() | DAYS, age=st.none() | st.integers(0, 90), birth_year=st.none() | st.integers(1930, 2026),
    sex=st.sampled_from(["female", "male", "unknown"]), citizenships=st.sampled_from([(), ("KZ",), ("UZ",)]), is_stateless=st.booleans(),
    services=st.lists(st.none() | DAYS, max_size=3).map(tuple), types=st.sampled_from([(), ("sexual",), ("unknown",)]),
    stays=st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=2).map(tuple),
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.lists(RECORDS, max_size=12))
def test_findings_name_only_cases_that_are_there_each_once(records: list[Record]) -> None:
    known = {record.case_id for record in records}
    for one in look_through(records, TODAY):
        assert one.cases
        assert set(one.cases) <= known
        assert len(set(one.cases)) == one.number
    for filled in measure_fields(records):
        assert 0 <= filled.number <= filled.total == len(records)
        assert (filled.share == 100) == (filled.number == filled.total)


def ask_for(world: Any, code: str, month: str) -> Report:
    """A report whose months nobody has frozen, with one woman of whom much is missing."""
    manager = world.actor("case_manager")
    with acting(organisation_id=world.organisations["rodnik"].pk):
        person = add_person(by=manager, facts={"sex": "unknown", "birth_year": 2015})
        facts = {"requested_on": f"{month}-10", "registered_on": f"{month}-10", "age_at_registration": 30}
        open_case(by=manager, person=person, facts=facts, lead=manager.user)
        programme = make_programme(world, "rodnik", code)
        return request_report(by=world.actor("monitoring_officer"), programme=programme, period=month)


def test_a_request_freezes_nothing_until_the_officer_has_accepted_what_was_found(world: Any, client_as: Any) -> None:
    month = f"{timezone.localdate().year - 2}-02"
    report = ask_for(world, "look-first", month)
    officer = in_english(client_as("monitoring_officer"), world, "monitoring_officer")
    page, confirm = reverse("report-data", args=[report.pk]), reverse("report-data-confirm", args=[report.pk])

    assert officer.get(reverse("report-detail", args=[report.pk])).headers["Location"] == page
    text = officer.get(page).content.decode()
    for word in ("A child by the year of birth, an adult by the age", "Sex is not known", "serious", "To be frozen", "0 of 1"):
        assert word in text
    assert officer.post(confirm).headers["Location"] == page
    with acting(organisation_id=report.organisation_id):
        assert not MonthSnapshot.objects.filter(month=month).exists()
        assert Report.objects.get(pk=report.pk).state == "checking"
    assert client_as("director").post(confirm, {"accepted": "on"}).status_code == 403
    assert officer.post(confirm, {"accepted": "on"}).headers["Location"] == reverse("report-detail", args=[report.pk])
    assert officer.post(confirm, {"accepted": "on"}).status_code == 302
    with acting(organisation_id=report.organisation_id):
        kept = DataCheck.objects.get(report=report)
        assert (kept.by_id, kept.findings["child-or-adult"], kept.serious, len(kept.months)) == (world.user("monitoring_officer").pk, 1, 1, 2)
        assert Report.objects.get(pk=report.pk).state == "building"


def test_rows_are_opened_by_those_who_work_on_all_cases_and_counted_by_the_others(world: Any, client_as: Any) -> None:
    month = f"{timezone.localdate().year - 2}-01"
    report = ask_for(world, "rows", month)
    with acting(organisation_id=report.organisation_id):
        (record,) = read_records(report.organisation_id, [month])
        from casework.models import Case

        code = Case.objects.get(pk=record.case_id).code
    rows = reverse("report-data-rows", args=[report.pk, "no-sex"])
    director, officer = client_as("director").get(rows).content.decode(), client_as("monitoring_officer").get(rows).content.decode()

    assert code in director
    assert reverse("case-detail", args=[record.case_id]) in director
    assert code not in officer
    assert client_as("director").get(reverse("report-data-rows", args=[report.pk, "nothing"])).status_code == 404
    assert client_as("director", "sana-sezim").get(rows).status_code == 404
    with acting(organisation_id=report.organisation_id):
        Case.objects.filter(pk=record.case_id).update(is_restricted=True)
    hidden = in_english(client_as("director"), world, "director").get(rows).content.decode()
    assert code not in hidden
    assert "restricted" in hidden


def test_looking_at_the_data_is_recorded_and_frozen_months_are_told(world: Any, client_as: Any) -> None:
    report = world.row("report")
    officer = in_english(client_as("monitoring_officer"), world, "monitoring_officer")
    text = officer.get(reverse("report-data", args=[report.pk])).content.decode()

    assert "is frozen already" in text
    assert "frozen on" in text
    assert "Freeze and make the report" not in text
    assert officer.get(reverse("report-data", args=[uuid4()])).status_code == 404
    from access.models import AuditEvent

    with acting(organisation_id=report.organisation_id):
        noted = AuditEvent.objects.filter(action="reports.figures.queried").order_by("-at").first()
    assert noted is not None
    assert noted.detail["by"] == ["quality"]
