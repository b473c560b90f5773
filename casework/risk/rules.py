"""Decisions from values: when a level falls, and until when a danger must be looked at again. No database and no clock."""

from __future__ import annotations

from datetime import date, timedelta

from casework.cases.rules import add_months
from casework.vocabulary import VOCABULARIES

MONTHS = {"low": 6, "medium": 3, "high": 1}
CRITICAL = timedelta(days=7)
PLANNED = frozenset({"high", "critical"})  # without a safety plan these are no answer


def latest_review(level: str, assessed_on: date) -> date:
    """Low: six months. Medium: three. High: one. Critical: a week. An unknown level is looked at as the highest."""
    return add_months(assessed_on, MONTHS[level]) if level in MONTHS else assessed_on + CRITICAL


def falls(before: str, level: str) -> bool:
    """Whether the level is lower than the one before; from nothing it does not fall."""
    order = VOCABULARIES["risk_level"].codes
    return before in order and level in order and order.index(level) < order.index(before)
