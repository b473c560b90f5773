"""Cases come in from a file of the standard: nothing the standard can hold is lost on the way, none comes twice, and names need two people."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from access.approvals.models import Approval
from access.context import acting
from access.models import AuditEvent
from access.roles import Role
from casework.cases.fact_actions import record_exploitation
from casework.cases.models import Case
from casework.htcds.models import CameAlong, CaseArrival
from casework.htcds.reading import LARGEST_UNPACKED, read_book
from casework.htcds.understanding import understand
from casework.imports.problems import UnreadableFile
from casework.models import Exploitation, Identity, Person
from tests.casework.planning import english as english
from tests.casework.test_htcds import agree, ask, newest, read, take
from tests.casework.test_htcds import told as told
from tests.guards.test_every_url import homes
from tests.world_casework import SECRETS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
PAGE = reverse("arrival-new")
WHY = "The shelter closes and its guests move to us."
PERSON_CODE, CASE_CODE = "x_pana_PersonCode", "x_pana_CaseCode"


def zipped(tables: dict[str, list[dict[str, str]]], **beside: bytes) -> bytes:
    """An archive as another program would write it: without hashes, with only the columns that are filled."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as book:
        for name, rows in tables.items():
            text = io.StringIO()
            columns = list(dict.fromkeys(column for row in rows for column in row)) or ["nothing"]
            writer = csv.DictWriter(text, columns)
            writer.writeheader()
            writer.writerows(rows)
            book.writestr(f"{name}.csv", text.getvalue())
        for name, content in beside.items():
            book.writestr(name.replace("_", "."), content)
    return kept.getvalue()


def foreign(**changes: Any) -> dict[str, list[dict[str, str]]]:
    """A file of a house that knows only the standard, but gives its codes."""
    tables = {
        "person": [{PERSON_CODE: "X1", "prs_Gender": "Masculine", "prs_Citizenship": "UZ"}],
        "case": [{CASE_CODE: "K1", PERSON_CODE: "X1", "cas_Status": "Active", "cas_IncomingReferralDate": "2020-02-03"}],
    }
    return tables | changes


def send(client: Any, content: bytes, button: str = "import", reason: str = "") -> Any:
    return client.post(PAGE, {"file": SimpleUploadedFile("cases.zip", content), button: "1", "reason": reason})


def exported(client: Any, world: Any, director: Any = None, **changes: Any) -> bytes:
    ask(client, **changes)
    if changes.get("with_names"):
        agree(world, director, newest(world))
    return bytes(take(client, newest(world)).content)


def out_of(client: Any, organisation: Any) -> dict[str, list[dict[str, str]]]:
    from casework.htcds.models import CaseExport

    ask(client)
    with acting(organisation_id=organisation.pk):
        export = CaseExport.objects.latest("created_at")
    return read(take(client, export).content)


@pytest.mark.parametrize("role", list(Role))
def test_only_the_director_takes_cases(role: Role, client_as: Any) -> None:
    client = client_as(role, homes(role)[0])
    assert client.get(PAGE).status_code == (200 if role == Role.DIRECTOR else 403)
    assert send(client, zipped(foreign())).status_code == (302 if role == Role.DIRECTOR else 403)


def test_a_file_goes_round_and_nothing_of_the_standard_is_lost(told: Any, acts: Any, world: Any, client_as: Any) -> None:
    with acts("case_manager") as manager:
        record_exploitation(by=manager, case=told, facts={"types": ["domestic_servitude"], "country": "RU", "started_on": date(2017, 1, 2)})
    home, away = client_as("director"), client_as("director", "sana-sezim")
    content = exported(home, world)
    assert send(away, content).status_code == 302
    first, again = read(content), out_of(away, world.organisations["sana-sezim"])

    for name in set(first) - {"organisation"}:
        assert [filled_without_codes(row) for row in again[name]] == [filled_without_codes(row) for row in first[name]], name
    assert [row[CASE_CODE] for row in again["case"]] == [told.code]  # free in the other house, so it stays
    assert len(first["historic_trafficking_event"]) == 3
    assert send(away, content).status_code == 302  # a second time nothing comes
    with acting(organisation_id=world.organisations["sana-sezim"].pk):
        assert Case.objects.filter(organisation=world.organisations["sana-sezim"], code=told.code).count() == 1
        taken = arrivals().order_by("created_at")
        assert [(row.cases, row.known) for row in taken] == [(1, 0), (0, 1)]
        assert [row.table for row in CameAlong.objects.filter(case__code=told.code)] == ["referral", "consent", "consent"]
        case = Case.objects.get(code=told.code, organisation=world.organisations["sana-sezim"])
    page = away.get(reverse("case-sharing", args=[case.pk])).content.decode()
    assert ("Came with the case" in page, "cas_ReferredOrganisation" in page) == (True, True)


def arrivals() -> Any:
    """Without the file of the world, which waits."""
    return CaseArrival.objects.exclude(came_from="Another house")


def filled_without_codes(row: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in row.items() if text and name not in (CASE_CODE, PERSON_CODE)}


def test_names_come_in_only_when_a_second_person_agreed_to_this_very_file(told: Any, world: Any, client_as: Any) -> None:
    home, away, second = client_as("director"), client_as("director", "sana-sezim"), client_as("case_manager", "sana-sezim")
    content = exported(home, world, client_as("case_manager"), with_names="on")
    house = world.organisations["sana-sezim"]

    assert "There are names in this file" in send(away, content, "check").content.decode()
    assert "say in a sentence why" in send(away, content).content.decode()
    assert send(away, content, reason=WHY).status_code == 302
    assert send(away, content, reason=WHY).status_code == 302  # asked again, it is one request
    with acting(organisation_id=house.pk):
        assert (arrivals().count(), Case.objects.filter(organisation=house, code=told.code).count()) == (1, 0)
        approval = Approval.objects.get(kind="htcds-arrival")
        with pytest.raises(DatabaseError), transaction.atomic():
            arrivals().update(sha256="0" * 64)
    second.post(reverse("approval-decide", args=[approval.pk]), {"decision": "approve"})
    other = zipped(foreign(person=[{PERSON_CODE: "X1", "prs_SecondName": "Zzother"}]))
    assert "say in a sentence why" in send(away, other).content.decode()  # agreed to one file, not to another
    assert send(away, content).status_code == 302
    with acting(organisation_id=house.pk):
        identity = Identity.objects.get(person__cases__code=told.code)
        assert (identity.surname, identity.given_name, identity.birth_date) == (SECRETS["surname"], SECRETS["given_name"], SECRETS["birth_date"])
        assert bytes(identity.phone_hash)
        assert AuditEvent.objects.filter(action="casework.cases.arrived").count() == 1
        told_words = str(list(AuditEvent.objects.values_list("detail", flat=True)))
        assert SECRETS["surname"] not in told_words
    assert "Taken" in away.get(PAGE).content.decode()


def test_values_of_the_standard_become_ours_and_strange_ones_are_told(world: Any, client_as: Any) -> None:
    tables = foreign(
        victim=[{CASE_CODE: "K1", "vic_TypeOfExploitation": "ForcedLabour;NoSuchThing", "vic_TraffickingStatus": "ActualVictimOfTrafficking", "my_Own": "x"}],
        support_plan=[{CASE_CODE: "K1", "spl_Type": "Shelter", "spl_ActualEndDate": "2020-05-06"}],
    )
    client = client_as("director")
    page = send(client, zipped(tables), "check").content.decode()
    assert all(words in page for words in ("NoSuchThing", "victim · my_Own", "Nothing was written"))
    assert send(client, zipped(tables)).status_code == 302
    with acting(organisation_id=world.organisations["rodnik"].pk):
        case = Case.objects.get(requested_on=date(2020, 2, 3))
        assert (case.person.sex, case.person.citizenships, case.state, case.is_restricted) == ("male", ["UZ"], "new", False)
        assert Exploitation.objects.get(case=case).types == ["forced_labour"]
        assert case.status_decisions.get().status == "confirmed"
        assert not case.assignments.exists()
        assert case.code != "K1"


WRONG = {
    "no person": ({"case": [{CASE_CODE: "K1", PERSON_CODE: "X9", "cas_IncomingReferralDate": "2020-01-01"}]}, "no person with this code"),
    "twice": ({"case": [{CASE_CODE: "K1", PERSON_CODE: "X1", "cas_IncomingReferralDate": "2020-01-01"}] * 2}, "stands in another row"),
    "no day": ({"case": [{CASE_CODE: "K1", PERSON_CODE: "X1"}]}, "no date of request"),
    "bad day": ({"case": [{CASE_CODE: "K1", PERSON_CODE: "X1", "cas_IncomingReferralDate": "31.12.2020"}]}, "not recognised as a date"),
    "closed early": ({"case": [{CASE_CODE: "K1", PERSON_CODE: "X1", "x_pana_State": "closed", "cas_IncomingReferralDate": "2020-01-02", "x_pana_ClosedOn": "2020-01-01"}]}, "closed before"),
    "bad age": ({"case": [{CASE_CODE: "K1", PERSON_CODE: "X1", "cas_IncomingReferralDate": "2020-01-02", "x_pana_AgeAtRegistration": "-4"}]}, "not a possible number"),
    "stray row": ({"victim": [{CASE_CODE: "K7", "vic_AgeWhenTrafficked": "12"}]}, "no case with this code"),
}


@pytest.mark.parametrize(("changes", "words"), WRONG.values(), ids=WRONG)
def test_with_one_mistake_nothing_is_taken_and_the_row_is_named(world: Any, client_as: Any, changes: Any, words: str) -> None:
    client = client_as("director")
    page = send(client, zipped(foreign(**changes))).content.decode()
    assert (words in page, "Nothing can be taken before" in page) == (True, True)
    with acting(organisation_id=world.organisations["rodnik"].pk):
        assert not arrivals().exists()
        assert not Person.objects.filter(cases__requested_on__year=2020).exists()


def test_hostile_files_are_refused_whole(client_as: Any) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("person.csv", b"0" * (LARGEST_UNPACKED + 1))
    changed = zipped(foreign(), about_json=json.dumps({"files": {"person.csv": "0" * 64}}).encode())
    broken = zipped(foreign(), about_json=b"[1]")
    files = {"not_htcds": (b"no archive", zipped({"person": foreign()["person"]}), zipped(foreign())[:-30]), "unpacks_too_large": (bomb.getvalue(),), "file_changed": (changed, broken)}
    for code, contents in files.items():
        for content in contents:
            with pytest.raises(UnreadableFile) as refused:
                read_book(content)
            assert refused.value.code == code
    page = send(client_as("director"), b"no archive").content.decode()
    assert "no file of the standard" in page


def test_what_was_marked_as_text_for_a_spreadsheet_comes_back_as_it_was() -> None:
    tables = foreign(consent=[{CASE_CODE: "K1", "x_pana_Purpose": "'=SUM(A1)"}, {CASE_CODE: "K1", "x_pana_Purpose": "'twas"}])
    told_rows = understand(read_book(zipped(tables))).cases[0].along
    assert [cells["x_pana_Purpose"] for _table, cells in told_rows] == ["=SUM(A1)", "'twas"]
