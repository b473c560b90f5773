"""Importing through the page and the command: checked first, taken whole, never twice, hostile files refused in one sentence."""

from __future__ import annotations

from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from openpyxl import Workbook

from access.context import acting
from casework.models import Case, Identity, ImportBatch, Synonym

HEAD = ["№ дела", "Дата обращения", "Ф.И.О.", "Пол", "Возраст", "Гражданство", "Вид эксплуатации", "Оказанные услуги"]
ROWS = [
    ["И-1", "05.03.2009", "Примерова Айгүл", "ж", 24, "узб.", "трудовая", "питание, психолог"],
    ["И-2", "2009-04-06", "Образцов Тимур", "муж.", 31, "РК", "секс.", "медосмотр"],
    ["И-3", "07/05/09", "Мысалова Дана", "әйел", 17, "Кыргызстан", "еңбек қанау", ""],
]


def workbook(*rows: list[Any], head: list[str] | None = None) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [head or HEAD, *rows]:
        sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def send(client: Client, content: bytes, button: str, name: str = "journal.xlsx") -> Any:
    return client.post("/import/", {"file": SimpleUploadedFile(name, content), button: "1"})


def imported(world: Any) -> int:
    with acting(organisation_id=world.organisations["rodnik"].pk):
        return int(Case.objects.exclude(import_key=None).count())


def test_checking_writes_nothing(world: Any, client_as: Any) -> None:
    response = send(client_as("director"), workbook(*ROWS), "check")

    assert response.status_code == 200
    assert response.context["plan"].added == 3
    assert imported(world) == 0


def test_importing_takes_every_row_once(world: Any, client_as: Any) -> None:
    client = client_as("director")
    first = send(client, workbook(*ROWS), "import")
    second = send(client, workbook(*ROWS), "import")

    assert (first.status_code, second.status_code) == (302, 302)
    assert imported(world) == 3
    with acting(organisation_id=world.organisations["rodnik"].pk):
        assert sorted(ImportBatch.objects.values_list("rows_added", "rows_known")) == [(0, 3), (3, 0)]
        case = Case.objects.get(journal_number="И-3")
        assert (case.person.citizenships, case.age_at_registration, case.person.sex) == (["KG"], 17, "female")
        assert Identity.objects.get(person=case.person).surname == "Мысалова"


def test_a_row_with_a_mistake_is_listed_by_row_and_column_and_left_out(world: Any, client_as: Any) -> None:
    wrong = ["И-4", "31.02.2009", "Тестбеков Нұрлан", "м", 40, "РК", "трудовая", ""]
    response = send(client_as("director"), workbook(*ROWS, wrong), "import")

    problem = response.context["errors"][0]
    assert (problem.row, problem.column) == (5, "B")
    assert imported(world) == 3
    assert b"Testbekov" not in response.content


def test_a_word_taught_by_an_administrator_is_understood(world: Any, client_as: Any) -> None:
    odd = workbook(["И-5", "01.02.2009", "Примерова Сәуле", "ж", 30, "с той стороны", "трудовая", ""])
    client_as("administrator").post("/words/", {"kind": "country", "text": "с той стороны", "code": "UZ"})
    send(client_as("director"), odd, "import")

    with acting(organisation_id=world.organisations["rodnik"].pk):
        assert Case.objects.get(journal_number="И-5").person.citizenships == ["UZ"]
        assert Synonym.objects.filter(text="с той стороны").exists()


def test_an_unknown_code_is_refused_beside_its_field(client_as: Any) -> None:
    response = client_as("administrator").post("/words/", {"kind": "sex", "text": "жен", "code": "no-such-code"})

    assert "code" in response.context["form"].errors


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.xlsx", b""),
        ("program.exe", b"MZ" + bytes(2000)),
        ("broken.xlsx", b"PK\x03\x04" + b"\x00" * 500),
        ("page.html", b"<html><script>alert(1)</script></html>"),
        ("old.xls", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1000)),
    ],
)
def test_what_is_no_journal_is_refused_in_one_sentence(name: str, content: bytes, world: Any, client_as: Any) -> None:
    response = send(client_as("director"), content, "import", name)

    assert response.status_code == 200
    assert len(response.context["form"].errors["file"]) == 1
    assert imported(world) == 0


def test_formulas_are_not_run_and_their_rows_are_listed(world: Any, client_as: Any) -> None:
    evil = ["И-6", "01.02.2009", '=HYPERLINK("http://x.invalid")', "ж", 30, "РК", "трудовая", ""]
    response = send(client_as("director"), workbook(evil), "check")

    assert [p.code for p in response.context["errors"]] == ["cell_formula"]


def test_the_command_says_what_it_would_do_and_writes_nothing(world: Any, db: None, tmp_path: Path) -> None:
    file, out = tmp_path / "journal.xlsx", StringIO()
    file.write_bytes(workbook(*ROWS))
    call_command("import_cases", str(file), "--dry-run", "--organisation", "rodnik", stdout=out)

    assert "would add 3" in out.getvalue()
    assert imported(world) == 0


def test_the_command_names_a_file_that_is_not_there_and_an_unknown_organisation(world: Any, db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_cases", str(tmp_path / "nothing.xlsx"), "--organisation", "rodnik")
    (tmp_path / "a.xlsx").write_bytes(workbook(*ROWS))
    with pytest.raises(CommandError, match="no organisation 'nowhere'"):
        call_command("import_cases", str(tmp_path / "a.xlsx"), "--organisation", "nowhere")
