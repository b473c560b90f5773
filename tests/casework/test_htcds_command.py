"""Somebody with a shell on the server writes cases as files: without names, or with those two people agreed on."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from access.approvals.actions import approve
from access.approvals.models import Approval
from access.context import acting, acting_as
from access.models import AuditEvent
from casework.cases.secrecy_actions import restrict_case
from casework.htcds import actions
from casework.htcds.actions import ask_export
from casework.htcds.models import CaseExport
from tests.casework.test_htcds import open_case
from tests.world_casework import SECRETS

DAY = date(2018, 4, 2)
DAYS = ("--from", "2018-04-01", "--to", "2018-04-30")
TABLES = {"organisation", "person", "victim", "case", "referral", "historic_trafficking_event", "support_plan", "consent"}


def export(out: Path, *arguments: str) -> str:
    told = io.StringIO()
    call_command("export_htcds", "--out", str(out), *arguments, stdout=told)
    return told.getvalue()


def rows(out: Path, table: str, organisation: str = "rodnik") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((out / organisation / f"{table}.csv").read_bytes().decode("utf-8-sig"))))


@pytest.fixture
def cases(acts: Any) -> list[Any]:
    """Three cases of three people, and a restricted one."""
    with acts("case_manager") as manager:
        made = [open_case(manager, DAY + timedelta(days=number)) for number in range(4)]
        restrict_case(by=manager, case=made[3])
        return made


@pytest.fixture
def agreed(cases: list[Any], world: Any) -> CaseExport:
    """An export with names that a colleague agreed to."""
    director, manager = world.actor("director"), world.actor("case_manager")
    facts = {"first": DAY, "last": DAY + timedelta(days=9), "with_names": True, "purpose": "For the register of the ministry"}
    with acting_as(director):
        asked = ask_export(by=director, facts=facts)
    with acting_as(manager):
        approve(by=manager, approval=Approval.objects.get(target_id=asked.pk))
    return asked


def test_without_more_words_each_organisation_gets_a_folder_of_its_own(cases: list[Any], tmp_path: Path) -> None:
    export(tmp_path)

    assert {path.name for path in tmp_path.iterdir()} == {"rodnik", "sana-sezim"}
    assert {path.name for path in (tmp_path / "sana-sezim").iterdir()} == {*(f"{name}.csv" for name in TABLES), "about.json"}
    own, foreign = ({row["x_pana_CaseCode"] for row in rows(tmp_path, "case", code)} for code in ("rodnik", "sana-sezim"))
    assert {case.code for case in cases[:3]} <= own
    assert not own & foreign
    assert cases[3].code not in own


def test_files_are_for_whoever_ran_the_command_and_prove_themselves(cases: list[Any], tmp_path: Path) -> None:
    told = export(tmp_path, "--organisation", "rodnik", *DAYS)
    files = {path.name: path.read_bytes() for path in (tmp_path / "rodnik").iterdir()}
    about = json.loads(files.pop("about.json"))

    assert "3 cases, without names" in told
    assert about["files"] == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    assert {path.stat().st_mode & 0o077 for path in [tmp_path / "rodnik", *(tmp_path / "rodnik").iterdir()]} == {0}
    assert not [secret for secret in SECRETS.values() for content in files.values() if secret.encode() in content]


def test_many_cases_are_written_some_at_a_time_with_each_person_once(cases: list[Any], tmp_path: Path, monkeypatch: Any) -> None:
    export(tmp_path / "at once", "--organisation", "rodnik", *DAYS)
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    export(tmp_path / "in parts", "--organisation", "rodnik", *DAYS)

    for table in TABLES:
        assert rows(tmp_path / "in parts", table) == rows(tmp_path / "at once", table)
    assert len(rows(tmp_path / "in parts", "person")) == 3


def test_what_was_written_is_on_record(cases: list[Any], world: Any, tmp_path: Path) -> None:
    export(tmp_path, "--organisation", "rodnik", *DAYS)
    with acting(organisation_id=world.organisations["rodnik"].pk):
        made = CaseExport.objects.latest("created_at")
        actions_done = list(AuditEvent.objects.filter(object_id=made.pk, actor_id=None).order_by("at").values_list("action", flat=True))
        seen = AuditEvent.objects.filter(actor_id=None, action="access.viewed", object_type="casework.case").latest("at").detail["ids"]

    assert (made.cases, made.asked_by, made.with_names) == (3, None, False)
    assert made.sha256 == hashlib.sha256((tmp_path / "rodnik" / "about.json").read_bytes()).hexdigest()
    assert actions_done == ["casework.cases.export_asked", "casework.cases.exported"]
    assert set(seen) == {str(case.pk) for case in cases[:3]}


def test_names_need_two_people_and_are_written_once(agreed: CaseExport, world: Any, tmp_path: Path) -> None:
    assert "3 cases, with names" in export(tmp_path, "--organisation", "rodnik", "--names")
    assert {row["prs_SecondName"] for row in rows(tmp_path, "person")} == {SECRETS["surname"]}
    with acting(organisation_id=world.organisations["rodnik"].pk):
        assert Approval.objects.get(target_id=agreed.pk).state == "used"
        assert AuditEvent.objects.filter(actor_id=None, action="access.viewed", object_type="casework.identity").exists()
    with pytest.raises(CommandError, match="two people"):
        export(tmp_path, "--organisation", "rodnik", "--names")


def test_without_an_agreement_nothing_is_written(cases: list[Any], world: Any, tmp_path: Path) -> None:
    director = world.actor("director")
    with acting_as(director):
        ask_export(by=director, facts={"first": DAY, "last": DAY, "with_names": True, "purpose": "Nobody agreed to this"})
    with pytest.raises(CommandError, match="two people"):
        export(tmp_path, "--organisation", "rodnik", "--names")

    assert list((tmp_path / "rodnik").iterdir()) == []


def test_days_without_cases_give_tables_with_heads(db: None, world: Any, tmp_path: Path) -> None:
    assert "0 cases" in export(tmp_path, "--organisation", "rodnik", "--from", "2001-01-01", "--to", "2001-01-31")
    assert rows(tmp_path, "case") == []
    assert (tmp_path / "rodnik" / "case.csv").read_text("utf-8-sig").startswith("x_pana_CaseCode,")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--organisation", "nowhere"), "Known: rodnik, sana-sezim"), (("--names",), "needs --organisation"), (("--names", *DAYS), "leave out"),
        (("--from", "2018-05-01", "--to", "2018-04-01"), "before"), (("--from", "yesterday"), "YYYY-MM-DD"),
    ],
)  # fmt: skip
def test_a_wrong_wish_says_what_to_do(arguments: tuple[str, ...], sentence: str, db: None, world: Any, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=sentence):
        export(tmp_path, *arguments)


def test_a_folder_that_cannot_be_written_is_named(db: None, world: Any, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(CommandError, match="cannot be written"):
        export(tmp_path / "taken")
