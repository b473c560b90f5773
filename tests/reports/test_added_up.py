"""Stocks and kinds of help in publication: people once a year, or as they stood on the last day; what a month did not count is not reported."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from access.actors import system_actor
from access.context import acting
from access.indicators import declared, offered
from casework.cases.actions import open_case
from casework.models import Case, Service
from casework.people.actions import add_person
from reports.actions import freeze_months
from reports.datasets import (
    ADDED_UP_ONCE_A_YEAR,
    COUNTED_AT_FIRST,
    FrozenMonth,
    adds_up_people,
    is_local,
    load_frozen,
    token_of,
)
from reports.decisions import list_questions, read_setup
from reports.documents import compose
from reports.models import MonthSnapshot, Report
from tests.world_reports import make_programme, make_report, publish

YEAR = timezone.localdate().year - 3
LEGAL, OPEN, BEDS = "PROT_LEGAL_HELP", "PROT_OPEN_END", "PROT_PLACES"


def month(number: int) -> str:
    return f"{YEAR}-{number:02d}"


@pytest.fixture
def rodnik(world: Any, db: None) -> Iterator[Any]:
    with acting(organisation_id=world.organisations["rodnik"].pk):
        yield world.organisations["rodnik"]


def ask(world: Any, number: int, count: int) -> list[Case]:
    """So many new people who asked for help on the tenth of a month."""
    by, day = world.actor("case_manager"), f"{month(number)}-10"
    facts = {"requested_on": day, "registered_on": day, "region": "KZ-75"}
    return [open_case(by=by, person=add_person(by=by, facts={"sex": "female"}), facts=facts, lead=by.user) for _ in range(count)]


def give(cases: list[Case], *months: int, kind: str = "sss_legal") -> None:
    for case in cases:
        for number in months:
            Service.objects.create(organisation_id=case.organisation_id, case=case, type=kind, given_on=date(YEAR, number, 12))


def freeze(rodnik: Any, period: str) -> None:
    freeze_months(by=system_actor(rodnik), report=Report(organisation=rodnik, period=period))


def count(rodnik: Any, code: str, *numbers: int) -> list[int]:
    raw = load_frozen(rodnik.pk)
    return [raw.count_items(code, [month(number)]) for number in numbers]


def test_a_kind_of_help_counts_everybody_once_a_year_and_months_add_up(world: Any, rodnik: Any) -> None:
    cases = ask(world, 1, 6)
    give(cases, 1, 2)
    give(cases[:2], 3)
    give(ask(world, 3, 3), 3)
    give(ask(world, 3, 9), 3, kind="sss_medical")
    freeze(rodnik, month(3))

    assert count(rodnik, LEGAL, 1, 2, 3) == [6, 0, 3]
    beneath = [row for row in load_frozen(rodnik.pk).beneath if row.indicator == LEGAL]
    assert sum(row.count for row in beneath) == 9
    assert all(len(row.spots) == 1 for row in beneath)


def test_help_written_down_late_counts_once_in_the_first_open_month(world: Any, rodnik: Any) -> None:
    cases = ask(world, 1, 5)
    give(cases[:3], 1)
    freeze(rodnik, month(2))
    give(cases[2:], 2)  # one of them counts already
    freeze(rodnik, month(3))
    freeze(rodnik, month(4))

    assert count(rodnik, LEGAL, 1, 2, 3, 4) == [3, 0, 2, 0]
    rows = {(row[1], *row[2:]) for row in MonthSnapshot.objects.get(month=month(3)).rows if row[1] == LEGAL}
    assert rows == {(LEGAL, "KZ-75", "unknown", "unknown", "unknown", "unknown")}  # never what they are


def test_a_stock_is_how_it_stood_and_nothing_is_added_to_it_late(world: Any, rodnik: Any) -> None:
    before = Case.objects.filter(requested_on__lte=date(YEAR, 1, 31), closed_on=None).count()
    cases = ask(world, 1, 7)
    Case.objects.filter(pk=cases[0].pk).update(state="closed", closed_on=f"{month(2)}-20", closure_reason="goals_met")
    freeze(rodnik, month(2))
    ask(world, 1, 2)  # written down after January and February were frozen
    freeze(rodnik, month(4))

    assert count(rodnik, OPEN, 1, 2, 3, 4) == [before + 7, before + 6, before + 8, before + 8]
    assert not [mark for kept in MonthSnapshot.objects.all() for mark in kept.late if mark[1] == OPEN]
    assert not [one for kept in MonthSnapshot.objects.all() for one in kept.late_items if one[0] == BEDS]


def test_a_quarter_has_the_stock_of_its_last_month_for_the_whole_organisation(world: Any, rodnik: Any) -> None:
    ask(world, 1, 6)
    ask(world, 3, 7)
    programme = make_programme(world, "rodnik", "stock", indicators=[OPEN, BEDS, LEGAL, "PROT_REGISTERED"], regions=["KZ-75"])
    report = publish(world, "rodnik", make_report(world, "rodnik", programme, f"{YEAR}Q1"))
    there = Case.objects.filter(requested_on__lte=date(YEAR, 3, 31), closed_on=None).count()

    told = {(f["indicator"], f["period"], f["scope"]): f["low"] for f in report.figures if not f["dims"]}
    assert told[OPEN, month(3), "total"] == there >= 13
    assert (BEDS, month(3), "total") in told
    assert not [name for name in told if name[0] in (OPEN, BEDS) and name[1:] != (month(3), "total")]
    document = compose(report)
    shown = {line.label: document.write_values(layout, line)[0] for part in document.sections for layout in part.layouts for line in layout.lines}
    assert shown["Persons with an open case (whole organisation)"] == f"{there}"
    again = publish(world, "rodnik", make_report(world, "rodnik", programme, month(3)))  # the same figure, not another
    assert {(OPEN, month(3), "total"): there}.items() <= {(f["indicator"], f["period"], f["scope"]): f["low"] for f in again.figures}.items()


@pytest.mark.parametrize(("people", "printed"), [(4, False), (5, True)])
def test_few_people_with_a_kind_of_help_are_not_told(world: Any, rodnik: Any, people: int, printed: bool) -> None:
    give(ask(world, 5, people), 5)
    programme = make_programme(world, "rodnik", f"kinds-{people}", indicators=[LEGAL, "PROT_ASSIST_ALL"])
    report = publish(world, "rodnik", make_report(world, "rodnik", programme, month(5)))

    told = {f["indicator"]: f["low"] for f in report.figures}
    assert told.get(LEGAL) == (people if printed else None)
    assert told["PROT_ASSIST_ALL"] == people
    assert ({"indicator": LEGAL, "period": month(5), "scope": "total", "breakdown": ""} in report.absences) is not printed


def test_what_a_frozen_month_did_not_count_is_neither_zero_nor_late(world: Any, rodnik: Any) -> None:
    """After an upgrade: the months frozen before know nothing of the new indicators."""
    give(ask(world, 1, 6), 1)
    old = (token_of(rodnik.pk, str(YEAR), "anybody"), "PROT_REGISTERED", "KZ-75", "female", "unknown", "KZ", "labour")
    for number in (1, 2):  # as an older release froze them
        kept = FrozenMonth(month(number), (old,) if number == 1 else (), ())
        MonthSnapshot.objects.create(organisation=rodnik, month=kept.month, rows=[list(row) for row in kept.rows], sha256=kept.sha256)
    give(ask(world, 3, 5), 3)
    freeze(rodnik, month(3))

    assert count(rodnik, LEGAL, 1, 2, 3) == [0, 0, 5]  # not the six of January
    programme = make_programme(world, "rodnik", "upgraded", indicators=[LEGAL, OPEN, "PROT_REGISTERED"])
    quarter = make_report(world, "rodnik", programme, f"{YEAR}Q1")
    assert {f["indicator"] for f in quarter.figures} == {"PROT_REGISTERED", OPEN}
    assert not [gap for gap in quarter.absences if gap["indicator"] == LEGAL]
    assert {f["indicator"] for f in make_report(world, "rodnik", programme, month(3)).figures} == {"PROT_REGISTERED", OPEN, LEGAL}


def test_each_indicator_says_how_it_is_asked(world: Any, rodnik: Any) -> None:
    programme = make_programme(world, "rodnik", "shapes", indicators=sorted(declared()), regions=["KZ-75"])
    setup = read_setup(Report(organisation=rodnik, setup={name: getattr(programme, name) for name in ("code", "name", "regions", "indicators", "breakdowns", "language", "k")}))
    asked = {question.indicator: question for question in list_questions(setup, f"{YEAR}Q1")}
    assert set(declared()) - set(asked) == {"PROT_FUND_VICTIM"}  # inside only
    for code, indicator in offered().items():
        assert (asked[code].period.code == month(3)) is indicator.is_stock
        assert not (indicator.is_stock or adds_up_people(indicator)) or (asked[code].breakdowns, asked[code].scope.code) == ((), "total")
        assert not (indicator.is_stock and is_local(indicator))
    assert set(declared()) > ADDED_UP_ONCE_A_YEAR
    assert set(declared()) > COUNTED_AT_FIRST


def test_the_book_of_indicators_names_each_of_them() -> None:
    text = (settings.BASE_DIR / "docs/indicators.md").read_text()
    assert [code for code in declared() if f"`{code}`" not in text] == []
