"""Opening a file of the standard from a stranger: an archive of tables as rows of text, and nothing beyond what was asked."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from access.spreadsheets import defuse
from casework.htcds.tables import CASE, CONSENT, EVENT, NAMES, ORGANISATION, PERSON, PLAN, REFERRAL, VICTIM, Row
from casework.htcds.writing import ABOUT
from casework.imports.problems import UnreadableFile

MEGABYTE = 1024 * 1024
LARGEST, LARGEST_UNPACKED = 10 * MEGABYTE, 100 * MEGABYTE
MOST_FILES, MOST_ROWS, LONGEST_CELL = 40, 50_000, 4000
COLUMNS = {
    "organisation": ORGANISATION, "person": PERSON, "victim": VICTIM, "case": CASE, "referral": REFERRAL,
    "historic_trafficking_event": EVENT, "support_plan": PLAN, "consent": CONSENT,
}  # fmt: skip
NEEDED = ("person", "case")


@dataclass(frozen=True)
class Line:
    """One row of a table, with its number as a spreadsheet shows it. Its text stays out of every log."""

    sheet: str
    number: int
    cells: Row = field(repr=False)


@dataclass(frozen=True)
class Book:
    """The tables of a file; `unknown` are columns nobody knows."""

    tables: dict[str, list[Line]]
    unknown: list[tuple[str, str]]
    sha256: str

    @property
    def from_organisation(self) -> str:
        lines = self.tables.get("organisation") or []
        return lines[0].cells.get("org_Name", "")[:200] if lines else ""

    @property
    def has_names(self) -> bool:
        return any(line.cells.get(name) for line in self.tables["person"] for name in NAMES)


def read_book(content: bytes) -> Book:
    """The tables of an archive. Refused whole when it is none, unpacks to too much, or was changed after it was made."""
    if len(content) > LARGEST:
        raise UnreadableFile("too_large", limit=LARGEST // MEGABYTE)
    files = _unpacked(content)
    _refuse_changed(files)
    tables, unknown = {}, []
    for name, columns in COLUMNS.items():
        data = files.get(f"{name}.csv")
        if data is not None:
            lines, strange = _read_table(name, data, columns)
            tables[name] = lines
            unknown += [(name, column) for column in strange]
    if any(name not in tables for name in NEEDED):
        raise UnreadableFile("not_htcds")
    return Book(tables, unknown, hashlib.sha256(content).hexdigest())


def _unpacked(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [part for part in archive.infolist() if not part.is_dir()]
            if len(parts) > MOST_FILES or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise UnreadableFile("unpacks_too_large")
            if any(part.flag_bits & 1 for part in parts):
                raise UnreadableFile("password_protected")
            wanted = {*(f"{name}.csv" for name in COLUMNS), ABOUT}
            return {part.filename.rpartition("/")[2].lower(): archive.read(part) for part in parts if part.filename.rpartition("/")[2].lower() in wanted}
    except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError, EOFError) as broken:
        raise UnreadableFile("not_htcds") from broken


def _refuse_changed(files: dict[str, bytes]) -> None:
    """A file of ours says what each table hashes to; one of somebody else need not."""
    if ABOUT not in files:
        return
    try:
        told = json.loads(files[ABOUT])["files"]
        changed = any(hashlib.sha256(files.get(name, b"")).hexdigest() != digest for name, digest in told.items())
    except (ValueError, KeyError, TypeError, AttributeError) as broken:
        raise UnreadableFile("file_changed") from broken
    if changed:
        raise UnreadableFile("file_changed")


def _read_table(name: str, data: bytes, columns: tuple[str, ...]) -> tuple[list[Line], list[str]]:
    try:
        rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        head = [title.strip() for title in next(rows, [])]
        lines = list(_lines(name, head, rows))
    except (UnicodeDecodeError, csv.Error) as broken:
        raise UnreadableFile("not_htcds") from broken
    return lines, [title for title in head if title and title not in columns]


def _lines(name: str, head: list[str], rows: Iterator[list[str]]) -> Iterator[Line]:
    for number, row in enumerate(rows, start=2):
        if number > MOST_ROWS + 1:
            raise UnreadableFile("too_many_rows", limit=MOST_ROWS)
        cells = {title: _plain(text) for title, text in zip(head, row, strict=False) if title}
        if any(cells.values()):
            yield Line(name, number, cells)


def _plain(text: str) -> str:
    """As it was before it was marked as text for a spreadsheet."""
    bare = text[1:] if text.startswith("'") and defuse(text[1:]) == text else text
    return bare.strip()[:LONGEST_CELL].replace("\x00", "")
