"""Numbers by which somebody is found again exactly: telephone, IIN, and the numbers that stand on documents."""

from __future__ import annotations

import re
from uuid import UUID

from access.crypto.keys import keyed_hash

# Letters that look alike on a document and are typed in either alphabet.
ALIKE = str.maketrans("АВЕКМНОРСТУХІЅ", "ABEKMHOPCTYXIS")
DOCUMENT = re.compile(r"(?<![\w])([A-ZА-ЯІЅ]{0,4})[\s№#:.\-]{0,2}(\d(?:[\s\-]?\d){4,13})(?!\w)")


def hash_number(organisation_id: UUID, purpose: str, number: str) -> bytes:
    return keyed_hash(organisation_id=organisation_id, purpose=purpose, value=number)


def normal_number(text: str) -> str:
    """Digits only; a Kazakh trunk 8 reads as 7, so that 8 701… and +7 701… are the same telephone."""
    digits = "".join(sign for sign in text if sign.isdigit())
    return f"7{digits[1:]}" if len(digits) == 11 and digits[0] == "8" else digits


def document_numbers(text: str) -> set[str]:
    """Every number in a description of documents, with its series and without: "Passport N 1234567" gives both."""
    found = set()
    for series, digits in DOCUMENT.findall(text.upper()):
        number = re.sub(r"\D", "", digits)
        found |= {number, series.translate(ALIKE) + number}
    return found


def document_hashes(organisation_id: UUID, text: str) -> set[bytes]:
    return {hash_number(organisation_id, "document", number) for number in document_numbers(text)}
