"""The condition of row security by which rows of a case are seen. Migrations rest on it: it stays as it is; a new rule gets a new name."""

from __future__ import annotations

from access.rowsecurity import OWN


def sees(column: str) -> str:
    """Whoever sees the case in this column (the sets are made in migration 0009, and worked out once a statement)."""
    return (
        f"((select app.may('system')) or ((select app.may('case_view_all')) and {column} not in (select app.closed_to_me()))"
        f" or {column} in (select app.my_cases()))"
    )


def knows(column: str) -> str:
    """Whoever sees a case of the person in this column (as in migration 0009)."""
    return (
        f"((select app.may('system')) or ((select app.may('case_view_all')) and {column} not in (select app.people_closed_to_me()))"
        f" or {column} in (select app.my_people()))"
    )


SEES = f"{OWN} and {sees('case_id')}"
KNOWS = f"{OWN} and {knows('person_id')}"
