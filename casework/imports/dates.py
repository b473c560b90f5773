"""Dates as people type them: Excel dates and serial numbers, ISO, 05.11.2010, 5/11/10, "5 ноября 2010 г.", only a year.

Day or month first? Dots are always day first here. With slashes and hyphens the column itself decides: an 17/02/10 in it
proves day first, an 02/17/10 month first; without proof it is day first, as in Kazakhstan.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from openpyxl.utils.datetime import WINDOWS_EPOCH

from casework.imports.workbook import CellValue

EARLIEST = 1900
SERIALS = range(10_000, 80_000)  # 1927 to 2119
YEARS = range(1900, 2101)

MONTHS = (
    "янв қаңтар jan",
    "фев ақпан feb",
    "мар наурыз mar",
    "апр сәуір apr",
    "май мая мамыр may",
    "июн маусым jun",
    "июл шілде jul",
    "авг тамыз aug",
    "сен қыркүйек sep",
    "окт қазан oct",
    "ноя қараша nov",
    "дек желтоқсан dec",
)
MONTH_STARTS = {start: number for number, starts in enumerate(MONTHS, start=1) for start in starts.split()}

YEAR_MARK = r"(?:\s*(?:г|год|года|г\.?\s?р|ж|жыл|жылы|жылғы|y)\.?)?"
ISO = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T ].*)?")
SHORT = re.compile(
    r"(\d{1,2})\s*([./-])\s*(\d{1,2})\s*[./-]\s*(\d{4}|\d{2})" + YEAR_MARK + r"(?:[T ,]+\d{1,2}:\d{2}.*)?"
)
ONLY_YEAR = re.compile(r"(?:~|ок\.?|около|примерно|шамамен|about|c\.?)?\s*(\d{4})" + YEAR_MARK)


@dataclass(frozen=True, slots=True)
class DateReading:
    """A date, or only its year, or the code of what is wrong."""

    day: date | None = None
    year: int | None = None
    problem: str = ""


def read_date(
    value: CellValue,
    *,
    latest: date,
    day_first: bool = True,
    epoch: datetime = WINDOWS_EPOCH,
    near_year: int | None = None,
) -> DateReading:
    """Read one cell. ``latest`` settles two-digit years (no later than it), ``near_year`` does so better where an age
    tells about when the birth year must lie."""
    if isinstance(value, datetime | date):
        return _accept(value.date() if isinstance(value, datetime) else value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _read_number(float(value), epoch)
    text = str(value).strip().strip("'’")
    if re.fullmatch(r"\d{4,5}(?:\.0+)?", text):
        return _read_number(float(text), epoch)
    if found := ISO.fullmatch(text):
        return _build(int(found[1]), int(found[2]), int(found[3]))
    if found := SHORT.fullmatch(text):
        year = _complete_year(found[4], latest, near_year)
        return _read_short(int(found[1]), int(found[3]), year, day_first or found[2] == ".")
    if found := ONLY_YEAR.fullmatch(text):
        return _read_year(int(found[1]))
    return _read_words(text)


def _accept(day: date) -> DateReading:
    return DateReading(day, day.year) if day.year >= EARLIEST else DateReading(problem="date_impossible")


def _build(year: int, month: int, day: int) -> DateReading:
    try:
        return _accept(date(year, month, day))
    except ValueError:
        return DateReading(problem="date_impossible")


def _read_year(year: int) -> DateReading:
    return DateReading(year=year) if year in YEARS else DateReading(problem="date_impossible")


def _read_number(number: float, epoch: datetime) -> DateReading:
    """A bare number is a year, or the count of days by which Excel keeps a date."""
    if int(number) in YEARS and number == int(number):
        return DateReading(year=int(number))
    if int(number) in SERIALS:
        return _accept((epoch + timedelta(days=int(number))).date())
    return DateReading(problem="date_unreadable")


def _read_short(first: int, second: int, year: int, day_first: bool) -> DateReading:
    if first > 12:
        day_first = True
    elif second > 12:
        day_first = False
    day, month = (first, second) if day_first else (second, first)
    return _build(year, month, day)


def _complete_year(text: str, latest: date, near_year: int | None) -> int:
    if len(text) == 4:
        return int(text)
    centuries = (1900 + int(text), 2000 + int(text))
    if near_year is not None:
        return min(centuries, key=lambda year: abs(year - near_year))
    return centuries[1] if centuries[1] <= latest.year else centuries[0]


def _read_words(text: str) -> DateReading:
    """A date with the month as a word: "5 ноября 2010 г.", "2010 ж. 12 мамыр", "May 12, 2010"."""
    words = re.findall(r"[^\W\d_]+|\d+", text.casefold())
    months = [number for word in words if (number := _find_month(word))]
    numbers = [word for word in words if word.isdecimal()]
    years = [int(word) for word in numbers if len(word) == 4]
    days = [int(word) for word in numbers if len(word) <= 2]
    if len(months) != 1 or len(years) != 1 or len(days) + 1 != len(numbers) or len(days) > 1:
        return DateReading(problem="date_unreadable")
    return _build(years[0], months[0], days[0]) if days else _read_year(years[0])


def _find_month(word: str) -> int | None:
    return next((number for start, number in MONTH_STARTS.items() if word.startswith(start)), None)


def decide_day_first(values: Iterable[CellValue]) -> tuple[bool, bool]:
    """Whether a column is day first, and whether it is mixed: both orders are proven in it."""
    proofs = {True: 0, False: 0}
    for value in values:
        found = SHORT.fullmatch(value.strip()) if isinstance(value, str) else None
        if found and found[2] != "." and (int(found[1]) > 12) != (int(found[3]) > 12):
            proofs[int(found[1]) > 12] += 1
    return proofs[False] <= proofs[True], min(proofs.values()) > 0
