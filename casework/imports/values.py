"""One cell's meaning: ages, telephone numbers, codes and lists of codes. Nothing is thrown away: what is not understood
comes back as text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

import phonenumbers

from casework.imports.synonyms import SynonymTable
from casework.imports.workbook import CellValue

OLDEST = 110
AGE = re.compile(
    r"(?:~|ок\.?|около|примерно|шамамен|about)?\s*(\d{1,3})(?:[.,]0+)?\s*(?:-?\s*(?:лет|год\w*|г|л|жас\w*|ж|years?(?: old)?|"
    r"yrs?|y|yo))?\.?",
    re.IGNORECASE,
)
# From strong to weak: a fragment is cut further only while it is not a known value as it stands.
SEPARATORS = (r"[;\n•]", r",", r"/|\+|\s+(?:и|және|мен|and|&)\s+")


@dataclass(slots=True)
class CodesReading:
    """The codes found in a list, each once, and the fragments that were guessed or not understood."""

    codes: list[str] = field(default_factory=list)
    guessed: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def add(self, code: str) -> None:
        """Keep a code once."""
        if code not in self.codes:
            self.codes.append(code)


def write_as_text(value: CellValue) -> str:
    """A cell as text: 87010000018.0 without its ".0", a date as ISO."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def read_age(value: CellValue) -> int | None:
    """A whole number of years from 0 to 110; None when it is not one."""
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        return None
    found = AGE.fullmatch(write_as_text(value))
    age = int(found[1]) if found else -1
    return age if 0 <= age <= OLDEST else None


def compute_age(born: date | None, born_year: int | None, on: date | None, on_year: int | None) -> int | None:
    """Completed years on a day; the difference of years where only a year is known."""
    if born and on:
        return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    if born_year and on_year:
        return on_year - born_year
    return None


def read_phones(text: str) -> tuple[list[str], bool]:
    """The numbers of a cell in international form, read as Kazakh when no country is given; and whether all were good."""
    numbers, good = [], True
    for piece in filter(None, map(str.strip, re.split(r"[;,\n/]", text))):
        try:
            parsed = phonenumbers.parse(piece, "KZ")
        except phonenumbers.NumberParseException:
            parsed = None
        if parsed is not None and phonenumbers.is_possible_number(parsed):
            numbers.append(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
        else:
            good = False
    return numbers, good


def read_codes(text: str, kind: str, synonyms: SynonymTable) -> CodesReading:
    """A free-text list: "изъяли паспорт; долг", "питание, одежда"."""
    reading = CodesReading()
    _read_fragment(text, kind, synonyms, SEPARATORS, reading)
    return reading


def _read_fragment(
    text: str, kind: str, synonyms: SynonymTable, separators: tuple[str, ...], reading: CodesReading
) -> None:
    fragment = text.strip(" .\t")
    if synonyms.is_blank(fragment):
        return
    if code := synonyms.find_exact(kind, fragment):
        reading.add(code)
        return
    for level, separator in enumerate(separators, start=1):
        parts = [part for part in re.split(separator, fragment) if part.strip()]
        if len(parts) > 1:
            for part in parts:
                _read_fragment(part, kind, synonyms, separators[level:], reading)
            return
    _read_whole_fragment(fragment, kind, synonyms, reading)


def _read_whole_fragment(fragment: str, kind: str, synonyms: SynonymTable, reading: CodesReading) -> None:
    match = synonyms.find(kind, fragment)
    if match is None:
        reading.unknown.append(fragment)
        return
    reading.add(match.code)
    if match.guessed:
        reading.guessed.append(fragment)
