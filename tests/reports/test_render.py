from __future__ import annotations

import csv
import dataclasses
import io
import json
import zipfile

import openpyxl
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.spreadsheets import defuse
from reports.render import RENDERERS, Line, draw_chart, render_csv, render_json, render_pdf, render_xlsx
from reports.render.charts import describe_chart

from .sample import KAZAKH, make_document


@pytest.fixture(scope="module")
def document():
    return make_document()


@pytest.fixture(scope="module")
def pdf(document):
    return pypdf.PdfReader(io.BytesIO(render_pdf(document)))


def test_the_pdf_prints_every_kazakh_letter(pdf):
    text = "".join(page.extract_text() for page in pdf.pages)
    assert not [letter for letter in KAZAKH if letter not in text]


def test_the_pdf_has_bookmarks_language_tags_and_title(pdf):
    titles = [mark.title for mark in pdf.outline if not isinstance(mark, list)]
    assert titles[:4] == ["Преследование", "Защита", "Предупреждение", "Партнёрство"]
    assert pdf.trailer["/Root"]["/Lang"] == "ru"
    assert "/StructTreeRoot" in pdf.trailer["/Root"]
    assert pdf.metadata.title.startswith("Отчёт о помощи")


@pytest.mark.parametrize("language", ["kk", "en"])
def test_the_pdf_says_which_language_it_is_in(language):
    reader = pypdf.PdfReader(io.BytesIO(render_pdf(make_document(language))))
    assert reader.trailer["/Root"]["/Lang"] == language


def test_the_pdf_brings_its_fonts(pdf):
    fonts = {str(font.get_object()["/BaseFont"]) for page in pdf.pages for font in page["/Resources"].get("/Font", {}).values()}
    assert fonts
    assert all("DejaVu" in font for font in fonts)


@pytest.mark.parametrize("kind", sorted(RENDERERS))
def test_the_same_report_gives_the_same_file(kind, document):
    first, second = RENDERERS[kind](document), RENDERERS[kind](document)
    if kind == "xlsx":
        first, second = (b"".join(zipfile.ZipFile(io.BytesIO(file)).read(name) for name in sorted(zipfile.ZipFile(io.BytesIO(file)).namelist())) for file in (first, second))
    assert first == second


def test_every_renderer_shows_the_published_figure_and_the_change(document):
    layout = document.sections[1].layouts[0]
    assert document.read_values(layout, layout.lines[0]) == [42, 35, 7]
    tables = json.loads(render_json(document))["sections"][1]["tables"]
    assert tables[0]["lines"][0]["values"] == [42, 35, 7]
    rows = list(csv.reader(io.StringIO(render_csv(document).decode("utf-8-sig"))))
    assert ["Защита", "Выявление и помощь", "Выявленные жертвы", "I кв. 2026", "42"] in rows
    sheet = openpyxl.load_workbook(io.BytesIO(render_xlsx(document)))["Защита"]
    assert [42, 35, 7] in [[cell.value for cell in row[1:4]] for row in sheet.iter_rows()]


def test_what_is_not_published_is_in_no_byte_of_any_file(document):
    kept = document.figures.select(lambda cell: cell.indicator != "PREV_PRINT")
    poorer = dataclasses.replace(document, figures=kept)
    for kind, render in RENDERERS.items():
        file = render(poorer)
        if kind == "xlsx":
            book = zipfile.ZipFile(io.BytesIO(file))
            file = b"".join(book.read(name) for name in book.namelist())
        if kind == "pdf":
            file = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file)).pages).encode()
        assert b"12500" not in file
        assert "12\u202f500".encode() not in file
    assert "не публикуется" in "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(render_pdf(poorer))).pages)


def test_a_gap_says_whether_it_is_protected_or_was_never_reported(document):
    ages, acts = document.sections[1].layouts[3], document.sections[2].layouts[0]
    assert document.write_values(ages, ages.lines[0]) == ["не публикуется"]
    assert document.write_values(acts, acts.lines[1]) == ["12\u202f500", "нет данных", "…"]


def test_a_chart_is_drawn_from_the_table_and_described_in_words(document):
    trend, sexes, ages = document.sections[1].layouts[1:4]
    svg = draw_chart(document, sexes).decode()
    assert "Женщины и девочки: 27; Мужчины, мальчики и все другие: 15." in svg
    assert describe_chart(document, trend).endswith("Выявленные жертвы: 14, 11, 17.")
    assert draw_chart(document, ages) is None
    assert draw_chart(document, sexes) == draw_chart(document, sexes)
    assert "<script" not in svg


HOSTILE = ["=1+1", "+7 700", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =cmd|' /C calc'!A0", "＝1+1", "＋1", "\u00a0=1", "|dir", "%0A"]


@pytest.mark.parametrize("text", HOSTILE)
def test_formulas_are_defused(text):
    assert defuse(text).startswith("'")


@given(st.text())
def test_no_text_begins_like_a_formula_after_defusing(text):
    assert not defuse(text).lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


def test_formulas_in_labels_run_in_no_spreadsheet(document, measure):
    section = document.sections[1]
    layout = dataclasses.replace(section.layouts[0], lines=tuple(Line(text, (None, None, None)) for text in HOSTILE))
    hostile = dataclasses.replace(document, sections=(dataclasses.replace(section, title="=1+1", layouts=(layout,)),))
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(hostile)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    written = [cell for row in csv.reader(io.StringIO(render_csv(hostile).decode("utf-8-sig"))) for cell in row]
    failed = [cell.coordinate for cell in cells if cell.data_type == "f"]
    failed += [cell for cell in written if cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋"))]
    assert render_pdf(hostile).startswith(b"%PDF")
    measure("B07", checked=len(cells) + len(written), failed=failed)


def test_words_of_the_template_language_stay_words(document):
    mean = dataclasses.replace(document, title='#sys.inputs "report" $x$ *b* <a>', summary=("#read(\"/etc/hosts\") \\",))
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(render_pdf(mean))).pages)
    assert "#read" in text
