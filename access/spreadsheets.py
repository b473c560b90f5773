"""Words that go into files of other programs: nothing a spreadsheet would run as a formula."""

from __future__ import annotations

import unicodedata

_FORMULA = tuple("=+-@\t\r\n|%")


def defuse(text: str) -> str:
    """The text, marked as text when a spreadsheet could take it for a formula (full-width signs and blanks too)."""
    clean = "".join(letter for letter in text if letter in "\t\r\n" or unicodedata.category(letter) != "Cc")
    seen = unicodedata.normalize("NFKC", clean).lstrip(" \u00a0\u200b\ufeff\u3000")
    return "'" + clean if seen.startswith(_FORMULA) or clean.startswith(("\t", "\r", "\n")) else clean
