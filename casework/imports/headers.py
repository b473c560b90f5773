"""Finding the row of column names, and which column holds what.

The row may stand anywhere in the first thirty filled rows, under titles and merged cells; names may take two or three
rows ("Дата" over "заселения"). Columns we do not know are reported and left alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from casework.imports.synonyms import SynonymTable, fold
from casework.imports.workbook import CellValue

Row = tuple[int, tuple[CellValue, ...]]

ROWS_TO_SEARCH = 30
DEEPEST_HEADER = 3
FEWEST_COLUMNS = 3
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Header:
    """Where the names stand, and what each column is. Several columns may hold the same field; the first filled wins."""

    start: int  # index of the first row of names among the filled rows
    depth: int
    fields: dict[int, str]  # column index → field
    names: dict[int, str]  # column index → the name as written

    @property
    def unknown(self) -> dict[int, str]:
        """Columns with a name that nobody taught us."""
        return {column: name for column, name in self.names.items() if column not in self.fields}

    def columns_of(self, field: str) -> list[int]:
        """The columns that hold a field, left to right."""
        return [column for column, known in self.fields.items() if known == field]


def find_header(rows: Sequence[Row], synonyms: SynonymTable) -> Header | None:
    """The header that names most fields; the shallowest and highest of equals. None when fewer than three are known."""
    candidates = [
        read_header(rows, start, depth, synonyms)
        for start in range(min(len(rows), ROWS_TO_SEARCH))
        for depth in range(1, DEEPEST_HEADER + 1)
        if _may_be_header(rows, start, depth)
    ]
    best = max(candidates, key=lambda header: (_score(header), -header.depth, -header.start), default=None)
    return best if best and _score(best) >= FEWEST_COLUMNS else None


def _score(header: Header) -> int:
    return len(set(header.fields.values()) - {"ordinal"})


def _may_be_header(rows: Sequence[Row], start: int, depth: int) -> bool:
    """Every row of names holds only words, and the rows follow each other without a gap."""
    block = rows[start : start + depth]
    if len(block) < depth or block[-1][0] - block[0][0] != depth - 1:
        return False
    return all(value is None or isinstance(value, str) for _number, values in block for value in values)


def read_header(rows: Sequence[Row], start: int, depth: int, synonyms: SynonymTable) -> Header:
    """What the rows from ``start`` mean, read together as one header."""
    block = [values for _number, values in rows[start : start + depth]]
    fields, names = {}, {}
    for column in range(max(len(values) for values in block)):
        spellings = _spell_name(block, column)
        if not spellings:
            continue
        names[column] = spellings[0][:LONGEST_NAME]
        field = next(filter(None, (recognise_column(text, synonyms) for text in spellings)), None)
        if field:
            fields[column] = field
    return Header(start, depth, fields, names)


def _spell_name(block: Sequence[tuple[CellValue, ...]], column: int) -> list[str]:
    """The ways to read a column's name: with its group's name above it, or alone; merged down, the name above."""
    own = [values[column] if column < len(values) else None for values in block]
    filled = [str(value) for value in own if value is not None]
    if not filled:
        return []
    if own[-1] is None or len(block) == 1:
        return [" ".join(filled), filled[-1]]
    groups = [_find_group(values, column) for values in block[:-1]]
    return [" ".join(filter(None, (*groups, filled[-1]))), filled[-1]]


def _find_group(values: tuple[CellValue, ...], column: int) -> str:
    """The name of a merged group stands in its leftmost cell only."""
    above = [value for value in values[: column + 1] if value is not None]
    return str(above[-1]) if above else ""


def recognise_column(text: str, synonyms: SynonymTable) -> str | None:
    """The field a column name means: whole, without brackets, either half of a bilingual name, its first words, or as
    a misspelling."""
    without_brackets = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", text)
    pieces = [text, without_brackets, *re.split(r"[/\n|]", without_brackets)]
    for piece in pieces:
        if field := synonyms.find_exact("header", piece):
            return field
    for piece in pieces:
        if field := _match_first_words(piece, synonyms):
            return field
    found = synonyms.find("header", without_brackets)
    return found.code if found else None


def _match_first_words(text: str, synonyms: SynonymTable) -> str | None:
    """A longer name whose first two words or more we know: "Дата обращения в организацию"."""
    words = fold(text).split()
    known = synonyms.known("header")
    for length in range(len(words) - 1, 1, -1):
        if field := known.get(" ".join(words[:length])):
            return field
    return None


def is_header_again(values: tuple[CellValue, ...], header: Header) -> bool:
    """Whether a row repeats the column names, as printed registers do on each page."""
    written = [(i, value) for i, value in enumerate(values) if isinstance(value, str)]
    return sum(fold(header.names.get(i, "")) == fold(value) for i, value in written) >= FEWEST_COLUMNS


def is_numbering(values: tuple[CellValue, ...]) -> bool:
    """The row 1 2 3 4 … that forms carry under their column names."""
    written = [str(value).strip().removesuffix(".0") for value in values if value is not None]
    if len(written) < FEWEST_COLUMNS or not all(re.fullmatch(r"[0-9]{1,3}", text) for text in written):
        return False
    numbers = [int(text) for text in written]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def name_column(column: int) -> str:
    """The letter Excel shows."""
    return str(get_column_letter(column + 1))
