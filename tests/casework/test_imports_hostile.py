"""Files that are wrong, damaged or meant to harm: each is refused in seconds with one sentence, or read safely."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.utils import translation
from openpyxl import Workbook

from casework.imports import workbook
from casework.imports.problems import MESSAGES, UnreadableFile
from casework.imports.reading import read_rows

NAMES = ["№ дела", "Дата обращения", "ФИО", "Пол", "Возраст", "Гражданство"]
PERSON = ["001/10", date(2010, 5, 3), "Ромашкова Ива", "ж", 22, "РК"]


def save(book: Workbook) -> io.BytesIO:
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream


def write_register(*rows: list[object]) -> io.BytesIO:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (NAMES, *rows):
        sheet.append(row)
    return save(book)


def replace_part(stream: io.BytesIO, name: str, change: Callable[[bytes], bytes]) -> io.BytesIO:
    """The same archive with one part rewritten."""
    changed = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            new.writestr(part.filename, change(content) if part.filename == name else content)
    changed.seek(0)
    return changed


SHEET = "xl/worksheets/sheet1.xml"


def assert_refused(content: bytes | io.BytesIO, code: str) -> None:
    started = time.monotonic()
    with pytest.raises(UnreadableFile) as refused:
        read_rows(io.BytesIO(content) if isinstance(content, bytes) else content)
    assert refused.value.code == code
    assert re.fullmatch(r"[^%]+\.", str(refused.value)), "one sentence without gaps"
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("content", [b"", b"  \r\n \n"])
def test_an_empty_file_is_refused(content: bytes) -> None:
    assert_refused(content, "empty_file")


def test_an_old_excel_file_renamed_is_refused_with_what_to_do() -> None:
    content = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 4096 + "Workbook".encode("utf-16-le")
    assert_refused(content, "old_xls")


def test_a_file_with_a_password_is_refused_with_what_to_do() -> None:
    content = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 4096 + "EncryptedPackage".encode("utf-16-le")
    assert_refused(content, "password_protected")


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7 ...",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"<html><table><tr><td>1</td></tr></table></html>",
        b"<?xml version='1.0'?><Workbook/>",
        b"{\\rtf1 hello}",
        b"\xff\xfe\x00",
        "одно слово без столбцов".encode(),
        bytes(range(256)) * 20,
    ],
)
def test_another_kind_of_file_is_refused(content: bytes) -> None:
    assert_refused(content, "wrong_type")


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
        archive.writestr("[Content_Types].xml", "<Types/>")
    assert_refused(stream.getvalue(), "wrong_type")


def test_a_truncated_workbook_is_refused() -> None:
    content = write_register(PERSON).getvalue()
    assert_refused(content[: len(content) // 2], "broken_file")


def test_a_workbook_with_broken_xml_is_refused() -> None:
    assert_refused(replace_part(write_register(PERSON), SHEET, lambda xml: xml[:-40]), "broken_file")


def test_a_file_over_the_limit_is_refused_before_it_is_read_further(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_FILE", 1024)
    assert_refused(write_register(PERSON), "too_large")


def test_a_zip_bomb_is_refused_unopened() -> None:
    bomb = replace_part(write_register(PERSON), "xl/styles.xml", lambda xml: xml + b" " * (60 * 1024 * 1024))
    assert_refused(bomb, "unpacks_too_large")


def test_a_sheet_that_is_a_bomb_is_refused_unopened() -> None:
    bomb = replace_part(
        write_register(PERSON), SHEET, lambda xml: xml.replace(b"</row>", b"<c/>" * 4_000_000 + b"</row>")
    )
    assert_refused(bomb, "unpacks_too_large")


def test_one_row_as_long_as_a_book_is_refused_even_when_it_compresses_badly() -> None:
    cells = "".join(f'<c r="A{n * 7919 % 999983}" s="{n * 31 % 97}"/>' for n in range(300_000)).encode()
    bomb = replace_part(write_register(PERSON), SHEET, lambda xml: xml.replace(b"</row>", cells + b"</row>", 1))
    assert_refused(bomb, "unpacks_too_large")


def test_entities_in_the_xml_are_not_expanded() -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'

    def plant(xml: bytes) -> bytes:
        at = xml.index(b"<worksheet")
        return xml[:at] + laughs + xml[at:]

    assert openpyxl.DEFUSEDXML, "openpyxl reads XML through defusedxml"
    assert_refused(replace_part(write_register(PERSON), SHEET, plant), "broken_file")


def test_a_million_empty_rows_are_not_waited_for() -> None:
    rows = "".join(f'<row r="{n}"></row>' for n in range(3, 1_000_003)).encode()
    stream = replace_part(
        write_register(PERSON), SHEET, lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>")
    )
    started = time.monotonic()
    reading = read_rows(stream)
    assert time.monotonic() - started < 5
    assert [row.case_number for row in reading.rows] == ["001/10"]
    assert [warning.code for warning in reading.warnings] == ["stopped_at_empty_rows"]


def test_a_row_at_the_end_of_the_sheet_does_not_make_a_million_rows() -> None:
    book = Workbook()
    for row in (NAMES, PERSON):
        book.worksheets[0].append(row)
    book.worksheets[0].cell(1_048_576, 1, "конец")
    started = time.monotonic()
    assert len(read_rows(save(book)).rows) == 1
    assert time.monotonic() - started < 5


def test_a_size_the_sheet_only_claims_is_not_believed() -> None:
    claim = replace_part(
        write_register(PERSON),
        SHEET,
        lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', xml),
    )
    started = time.monotonic()
    assert len(read_rows(claim).rows) == 1
    assert time.monotonic() - started < 5


def test_too_many_filled_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_ROWS", 5)
    assert_refused(write_register(*[PERSON] * 6), "too_many_rows")


def test_a_formula_is_not_calculated_and_its_row_is_listed() -> None:
    reading = read_rows(write_register(["002/10", "=TODAY()", "Берёзина Сойка", "ж", 20, "РК"], PERSON))
    assert [row.case_number for row in reading.rows] == ["001/10"]
    (error,) = reading.errors
    assert (error.code, error.row, error.column, error.header) == ("cell_formula", 2, "B", "Дата обращения")


def test_a_formula_for_the_age_or_the_line_number_costs_no_row() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["№ п/п", *NAMES, "Дата рождения"])
    sheet.append(
        ["=ROW()-1", "001/10", date(2010, 5, 3), "Ромашкова Ива", "ж", "=DATEDIF(H2,C2)", "РК", date(1988, 1, 1)]
    )
    reading = read_rows(save(book))
    assert reading.errors == []
    assert [row.age_at_request for row in reading.rows] == [22]


def test_a_formula_in_a_csv_is_text_that_nobody_runs() -> None:
    text = "№ дела;Дата обращения;ФИО;Пол\n001/10;03.05.2010;=cmd|'/c calc'!A1;ж\n"
    reading = read_rows(io.BytesIO(text.encode()))
    assert [error.code for error in reading.errors] == ["cell_formula"]


def test_an_error_value_is_listed() -> None:
    reading = read_rows(write_register(["002/10", "#REF!", "Берёзина Сойка", "ж", 20, "РК"]))
    assert [(error.code, error.column) for error in reading.errors] == [("cell_error_value", "B")]


def test_a_text_beyond_all_measure_is_listed() -> None:
    reading = read_rows(write_register(["002/10", date(2010, 5, 3), "Ш" * 20_000, "ж", 20, "РК"]))
    assert [error.code for error in reading.errors] == ["cell_too_long"]


def test_a_sheet_without_known_columns_is_refused() -> None:
    book = Workbook()
    book.worksheets[0].append(["Цвет", "Вкус", "Запах"])
    book.worksheets[0].append(["синий", "горький", "нет"])
    assert_refused(save(book), "no_header")


def test_a_hidden_sheet_is_left_out_and_said_so() -> None:
    book = Workbook()
    for sheet in (book.worksheets[0], book.create_sheet("Списки")):
        sheet.append(NAMES)
        sheet.append(PERSON)
    book["Списки"].sheet_state = "hidden"
    reading = read_rows(save(book))
    assert len(reading.rows) == 1
    assert [(warning.code, warning.sheet) for warning in reading.warnings] == [("sheet_hidden", "Списки")]


def test_a_file_on_disk_is_read_by_its_content_not_its_name(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes(write_register(PERSON).getvalue())
    assert len(read_rows(path).rows) == 1


def test_no_problem_shows_the_text_of_a_cell_in_a_log() -> None:
    reading = read_rows(write_register(["002/10", "31.02.2010", "Секретова Тайна", "ж", 20, "Тайнания"]))
    assert [problem.code for problem in reading.errors] == ["date_impossible"]
    assert "31.02" not in repr(reading.errors)
    assert "Тайна" not in repr(reading)
    assert "Тайна" not in repr(read_rows(write_register([*PERSON[:2], "Тайна Тихая", "ж", 20, "РК"])).rows)


@pytest.mark.parametrize("code", MESSAGES)
def test_every_message_can_be_filled_in(code: str) -> None:
    params = {"limit": 5, "text": "x", "age": 1, "computed": 2, "row": 3}
    with translation.override("en"):
        assert "%(" not in str(MESSAGES[code]) % params
