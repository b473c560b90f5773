"""XLSX: one sheet for the whole report's words and one for each section; numbers as numbers, text never a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from access.spreadsheets import defuse
from reports.render.document import ColumnKind, Layout, ReportDocument, Section

_HEAD = PatternFill("solid", fgColor="E7EDF3")
_RULE = Border(bottom=Side(style="thin", color="9AA7B4"))
_NEVER = datetime(2000, 1, 1)  # noqa: DTZ001  openpyxl writes it without a zone; the day of making tells nothing


def render_xlsx(document: ReportDocument) -> bytes:
    """The report as XLSX bytes."""
    book = Workbook()
    book.properties.creator = document.organisation
    book.properties.title = document.title
    book.properties.created = book.properties.modified = _NEVER
    front = book.active
    assert isinstance(front, Worksheet)
    front.title = _name_sheet(document.period, ())
    _write_front(front, document)
    for section in document.sections:
        sheet = book.create_sheet(_name_sheet(section.title, book.sheetnames))
        _write_section(sheet, document, section)
    _write_words(book.create_sheet(_name_sheet(document.words.definitions, book.sheetnames)), document)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _name_sheet(title: str, taken: Sequence[str]) -> str:
    name = re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:28] or "-"
    return name if name not in taken else f"{name} {len(taken)}"


def _put(sheet: Worksheet, row: int, column: int, text: str, *, bold: bool = False, size: int = 10) -> None:
    cell = sheet.cell(row=row, column=column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", defuse(text))
    cell.data_type = "s"
    cell.font = Font(name="DejaVu Sans", bold=bold, size=size)
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _write_front(sheet: Worksheet, document: ReportDocument) -> None:
    sheet.column_dimensions["A"].width = 90
    lines = [document.organisation, document.programme, document.period, document.issued, document.reference]
    _put(sheet, 1, 1, document.title, bold=True, size=16)
    for row, text in enumerate([*lines, "", *document.summary], start=2):
        _put(sheet, row, 1, text)


def _write_section(sheet: Worksheet, document: ReportDocument, section: Section) -> None:
    sheet.column_dimensions["A"].width = 56
    _put(sheet, 1, 1, section.title, bold=True, size=14)
    row = 3
    for text in section.narrative:
        _put(sheet, row, 1, text)
        row += 1
    for layout in section.layouts:
        row = _write_layout(sheet, document, layout, row + 1)
    sheet.freeze_panes = "B2"


def _write_layout(sheet: Worksheet, document: ReportDocument, layout: Layout, row: int) -> int:
    _put(sheet, row, 1, layout.title, bold=True, size=12)
    for number, label in enumerate([document.words.indicator, *(column.label for column in layout.columns)], start=1):
        _put(sheet, row + 1, number, label, bold=True)
        sheet.cell(row=row + 1, column=number).fill = _HEAD
        sheet.cell(row=row + 1, column=number).border = _RULE
        if number > 1:
            sheet.column_dimensions[sheet.cell(row=1, column=number).column_letter].width = 18
    row += 2
    for line in layout.lines:
        _put(sheet, row, 1, line.label)
        sheet.cell(row=row, column=1).alignment = Alignment(indent=line.level, wrap_text=True)
        words = document.write_values(layout, line)
        for number, value in enumerate(document.read_values(layout, line)):
            _write_value(sheet, row, number + 2, layout.columns[number].kind, value, words[number])
        row += 1
    if layout.note:
        _put(sheet, row, 1, layout.note)
        row += 1
    return row


def _write_value(
    sheet: Worksheet, row: int, place: int, kind: ColumnKind, value: float | None, word: str
) -> None:
    if value is None:
        _put(sheet, row, place, word)
    else:
        cell = sheet.cell(row=row, column=place, value=int(value))
        cell.number_format = {ColumnKind.CHANGE: "+0;−0;0", ColumnKind.SHARE: '0" %"'}.get(kind, "# ##0")
        cell.font = Font(name="DejaVu Sans", size=10)
    sheet.cell(row=row, column=place).alignment = Alignment(horizontal="right")


def _write_words(sheet: Worksheet, document: ReportDocument) -> None:
    sheet.column_dimensions["A"].width = 40
    sheet.column_dimensions["B"].width = 90
    words = document.words
    blocks: list[tuple[str, list[tuple[str, ...]]]] = [
        (words.definitions, [(item.term, item.text) for item in document.definitions]),
        (words.notes, [(str(n), text) for n, text in enumerate(document.footnotes, start=1)]),
        (words.method, [("", text) for text in document.method]),
        (words.context, [(r.series, f"{r.detail}, {r.year}: {r.value} · {r.source} {r.note}") for r in document.context]),
    ]
    row = 1
    for title, pairs in blocks:
        if pairs:
            _put(sheet, row, 1, title, bold=True, size=12)
            for number, texts in enumerate(pairs, start=row + 1):
                for column, text in enumerate(texts, start=1):
                    _put(sheet, number, column, text)
            row += len(pairs) + 2
