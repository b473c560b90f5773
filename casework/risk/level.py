"""The level of a case, as its newest assessment found it. Part of an action that is audited itself."""

from __future__ import annotations

from access.receipts import take_version
from casework.cases.models import Case


def set_risk(case: Case, level: str) -> bool:
    """Whether it changed; whoever had the case open must then look again."""
    if case.risk == level:
        return False
    take_version(case, expected=case.version)
    case.risk = level
    case.save(update_fields=["risk"])
    return True
