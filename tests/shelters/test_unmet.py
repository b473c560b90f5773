"""The waiting list and turn-aways: the most urgent first, nobody named, each counted once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone, translation

from access.context import acting, acting_as
from access.indicators import Scope, declared
from shelters.models import TurnAway, WaitingEntry
from shelters.unmet.actions import end_waiting, turn_away, wait_for_bed
from shelters.unmet.rules import rank
from tests.world import speak_english
from tests.world_shelters import REACHED

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(world: Any) -> Any:
    speak_english(world)
    with translation.override("en"):
        yield


@pytest.fixture
def system(world: Any) -> Any:
    return lambda organisation="rodnik": acting(organisation_id=world.organisations[organisation].pk)


def page(client: Any, name: str, *args: Any, **query: Any) -> str:
    return str(client.get(reverse(name, args=list(args)), query).content.decode())


def test_from_the_search_to_the_waiting_list_and_back(client_as: Any, world: Any, system: Any) -> None:
    operator = client_as("operator")
    found = page(operator, "bed-search", sex="male", age_band="18_30", needs=["wheelchair"], first_day=timezone.localdate().isoformat())
    link = reverse("waiting-new") + "?sex=male&amp;age_band=18_30"
    assert link in found
    form = operator.get(reverse("waiting-new"), {"sex": "male", "needs": ["wheelchair"]}).context["form"]
    assert (form["sex"].value(), form["needs"].value()) == ("male", ["wheelchair"])
    sent = {"sex": "male", "age_band": "18_30", "needs": ["wheelchair"], "urgency": ["danger"], "words": "Zzring the duty phone", "form_key": uuid4()}
    assert [operator.post(reverse("waiting-new"), sent).url for _ in range(2)] == [reverse("waiting-list")] * 2
    with system():
        made = WaitingEntry.objects.get(sex="male")
        assert (made.needs, made.urgency, made.words) == (["wheelchair"], ["danger"], "Zzring the duty phone")
    shown = page(operator, "waiting-list")
    assert shown.index("Zzring the duty phone") < shown.index(REACHED)  # danger before the street
    assert "sex=male&amp;age_band=18_30&amp;needs=wheelchair" in shown
    tiles = {counted.tile.url_name: counted.number for counted in operator.get(reverse("home")).context["tiles"]}
    assert tiles["waiting-list"] == 2


def test_the_end_is_told_once_and_the_words_go(client_as: Any, world: Any, system: Any) -> None:
    operator, entry = client_as("operator"), world.row("waiting")
    url = reverse("waiting-end", args=[entry.pk])
    assert "Say why: it is counted" in operator.post(url, {"how": "turned_away"}).content.decode()
    with system():
        before = TurnAway.objects.count()
    for _ in range(2):
        operator.post(url, {"how": "turned_away", "reason": "too_far"})
    with system():
        ended = WaitingEntry.objects.get(pk=entry.pk)
        assert (ended.ended_how, ended.words) == ("turned_away", "")
        assert TurnAway.objects.count() == before + 1
        assert TurnAway.objects.filter(reason="too_far", sex="female").count() == 1
    assert REACHED not in page(operator, "waiting-list")


def test_a_turn_away_is_recorded_with_its_reason(client_as: Any, system: Any) -> None:
    operator, url = client_as("operator"), reverse("turn-away-new")
    refused = operator.post(url, {"sex": "female", "reason": ""})
    assert "required" in refused.content.decode()
    assert 'value="female" selected' in refused.content.decode()
    sent = {"sex": "female", "region": "KZ-79", "reason": "not_eligible", "form_key": uuid4()}
    assert [operator.post(url, sent).status_code for _ in range(2)] == [302, 302]
    with system():
        assert TurnAway.objects.filter(reason="not_eligible", region="KZ-79", day=timezone.localdate()).count() == 1
    assert dict(operator.get(reverse("waiting-list")).context["figures"])["Does not meet the rules of the house"] == 1


def test_an_unknown_case_is_told_beside_its_box(client_as: Any) -> None:
    answer = client_as("case_manager").post(reverse("waiting-new"), {"case_code": "C-NOTHERE", "words": "Zzkept"})

    assert list(answer.context["form"].errors) == ["case_code"]
    assert "Zzkept" in answer.content.decode()


@pytest.mark.parametrize("role", ["shelter_worker", "medic", "monitoring_officer", "auditor"])
def test_others_have_no_way_in(role: str, client_as: Any, world: Any) -> None:
    client, entry = client_as(role), world.row("waiting")
    urls = [reverse("waiting-list"), reverse("waiting-new"), reverse("turn-away-new"), reverse("waiting-end", args=[entry.pk])]

    assert [client.get(url).status_code for url in urls] == [403] * 4
    with acting_as(world.actor(role)):
        assert not WaitingEntry.objects.exists()
        assert not TurnAway.objects.exists()


def test_the_house_reads_the_list_and_changes_nothing(client_as: Any, world: Any) -> None:
    manager, entry = client_as("shelter_manager"), world.row("waiting")

    assert REACHED in page(manager, "waiting-list")
    assert manager.get(reverse("waiting-end", args=[entry.pk])).status_code == 403
    with acting_as(world.actor("shelter_manager")):
        assert WaitingEntry.objects.filter(pk=entry.pk).update(ended_how="placed", ended_at=timezone.now()) == 0


def test_another_organisation_finds_nothing(client_as: Any, world: Any) -> None:
    client, entry = client_as("operator", "sana-sezim"), world.row("waiting")

    assert client.get(reverse("waiting-end", args=[entry.pk])).status_code == 404
    assert str(entry.pk) not in page(client, "waiting-list")


def test_words_lie_sealed_and_rows_are_written_in_ones_own_name(world: Any, system: Any) -> None:
    operator, other = world.actor("operator"), world.user("director")
    with system(), connection.cursor() as cursor:
        cursor.execute("select words from shelters_waitingentry")
        assert all(REACHED.encode() not in bytes(row[0]) for row in cursor.fetchall())
    with acting_as(operator):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            TurnAway.objects.create(organisation_id=operator.organisation_id, recorded_by=other, reason="no_bed")
        assert TurnAway.objects.update(reason="other") == 0


def test_turn_aways_of_a_period_agree_with_a_count_by_hand(world: Any, system: Any) -> None:
    operator, sister = world.actor("operator"), world.actor("operator", "sana-sezim")
    by_hand = {"KZ-75": 0, "KZ-79": 0, "unknown": 0}
    days = [date(2025, 1, 31), date(2025, 2, 1), date(2025, 2, 1), date(2025, 2, 28), date(2025, 3, 1)]
    with system():
        for number, day in enumerate(days * 2):
            region = ("KZ-75", "KZ-79", "")[number % 3]
            turn_away(by=operator, facts={"reason": "no_bed", "region": region, "day": day})
            by_hand[region or "unknown"] += date(2025, 2, 1) <= day <= date(2025, 2, 28)
        waiting = wait_for_bed(by=operator, facts={"sex": "female"})
        end_waiting(by=operator, entry=waiting, how="placed")  # a bed after all: no unmet need
    with system("sana-sezim"):
        turn_away(by=sister, facts={"reason": "no_bed", "day": date(2025, 2, 5)})
    indicator = declared()["PROT_TURN_AWAYS"]
    with system():
        rows = list(indicator.rows(Scope(date(2025, 2, 1), date(2025, 2, 28), operator.organisation_id)).values_list("by_region", flat=True))

    assert {region: rows.count(region) for region in by_hand} == by_hand
    assert len(rows) == sum(by_hand.values()) == 6


def test_the_monitoring_officer_counts_them_without_reading_them(world: Any, client_as: Any) -> None:
    assert client_as("monitoring_officer").get(reverse("figures")).status_code == 200


def test_danger_tonight_comes_before_all_else_and_nobody_gains_by_saying_a_thing_twice() -> None:
    rest = ["street", "child", "pregnant", "ill"]

    assert rank(["danger"]) >= rank(rest)
    assert rank(["street"]) > rank(["child"]) > rank(["ill"]) > rank([]) == 0
    assert rank(["ill", "ill"]) == rank(["ill"])
    assert rank(["nonsense"]) == 0


def test_among_equals_who_has_waited_longest_comes_first(world: Any, system: Any) -> None:
    operator = world.actor("operator")
    with system():
        old, young = (wait_for_bed(by=operator, facts={"urgency": ["ill"]}) for _ in range(2))
        WaitingEntry.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=2))
        order = [entry.pk for entry in WaitingEntry.objects.visible_to(operator).first_come()]

    assert order.index(old.pk) < order.index(young.pk)
