"""The hotline's own numbers: counted again by hand over many calls; hours are those of the organisation; who may see them."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from access.context import acting
from casework.vocabulary import find_vocabulary
from hotline.models import NON_CALLS, Call, CallClass
from hotline.statistics import Statistics, count_calls
from tests.world import speak_english

FIRST, LAST = date(2024, 2, 1), date(2024, 3, 31)  # Almaty changed its time on 1 March 2024
HERE = ZoneInfo("Asia/Almaty")


def draw(world: Any) -> list[Call]:
    chance = random.Random(7)
    rodnik, operator = world.organisations["rodnik"], world.user("operator")
    made = []
    for number in range(240):
        kind = chance.choice(CallClass.values)
        made.append(
            Call(
                organisation=rodnik, operator=operator, code=f"H-T{number:06}", outcome_class=kind,
                started_at=datetime(2024, 1, 28, tzinfo=UTC) + timedelta(minutes=chance.randrange(70 * 24 * 60)),
                topics=chance.sample(["migration_abroad_advice", "legal_question"], k=chance.randrange(3)),
                region=chance.choice(["", "KZ-75", "KZ-79"]), language=chance.choice(["", "ru", "kk"]),
                number_hash=chance.choice([None, b"a" * 16, b"b" * 16, b"c" * 16]), no_bed_reason=chance.choice(["", "", "no_place"]),
            )
        )  # fmt: skip
    return list(Call.objects.bulk_create(made))


@pytest.fixture
def drawn(world: Any, db: None) -> Any:
    with acting(organisation_id=world.organisations["rodnik"].pk), translation.override("en"), timezone.override(HERE):
        yield draw(world)


@pytest.fixture
def found(world: Any, drawn: Any) -> Statistics:
    return count_calls(world.actor("shift_lead"), FIRST, LAST)


def within(calls: list[Call]) -> list[Call]:
    return [call for call in calls if FIRST <= call.started_at.astimezone(HERE).date() <= LAST]


def test_numbers_are_those_counted_by_hand(drawn: list[Call], found: Statistics) -> None:
    contacts = within(drawn)
    calls = [call for call in contacts if call.outcome_class not in NON_CALLS]

    assert (found.contacts, found.non_calls, found.calls) == (len(contacts), len(contacts) - len(calls), len(calls))
    assert found.callers == len({call.number_hash for call in calls} - {None})
    assert found.without_number == sum(1 for call in calls if call.number_hash is None)
    assert found.no_bed == sum(1 for call in contacts if call.no_bed_reason)
    assert 0 < len(calls) < len(contacts) < len(drawn)


def test_groups_are_those_counted_by_hand(drawn: list[Call], found: Statistics) -> None:
    calls = [call for call in within(drawn) if call.outcome_class not in NON_CALLS]
    hours = Counter(call.started_at.astimezone(HERE).hour for call in calls)
    assert [line.number for line in found.groups["hour"]] == [hours[hour] for hour in range(24)]
    days = Counter(call.started_at.astimezone(HERE).isoweekday() for call in calls)
    assert [line.number for line in found.groups["weekday"]] == [days[day] for day in range(1, 8)]
    topics = Counter(find_vocabulary("call_topic").label(code) for call in calls for code in call.topics)
    assert {line.label: line.number for line in found.groups["topic"]} == topics
    regions = Counter(find_vocabulary("region").label(call.region) if call.region else "—" for call in calls)
    assert {line.label: line.number for line in found.groups["region"]} == regions
    assert sum(line.number for line in found.groups["kind"]) == found.contacts


def test_numbers_of_another_organisation_are_not_among_them(world: Any, drawn: list[Call]) -> None:
    sana = world.organisations["sana-sezim"]
    with acting(organisation_id=sana.pk):
        assert count_calls(world.actor("shift_lead", "sana-sezim"), FIRST, LAST).contacts == 0


def test_the_page_is_for_the_lead_and_whoever_sees_figures(client_as: Any, world: Any) -> None:
    speak_english(world)
    address = reverse("call-statistics")
    page = client_as("shift_lead").get(address, {"first": "2024-02-01", "last": "2024-03-31"})
    assert "One person may call many times" in page.content.decode()
    seen = [client_as(role).get(address).context["found"].contacts for role in ("shift_lead", "monitoring_officer", "director")]
    assert seen[0] >= 1
    assert seen == seen[:1] * 3  # who counts sees the same numbers without being allowed to open a call
    assert client_as("operator").get(address).status_code == 403
    wrong = client_as("shift_lead").get(address, {"first": "2024-03-31", "last": "2024-02-01"}).content.decode()
    assert "The last day is before the first." in wrong
    assert "At most a year" in client_as("shift_lead").get(address, {"first": "2020-03-31", "last": "2024-02-01"}).content.decode()


def test_it_takes_as_many_questions_for_many_calls_as_for_few(world: Any, drawn: list[Call], django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(8):
        count_calls(world.actor("shift_lead"), FIRST, LAST)
