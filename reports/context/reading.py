"""A CSV file of published figures, read row by row; every mistake is told with its row and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.utils.translation import gettext as _

LARGEST = 1024 * 1024
MOST_ROWS = 5000
LIMITS = {"indicator": 40, "period": 40, "unit": 40, "detail": 200, "basis": 120, "source": 200, "note": 400}
KAZAKHSTAN = Path(__file__).with_name("kazakhstan.csv")


@dataclass(frozen=True)
class ReadFigure:
    """One row as it stands in the file."""

    indicator: str
    period: str
    value: Decimal
    unit: str
    detail: str
    basis: str
    source: str
    note: str


@dataclass(frozen=True)
class Mistake:
    """What is wrong, where."""

    row: int
    column: str
    sentence: str


class NotAFileOfFigures(Exception):
    """The file as a whole cannot be read; the message says why."""


COLUMNS = tuple(field.name for field in fields(ReadFigure))
ALIASES = {"disaggregation": "detail"}


def read_context(content: bytes) -> tuple[list[ReadFigure], list[Mistake]]:
    """The figures of a file and its mistakes. Columns are found by name, in any order."""
    rows = csv.reader(io.StringIO(_decode(content)), dialect=_find_dialect(content))
    header = [ALIASES.get(name.strip().lower(), name.strip().lower()) for name in next(rows, [])]
    missing = [name for name in COLUMNS if name not in header and name != "note"]
    if missing:
        raise NotAFileOfFigures(_("The first row must name these columns: %(list)s. Missing: %(missing)s.") % {"list": ", ".join(COLUMNS), "missing": ", ".join(missing)})
    figures: list[ReadFigure] = []
    mistakes: list[Mistake] = []
    for number, row in enumerate(rows, start=2):
        if number > MOST_ROWS:
            raise NotAFileOfFigures(_("The file has more than %(most)s rows. Split it into smaller files.") % {"most": MOST_ROWS})
        if any(cell.strip() for cell in row):
            values = {name: cell.strip() for name, cell in zip(header, row, strict=False)}
            wrong = list(_check(number, values))
            mistakes += wrong
            figures += [] if wrong else [_make(values)]
    return figures, mistakes


def write_context(figures: Iterable[ReadFigure]) -> str:
    """Figures as CSV text, in the columns that `read_context` takes."""
    kept = io.StringIO()
    writer = csv.writer(kept, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([f"{value:f}" if isinstance(value, Decimal) else value for value in vars(one).values()] for one in figures)
    return kept.getvalue()


def read_kazakhstan() -> list[ReadFigure]:
    """The published aggregates for Kazakhstan that come with Pana, 2002-2025."""
    return read_context(KAZAKHSTAN.read_bytes())[0]


def _decode(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise NotAFileOfFigures(_("This is not a CSV file. Save the spreadsheet as CSV (UTF-8) and try again."))


def _find_dialect(content: bytes) -> type[csv.excel]:
    class Dialect(csv.excel):
        delimiter = ";" if content.split(b"\n", 1)[0].count(b";") > content.split(b"\n", 1)[0].count(b",") else ","

    return Dialect


def _check(number: int, values: dict[str, str]) -> Iterator[Mistake]:
    for name in COLUMNS:
        text = values.get(name, "")
        if not text and name not in {"note", "detail"}:
            yield Mistake(number, name, _("This cell is empty."))
        elif len(text) > LIMITS.get(name, 40):
            yield Mistake(number, name, _("This text is longer than %(most)s signs.") % {"most": LIMITS.get(name, 40)})
    number_text = values.get("value", "")
    if number_text and _read_number(number_text) is None:
        yield Mistake(number, "value", _("“%(text)s” is not a number from 0 upwards.") % {"text": number_text[:40]})


def _read_number(text: str) -> Decimal | None:
    plain = text.replace(" ", "").replace("\u00a0", "").replace("\u202f", "").replace(",", ".")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 <= number < 10**14 else None


def _make(values: dict[str, str]) -> ReadFigure:
    number = _read_number(values["value"])
    assert number is not None  # checked before
    texts = {name: values.get(name, "") for name in COLUMNS if name != "value"}
    return ReadFigure(value=number, **texts | {"detail": texts["detail"] or "all"})
