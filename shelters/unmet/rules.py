"""Who comes first of those who wait. No database, no clock."""

from __future__ import annotations

from collections.abc import Iterable

WEIGHTS = {"danger": 100, "street": 50, "child": 20, "pregnant": 20, "ill": 10, "must_leave": 10}


def rank(reasons: Iterable[str]) -> int:
    """Danger tonight before all else, then nowhere to sleep; the rest adds up. A number without unit: higher comes first."""
    return sum(WEIGHTS.get(reason, 0) for reason in set(reasons))
