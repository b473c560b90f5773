"""The individual identification number of Kazakhstan (ИИН, ЖСН): twelve digits, the last of which is a check.

A number that fails the check was mistyped. A number whose digits disagree with the birth date or the sex is *not* an
error: since 2013 the digits need not follow the person (Government Resolution 853), so we only mention it.
Many of the people we help have no number at all; nothing here makes it required.
"""

import re
from dataclasses import dataclass
from datetime import date

FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
CENTURIES = {1: 1800, 2: 1800, 3: 1900, 4: 1900, 5: 2000, 6: 2000}


@dataclass(frozen=True, slots=True)
class IinReading:
    """What the digits seem to say; either part may be missing."""

    birth_date: date | None
    sex: str


def normalise_iin(text: str) -> str:
    """The digits alone: spaces, dots and hyphens that people type between them are dropped."""
    return re.sub(r"[\s.\-\u2010-\u2015]", "", text)


def compute_check_digit(first_eleven: str) -> int | None:
    """The twelfth digit; None when both passes give ten, for such a number is never issued."""
    digits = [int(character) for character in first_eleven]
    for weights in (FIRST_WEIGHTS, SECOND_WEIGHTS):
        remainder = sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 11
        if remainder < 10:
            return remainder
    return None


def is_valid_iin(text: str) -> bool:
    """Twelve digits and a check digit that agrees."""
    number = normalise_iin(text)
    if not re.fullmatch(r"[0-9]{12}", number):
        return False
    return compute_check_digit(number[:11]) == int(number[11])


def read_iin(text: str) -> IinReading:
    """The birth date and sex the old layout would give; unreadable parts are left empty."""
    number = normalise_iin(text)
    seventh = int(number[6]) if is_valid_iin(number) else 0
    if seventh not in CENTURIES:
        return IinReading(None, "")
    try:
        born = date(CENTURIES[seventh] + int(number[:2]), int(number[2:4]), int(number[4:6]))
    except ValueError:
        born = None
    return IinReading(born, "male" if seventh % 2 else "female")


def find_iin_mismatches(
    text: str, *, birth_date: date | None = None, birth_year: int | None = None, sex: str = ""
) -> frozenset[str]:
    """Which of "birth_date" and "sex" disagree with the digits: a hint to look again, never a reason to refuse."""
    says = read_iin(text)
    found = set()
    if says.birth_date and birth_date and says.birth_date != birth_date:
        found.add("birth_date")
    if says.birth_date and birth_year and says.birth_date.year != birth_year:
        found.add("birth_date")
    if says.sex and sex in {"female", "male"} and says.sex != sex:
        found.add("sex")
    return frozenset(found)
