"""The door: a register in, rows and a list of problems out.

A row with an error is left out and listed with its row, column and reason; everything else is a warning and the row is
taken. Titles, repeated column names, totals, notes and empty rows are not people. Only a file that cannot be read at
all raises ``UnreadableFile``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO

from django.utils import timezone

from casework.imports.dates import decide_day_first
from casework.imports.headers import (
    ROWS_TO_SEARCH,
    Header,
    Row,
    find_header,
    is_header_again,
    is_numbering,
    name_column,
)
from casework.imports.problems import Problem, UnreadableFile
from casework.imports.rows import DATE_FIELDS, Cell, ImportedRow, RowReader, SheetRules
from casework.imports.synonyms import DEFAULT, SynonymTable, fold
from casework.imports.workbook import BadCell, CellValue, Sheet, open_sheets

TOTALS = ("итого", "всего", "total", "totals", "grand total", "sum", "барлығы", "жиыны", "қорытынды", "подитог")
# Fewer filled cells than this, and no date among them, is a signature or a remark.
FEWEST_CELLS = 3


@dataclass(frozen=True, slots=True)
class UnknownColumn:
    """A column nobody taught us; an administrator may add its name to the synonyms of kind "header"."""

    sheet: str
    column: str
    header: str


@dataclass(slots=True)
class Reading:
    """What a file gave: rows to import, errors (their rows are left out), and things worth a look."""

    rows: list[ImportedRow] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    unknown_columns: list[UnknownColumn] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def add(self, problems: Iterable[Problem]) -> None:
        """Sort problems into errors and warnings."""
        for problem in problems:
            (self.errors if problem.is_error else self.warnings).append(problem)


def read_rows(file: Path | str | IO[bytes], *, synonyms: SynonymTable = DEFAULT, today: date | None = None) -> Reading:
    """Read every visible sheet of a register. Raises ``UnreadableFile`` when there is nothing that can be read."""
    reading, found_header = Reading(), False
    words = synonyms.extended()  # remembers the texts of this file only, and is forgotten with it
    for sheet in open_sheets(file):
        reading.add(sheet.problems)
        header = find_header(sheet.rows, words)
        if header is not None:
            found_header = True
            _read_sheet(sheet, header, words, today or timezone.localdate(), reading)
        elif sheet.rows:
            reading.add([Problem("sheet_without_header", sheet=sheet.name)])
    if not found_header:
        raise UnreadableFile("no_header", limit=ROWS_TO_SEARCH)
    _warn_of_repeated_numbers(reading)
    return reading


def _read_sheet(sheet: Sheet, header: Header, words: SynonymTable, today: date, reading: Reading) -> None:
    reading.unknown_columns += [
        UnknownColumn(sheet.name, name_column(column), name) for column, name in header.unknown.items()
    ]
    people = list(_keep_people(sheet, header, reading))
    day_first = _decide_orders(sheet, header, people, reading)
    rules = SheetRules(sheet.name, words, today, day_first, sheet.epoch)
    for number, values in people:
        reader = RowReader(rules, number, _name_cells(values, header))
        row = reader.read()
        reading.add(reader.problems)
        if row is not None:
            reading.rows.append(row)


def _keep_people(sheet: Sheet, header: Header, reading: Reading) -> Iterable[Row]:
    """The rows below the names that are about somebody."""
    after_total = False
    for number, values in sheet.rows[header.start + header.depth :]:
        cells = _name_cells(values, header)
        if is_header_again(values, header) or is_numbering(values):
            continue
        if _is_total(values):
            after_total = True
            reading.add([Problem("total_skipped", sheet=sheet.name, row=number)])
        elif not _is_about_somebody(cells, header, after_total):
            reading.add([Problem("note_skipped", sheet=sheet.name, row=number)])
        else:
            yield number, values


def _is_total(values: Sequence[CellValue]) -> bool:
    first = next((value for value in values if value is not None), None)
    words = fold(first).split() if isinstance(first, str) else []
    return bool(words) and (words[0] in TOTALS or " ".join(words[:2]) in TOTALS)


def _is_about_somebody(cells: Mapping[str, Cell], header: Header, after_total: bool) -> bool:
    """A row of three known cells is; a shorter one only when it carries a number with digits or a date."""
    filled = set(cells) - {"ordinal"}
    if len(filled) >= min(FEWEST_CELLS, len(set(header.fields.values()) - {"ordinal"})):
        return True
    if len(filled) < 2 or after_total:
        return False
    number = cells.get("case_number")
    dated = any(not isinstance(cells[name].value, str) for name in DATE_FIELDS if name in cells)
    return dated or (number is not None and any(character.isdigit() for character in number.text))


def _name_cells(values: Sequence[CellValue], header: Header) -> dict[str, Cell]:
    """The filled cells of a row by field; the leftmost filled column of a field wins."""
    cells: dict[str, Cell] = {}
    for column, name in header.fields.items():
        value = values[column] if column < len(values) else None
        if value is not None and name not in cells:
            cells[name] = Cell(value, name_column(column), header.names[column])
    return cells


def _decide_orders(sheet: Sheet, header: Header, people: Sequence[Row], reading: Reading) -> dict[str, bool]:
    """Day or month first, for each column of dates by its own evidence."""
    orders = {}
    for name in DATE_FIELDS:
        for column in header.columns_of(name)[:1]:
            orders[name], mixed = decide_day_first(v[column] for _number, v in people if column < len(v))
            if mixed:
                place = (sheet.name, 0, name_column(column), header.names[column])
                reading.add([Problem("date_order_mixed", *place)])
    return orders


def _warn_of_repeated_numbers(reading: Reading) -> None:
    """The same number twice may be one person twice: told, never merged."""
    first_seen: dict[str, int] = {}
    for row in reading.rows:
        if row.case_number and row.case_number in first_seen:
            params = {"row": first_seen[row.case_number]}
            reading.add([Problem("case_number_repeated", row.sheet, row.row, params=params)])
        elif row.case_number:
            first_seen[row.case_number] = row.row


__all__ = ["BadCell", "Reading", "UnknownColumn", "UnreadableFile", "read_rows"]
