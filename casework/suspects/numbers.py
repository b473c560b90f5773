"""Numbers by which somebody suspected is met again: telephones, documents, cars."""

from __future__ import annotations

import re
from uuid import UUID

from casework.people.numbers import ALIKE, document_numbers, hash_number, normal_number

APART = re.compile(r"[,;/\n]+")
SHORTEST_PHONE, SHORTEST_PLATE = 7, 5


def phones_in(text: str) -> set[str]:
    """Every telephone in a list that people separate by commas or lines."""
    found = {normal_number(piece) for piece in APART.split(text)}
    return {digits for digits in found if len(digits) >= SHORTEST_PHONE}


def numbers_in(text: str) -> set[str]:
    """Every number of a document, and each piece as a whole: a car's plate mixes letters and digits."""
    whole = {re.sub(r"[\W_]", "", piece.upper().translate(ALIKE)) for piece in APART.split(text)}
    plates = {piece for piece in whole if SHORTEST_PLATE <= len(piece) <= 20 and any(sign.isdigit() for sign in piece)}
    return plates | document_numbers(text)


def hashes_of(organisation_id: UUID, *, phones: str, numbers: str) -> set[bytes]:
    """The keyed hashes of all of them. A telephone never meets a document."""
    return {hash_number(organisation_id, "suspect-phone", digits) for digits in phones_in(phones)} | {
        hash_number(organisation_id, "suspect-number", number) for number in numbers_in(numbers)
    }
