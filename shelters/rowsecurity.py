"""Conditions of row security for what is written down in a house. Migrations rest on them: they stay; a new rule gets a new name."""

from __future__ import annotations

from access.rowsecurity import OWN

SYSTEM = "(select app.may('system'))"
READ_IN_THE_HOUSE = f"{OWN} and ((select app.may('house_view')) or {SYSTEM})"
TURNED_BY_THE_SYSTEM = f"{OWN} and {SYSTEM}"


def written_by(column: str) -> str:
    """By who works in the house, in their own name."""
    return f"{OWN} and ({SYSTEM} or ((select app.may('stay_manage')) and {column} = (select app.uid())))"
