"""Opening a spreadsheet from a stranger: sheets as rows of plain values, and nothing executed, evaluated or unpacked
beyond what a register needs.

What is refused, and why: an old or encrypted Excel file (we would read rubbish), an archive that unpacks to much more
than it weighs, one row as large as a book (both exhaust memory), entities in XML (defusedxml refuses them).
"""

from __future__ import annotations

import csv
import io
import itertools
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any

from openpyxl import load_workbook
from openpyxl.utils.datetime import WINDOWS_EPOCH

from casework.imports.problems import Problem, UnreadableFile

MEGABYTE = 1024 * 1024
MAX_FILE = 32 * MEGABYTE
MAX_UNPACKED = 192 * MEGABYTE
MAX_PART = 48 * MEGABYTE  # any part that is not a sheet is read into memory whole
MAX_ROW_XML = 4 * MEGABYTE
MAX_RATIO = 250  # honest sheets compress twenty- to sixtyfold
RATIO_MATTERS_FROM = 4 * MEGABYTE
MAX_PARTS = 2_000
MAX_ROWS = 50_000
MAX_COLUMNS = 120
MAX_CELL = 10_000
MAX_EMPTY_ROWS = 1_000

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell that holds no usable value: a formula, an error, or a text beyond all measure."""

    code: str
    text: str = ""


PLAIN_TYPES = frozenset({int, float, bool, datetime, date, time})
CellValue = str | int | float | bool | datetime | date | time | BadCell | None


@dataclass(slots=True)
class Sheet:
    """One sheet: rows of values with their numbers as Excel shows them; empty rows are left out."""

    name: str
    rows: list[tuple[int, tuple[CellValue, ...]]]
    epoch: datetime = WINDOWS_EPOCH
    problems: list[Problem] = field(default_factory=list)


def open_sheets(file: Path | str | IO[bytes]) -> list[Sheet]:
    """Every visible sheet of an XLSX or CSV file."""
    content = _read_content(file)
    if content.startswith(OLE):
        raise UnreadableFile("password_protected" if ENCRYPTED in content else "old_xls")
    if content.startswith(b"PK"):
        return _open_xlsx(content)
    return [_open_csv(content)]


def _read_content(file: Path | str | IO[bytes]) -> bytes:
    if isinstance(file, Path | str):
        with Path(file).open("rb") as opened:
            return _read_content(opened)
    content = file.read(MAX_FILE + 1)
    if len(content) > MAX_FILE:
        raise UnreadableFile("too_large", limit=MAX_FILE // MEGABYTE)
    if not content.strip():
        raise UnreadableFile("empty_file")
    return content


# --- XLSX --------------------------------------------------------------------------------------------------------


def _open_xlsx(content: bytes) -> list[Sheet]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_bomb(archive)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl remarks on styles it does not know
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
            try:
                return [_read_sheet(sheet, book.epoch) for sheet in book.worksheets]
            finally:
                book.close()
    except (UnreadableFile, MemoryError):
        raise
    except Exception:  # a damaged archive fails in openpyxl in dozens of ways; all mean the same
        raise UnreadableFile("broken_file") from None


def _refuse_bomb(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise UnreadableFile("unpacks_too_large")
    names = {part.filename for part in parts}
    if any(part.flag_bits & 0x1 for part in parts):
        raise UnreadableFile("password_protected")
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/workbook") for name in names):
        raise UnreadableFile("wrong_type")
    for part in parts:
        is_sheet = part.filename.startswith("xl/worksheets/")
        if not is_sheet and part.file_size > MAX_PART:
            raise UnreadableFile("unpacks_too_large")
        if part.file_size > RATIO_MATTERS_FROM and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            raise UnreadableFile("unpacks_too_large")
        if is_sheet and part.file_size > MAX_ROW_XML:
            _refuse_endless_row(archive, part)


def _refuse_endless_row(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """A row is held in memory whole, so one of many megabytes is refused before the XML is read."""
    with archive.open(part) as stream:
        since_row, tail = 0, b""
        while chunk := stream.read(64 * 1024):
            window = tail + chunk
            at = max(window.rfind(b"<row"), window.rfind(b":row"))
            since_row = len(window) - at if at >= 0 else since_row + len(chunk)
            if since_row > MAX_ROW_XML:
                raise UnreadableFile("unpacks_too_large")
            tail = window[-3:]


def _read_sheet(sheet: Any, epoch: datetime) -> Sheet:
    read = Sheet(name=sheet.title, rows=[], epoch=epoch)
    if sheet.sheet_state != "visible":
        read.problems.append(Problem("sheet_hidden", sheet=sheet.title))
        return read
    sheet.reset_dimensions()  # the size a file claims is not to be believed
    rows = ((number, tuple(map(_read_cell, row))) for number, row in enumerate(_iterate_cells(sheet), start=1))
    _keep_filled_rows(read, rows)
    return read


def _iterate_cells(sheet: Any) -> Iterator[tuple[Any, ...]]:
    return iter(sheet.iter_rows(max_col=MAX_COLUMNS))


def _read_cell(cell: Any) -> CellValue:
    value = cell.value
    if value is None or value == "":
        return None
    if cell.data_type == "f":
        return BadCell("cell_formula")
    if cell.data_type == "e":
        return BadCell("cell_error_value", str(value)[:20])
    if type(value) in PLAIN_TYPES:
        return value  # type: ignore[no-any-return]
    return _tidy_text(str(value))


def _tidy_text(text: str) -> CellValue:
    if len(text) > MAX_CELL:
        return BadCell("cell_too_long")
    return re.sub(r"[ \t\u00a0\u2007\u202f\u200b\ufeff]+", " ", text.replace("_x000D_", "")).strip() or None


def _keep_filled_rows(read: Sheet, rows: Iterable[tuple[int, tuple[CellValue, ...]]]) -> None:
    last = 0
    for number, values in rows:
        if any(value is not None for value in values):
            read.rows.append((number, values))
            last = number
            if len(read.rows) > MAX_ROWS:
                raise UnreadableFile("too_many_rows", limit=MAX_ROWS)
        elif number - last >= MAX_EMPTY_ROWS:
            params = {"limit": MAX_EMPTY_ROWS}
            read.problems.append(Problem("stopped_at_empty_rows", sheet=read.name, row=number, params=params))
            return


# --- CSV ---------------------------------------------------------------------------------------------------------


def _open_csv(content: bytes) -> Sheet:
    text = _decode(content)
    if re.match(r"\s*(?:<|%PDF|\{\\rtf)", text):
        raise UnreadableFile("wrong_type")
    lines = text.splitlines()
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_find_delimiter(lines[:30]))
    read = Sheet(name="", rows=[])
    rows = ((i, tuple(map(_read_text_cell, itertools.islice(row, MAX_COLUMNS)))) for i, row in enumerate(reader, 1))
    try:
        _keep_filled_rows(read, rows)
    except csv.Error:
        raise UnreadableFile("broken_file") from None
    return read


def _decode(content: bytes) -> str:
    """UTF-8 as programs write it now, UTF-16 when it says so, else the Windows code page of old Cyrillic Excel."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if marked else ["utf-8-sig", "cp1251"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\x00-\x08\x0e-\x1f]", text):
            return text
    raise UnreadableFile("wrong_type")


def _find_delimiter(lines: list[str]) -> str:
    counts = {delimiter: max((line.count(delimiter) for line in lines), default=0) for delimiter in ";\t,|"}
    best = max(counts, key=lambda delimiter: counts[delimiter])
    if not counts[best]:
        raise UnreadableFile("wrong_type")
    return best


def _read_text_cell(text: str) -> CellValue:
    if re.match(r"[=@]", text.strip()):
        return BadCell("cell_formula")
    return _tidy_text(text)
