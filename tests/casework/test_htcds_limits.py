"""Exports of many cases, wrong wishes, second presses, and what the database refuses by itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.test.utils import CaptureQueriesContext

from access.approvals.models import Approval
from access.context import acting
from casework.cases.fact_actions import record_exploitation
from casework.cases.models import Case
from casework.htcds import actions
from casework.htcds.actions import ask_export, make_export
from casework.htcds.models import CaseExport
from tests.casework.test_htcds import DAY, LIST, agree, ask, newest, open_case, take
from tests.world_casework import new_referral


def test_many_cases_ask_the_database_as_often_as_few(acts: Any, world: Any) -> None:
    with acts("case_manager") as manager:
        for number in range(24):
            case = open_case(manager, on=DAY + timedelta(days=0 if number < 4 else 1))
            record_exploitation(by=manager, case=case, facts={"types": ["forced_labour"]})
            new_referral(manager, case, world.organisations["police-almaty"])
    counts = []
    with acts("director") as director:
        Case.objects.visible_to(director).exists()  # what is asked once about whoever acts
        for last in (DAY, DAY + timedelta(days=1)):
            export = ask_export(by=director, facts={"first": DAY, "last": last, "with_names": False, "purpose": "Counted queries"})
            with CaptureQueriesContext(connection) as captured:
                file = make_export(by=director, export=export)
            counts.append((file.export.cases, len(captured)))

    assert [cases for cases, _ in counts] == [4, 24]
    assert counts[0][1] == counts[1][1]


def test_a_long_list_is_leafed_through(acts: Any, client_as: Any) -> None:
    with acts("director") as director:
        for number in range(55):
            ask_export(by=director, facts={"first": DAY, "last": DAY, "with_names": False, "purpose": f"Leaf {number:02}"})
    client = client_as("director")
    first, second = (client.get(LIST, {"page": page}).content.decode() for page in (1, 2))

    assert "Leaf 54" in first
    assert "Leaf 03" not in first
    assert "Leaf 03" in second


def test_too_many_cases_are_refused_and_the_agreement_stays(acts: Any, world: Any, client_as: Any, monkeypatch: Any) -> None:
    with acts("case_manager") as manager:
        case = open_case(manager)
        open_case(manager)
    monkeypatch.setattr(actions, "MOST", 1)
    director = client_as("director")
    ask(director, with_names="on")
    export = newest(world)
    agree(world, client_as("case_manager"), export)

    assert take(director, export).status_code == 302
    with acting(organisation_id=case.organisation_id):
        assert Approval.objects.get(target_id=export.pk).state == "approved"
    monkeypatch.setattr(actions, "MOST", 2)
    assert take(director, export).status_code == 200


@pytest.mark.parametrize(
    ("field", "changes"),
    [("last", {"last": "2019-02-01"}), ("purpose", {"purpose": "so"}), ("purpose", {"purpose": "x" * 301}), ("first", {"first": "yesterday"})],
)
def test_a_wrong_wish_is_named_at_the_field(field: str, changes: dict[str, str], client_as: Any) -> None:
    assert field in ask(client_as("director"), **changes).context["form"].errors


def test_a_second_press_asks_once(world: Any, client_as: Any) -> None:
    director, key = client_as("director"), "6f1f0f3a-55a5-4d0b-9d3e-0d6d3a9b7c11"
    with acting(organisation_id=world.organisations["rodnik"].pk):
        before = CaseExport.objects.count()
    for _ in range(2):
        ask(director, form_key=key)
    with acting(organisation_id=world.organisations["rodnik"].pk):
        assert CaseExport.objects.count() == before + 1


@pytest.mark.parametrize("changes", [{"last": date(2019, 12, 31)}, {"with_names": True}, {"purpose": "Another"}, {"asked_by": None}])
def test_the_database_keeps_what_was_agreed_to(changes: dict[str, Any], acts: Any) -> None:
    with acts("director") as director:
        export = ask_export(by=director, facts={"first": DAY, "last": DAY, "with_names": False, "purpose": "Kept as it was"})
        for name, value in changes.items():
            setattr(export, name, value)
        with pytest.raises(Error), transaction.atomic():
            export.save(update_fields=list(changes))


def test_the_database_lets_nobody_else_ask_or_look(acts: Any, world: Any) -> None:
    facts = {"first": DAY, "last": DAY, "with_names": False, "purpose": "Nobody else"}
    with acts("case_manager") as manager, pytest.raises(Error), transaction.atomic():
        ask_export(by=manager, facts=facts)
    with acts("medic"):
        assert not CaseExport.objects.exists()
    with acts("director", "sana-sezim"):
        assert not CaseExport.objects.filter(organisation=world.organisations["rodnik"]).exists()
        assert not Case.objects.filter(organisation=world.organisations["rodnik"]).exists()
