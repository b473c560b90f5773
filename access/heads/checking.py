"""Comparing the notes outside with the audit inside."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.db import connection

from access.heads.files import Head, HeadRefused, heads_in, read_head


def own_head() -> tuple[int, str] | None:
    """How many links the audit of the organisation in whose name we act has, and the hash of the last one."""
    with connection.cursor() as cursor:
        cursor.execute("select seq, encode(hash, 'hex') from app.own_head()")
        found = cursor.fetchone()
    return (int(found[0]), str(found[1])) if found else None


def own_link(position: int) -> str:
    """The hash of one link of our organisation's audit; empty when there is none."""
    with connection.cursor() as cursor:
        cursor.execute("select encode(app.own_link(%s), 'hex')", [position])
        return str(cursor.fetchone()[0] or "")


def differences(folder: Path, organisation_id: UUID, *, last_position: int | None) -> list[str]:
    """Codes of what is wrong with the notes of the organisation we act for; empty when all agree.

    `last_position` is where the newest note must stand, as we remember it: a folder somebody emptied is noticed.
    """
    paths = heads_in(folder, organisation_id)
    found = [problem for path in paths if (problem := _compare(path, organisation_id))]
    if last_position is not None and not any(f"-{last_position:012d}" in path.name for path in paths):
        found.append("missing")
    return found


def _compare(path: Path, organisation_id: UUID) -> str:
    try:
        head = read_head(path.read_text(encoding="utf-8"))
    except (OSError, HeadRefused):
        return "damaged"
    if head.organisation != str(organisation_id):
        return "foreign"
    return "" if own_link(head.position) == head.hash else "different"


def agrees(head: Head, links: dict[tuple[str, int], str]) -> bool:
    """For `verify_audit --heads`, which reads the chain as its owner."""
    return links.get((head.organisation, head.position)) == head.hash
