"""What a published figure is, worked out from how its source words it."""

from __future__ import annotations

import re

from reports.context.models import Base, Doubt

YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_PLAIN = re.compile(r"\d{4}(?:-(?:Q[1-4]|H[12]|\d{1,2}m))?")
_BASES: tuple[tuple[str, Base], ...] = (
    (r"\+|government-funded|government-supported", Base.MIXED),
    (r"legal statistics|prosecutor", Base.PROSECUTOR),
    (r"interior ministry|\bmvd\b|\bmia\b|police", Base.INTERIOR),
    (r"special social services", Base.SOCIAL),
    (r"\biom\b|osce|united nations|unodc", Base.INTERNATIONAL),
    (r"\bngos?\b|rodnik|sana sezim|shelter", Base.NGO),
    (r"government|official|ministry", Base.GOVERNMENT),
)
_DOUBTS = re.compile(r"conflict|contradict|disagree", re.IGNORECASE)


def find_year(period: str) -> int | None:
    """The last year that the period names ("Mar 2007-Mar 2008" is 2008), or None."""
    years = YEAR.findall(period)
    return int(years[-1]) if years else None


def is_plain_period(period: str) -> bool:
    """A year, a part of one ("2025-Q1", "2022-11m"), and not a span of years or a vague time."""
    return _PLAIN.fullmatch(period) is not None


def guess_base(indicator: str, basis: str) -> Base:
    """Which kind of count it is; an officer may correct the guess.

    Estimates are known by their indicator, the rest by the words of the basis; what is not recognised counts as
    several bodies together, the kind that is compared with nothing.
    """
    if "ESTIMATE" in indicator:
        return Base.ESTIMATE
    words = basis.lower()
    return next((base for pattern, base in _BASES if re.search(pattern, words)), Base.MIXED)


def guess_doubt(note: str) -> Doubt:
    """Does the note say that another source disagrees?"""
    return Doubt.CONTRADICTED if _DOUBTS.search(note) else Doubt.NONE
