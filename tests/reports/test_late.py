"""Late entries: a frozen month never changes; who belongs to it counts in the first month frozen afterwards, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from access.actors import system_actor
from access.context import acting
from casework.activities.actions import record_activity
from casework.cases.actions import open_case
from casework.cases.work_actions import add_service
from casework.models import Case
from casework.people.actions import add_person
from reports.actions import freeze_months
from reports.datasets import load_frozen
from reports.late import count_late_told, list_open_months
from reports.models import MonthSnapshot, Report
from tests.world_casework import activity_facts

YEAR = timezone.localdate().year - 3
KEPT_ITEMS = "PREV_EVENTS"


@pytest.fixture
def rodnik(world: Any, db: None) -> Iterator[Any]:
    with acting(organisation_id=world.organisations["rodnik"].pk):
        yield world.organisations["rodnik"]


def ask(world: Any, month: str, number: int = 1, *, person: Any = None, source: str = "") -> list[Case]:
    """So many new people who asked for help in a month, whenever that is written down."""
    by = world.actor("case_manager")
    return [
        open_case(
            by=by, person=person or add_person(by=by, facts={"sex": "female", "citizenships": ["KZ"]}),
            facts={"requested_on": f"{month}-10", "registered_on": f"{month}-10", "region": "KZ-75", "source": source}, lead=by.user,
        )
        for _ in range(number)
    ]  # fmt: skip


def freeze(rodnik: Any, period: str) -> None:
    freeze_months(by=system_actor(rodnik), report=Report(organisation=rodnik, period=period))


def count(rodnik: Any, code: str, *months: str) -> int:
    raw = load_frozen(rodnik.pk)
    return raw.count_people(code, months) if raw.form_of(code).counts_people else raw.count_items(code, months)


def month(number: int, year: int = YEAR) -> str:
    return f"{year}-{number:02d}"


def test_a_person_registered_late_counts_in_the_first_open_month_and_only_there(world: Any, rodnik: Any) -> None:
    ask(world, month(1), 3)
    freeze(rodnik, month(2))
    before = MonthSnapshot.objects.get(month=month(1)).sha256
    ask(world, month(1), 2)
    ask(world, month(3), 4)
    freeze(rodnik, month(3))
    freeze(rodnik, month(5))

    assert MonthSnapshot.objects.get(month=month(1)).sha256 == before
    assert [count(rodnik, "PROT_REGISTERED", month(number)) for number in (1, 2, 3, 4, 5)] == [3, 0, 6, 0, 0]
    assert count(rodnik, "PROT_REGISTERED", *(month(number) for number in range(1, 6))) == 9
    assert len(MonthSnapshot.objects.get(month=month(3)).late) == 4  # two people, registered and helped


def test_who_counts_in_the_year_already_is_not_counted_again(world: Any, rodnik: Any) -> None:
    (case,) = ask(world, month(3))
    freeze(rodnik, month(3))
    ask(world, month(1), person=case.person)  # an older request of the same person, written down late
    freeze(rodnik, month(4))

    assert count(rodnik, "PROT_REGISTERED", *(month(number) for number in range(1, 5))) == 1
    assert count(rodnik, "PROT_REGISTERED", month(4)) == 0


def test_late_people_of_a_year_that_is_frozen_whole_count_once_in_the_next(world: Any, rodnik: Any) -> None:
    freeze(rodnik, month(12))
    (late,) = ask(world, month(11), source="police")
    ask(world, month(1, YEAR + 1), person=late.person)
    freeze(rodnik, month(1, YEAR + 1))
    freeze(rodnik, month(2, YEAR + 1))

    for code in ("PROT_REGISTERED", "PROT_REF_IN"):
        assert count(rodnik, code, month(1, YEAR + 1)) == 1
        assert count(rodnik, code, month(2, YEAR + 1)) == 0
    assert MonthSnapshot.objects.get(month=month(2, YEAR + 1)).late == []


def test_help_written_down_late_counts_in_the_open_month_with_the_whole_it_is_part_of(world: Any, rodnik: Any) -> None:
    by = world.actor("case_manager")
    (case,) = ask(world, month(1))
    add_service(by=by, case=case, facts={"type": "sss_medical", "given_on": date(YEAR, 1, 11), "quantity": 1})
    freeze(rodnik, month(2))
    add_service(by=by, case=case, facts={"type": "sss_legal", "given_on": date(YEAR, 2, 5), "quantity": 2})
    freeze(rodnik, month(3))
    freeze(rodnik, month(4))

    for code in ("PROT_ASSIST_ALL", "PROT_SSS"):
        assert [count(rodnik, code, month(number)) for number in (1, 2, 3, 4)] == [1, 0, 1, 0]
        assert count(rodnik, code, *(month(number) for number in (1, 2, 3, 4))) == 1
    assert [count(rodnik, "PROT_SERVICE", month(number)) for number in (1, 2, 3, 4)] == [1, 0, 2, 0]


def test_things_written_down_late_are_added_once_also_across_years(world: Any, rodnik: Any) -> None:
    by = world.actor("case_manager")

    def held(number: int, year: int) -> None:
        record_activity(by=by, facts=activity_facts() | {"held_on": date(year, number, 3), "stream": "prevention", "items": 1})

    held(12, YEAR)
    freeze(rodnik, month(12))
    held(11, YEAR)
    held(1, YEAR + 1)
    freeze(rodnik, month(1, YEAR + 1))
    held(1, YEAR + 1)
    freeze(rodnik, month(2, YEAR + 1))
    freeze(rodnik, month(3, YEAR + 1))

    assert count(rodnik, KEPT_ITEMS, month(12)) == 1
    assert [count(rodnik, KEPT_ITEMS, month(number, YEAR + 1)) for number in (1, 2, 3)] == [2, 1, 0]


def test_rows_that_go_change_no_frozen_figure(world: Any, rodnik: Any) -> None:
    cases = ask(world, month(1), 3)
    freeze(rodnik, month(1))
    Case.objects.filter(pk=cases[0].pk).update(requested_on=date(YEAR - 5, 1, 1), registered_on=date(YEAR - 5, 1, 1))
    freeze(rodnik, month(2))

    assert [count(rodnik, "PROT_REGISTERED", month(number)) for number in (1, 2)] == [3, 0]


def test_late_entries_are_told_in_whole_groups_of_k_and_small_numbers_look_like_none(world: Any, rodnik: Any) -> None:
    freeze(rodnik, month(1))
    ask(world, month(1), 4)
    freeze(rodnik, month(2))
    ask(world, month(1), 12)
    freeze(rodnik, month(3))

    assert [count_late_told(rodnik.pk, code, 5) for code in (month(1), month(2), month(3), f"{YEAR}Q1")] == [0, 0, 10, 10]
    assert list_open_months(rodnik.pk, month(4)) == [month(4)]


def test_beneath_a_sum_stand_only_those_of_the_month_itself_each_once(world: Any, rodnik: Any) -> None:
    """Services of two people in January, one of them under two cases; one more service is written down late."""
    by = world.actor("case_manager")
    one, other = ask(world, month(1), 2)
    again = ask(world, month(1), person=one.person)[0]
    for case in (one, other, again):
        add_service(case=case, by=by, facts={"type": "legal", "given_on": f"{month(1)}-12", "quantity": 3})
    freeze(rodnik, month(1))
    add_service(case=other, by=by, facts={"type": "legal", "given_on": f"{month(1)}-20", "quantity": 4})
    freeze(rodnik, month(2))

    raw = load_frozen(rodnik.pk)
    assert [raw.count_items("PROT_SERVICE", [month(number)]) for number in (1, 2)] == [9, 4]
    beneath = [row for row in raw.beneath if row.indicator == "PROT_SERVICE"]
    assert [(sorted(row.spots), row.count) for row in beneath] == [([(month(1), "unknown")], 2)]
    assert not {code for row in raw.persons for code, _month in row.presence} & {row.indicator for row in raw.beneath}
