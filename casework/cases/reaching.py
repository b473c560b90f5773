"""What may be known of a case one does not see: that it is there, under the code or the referral one holds in hand."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection

from access.actors import Actor
from casework.cases.models import Case


def case_by_code(by: Actor, code: str) -> Case | None:
    """An open case of one's own organisation by its code: only that it is there, nothing about it."""
    return _bare(by, "select id, code from app.case_by_code(%s)", [code.strip().upper()])


def case_by_referral(by: Actor, referral_id: UUID) -> Case | None:
    """The case one's own organisation opened from a referral, whoever works on it."""
    return _bare(by, "select id, code from app.case_by_referral(%s)", [referral_id])


def number_is_known(iin_hash: bytes | None, phone_hash: bytes | None, *, in_open_case: bool = False) -> bool:
    """Whether somebody in one's organisation has this very number. Which case it is stays hidden."""
    with connection.cursor() as cursor:
        cursor.execute("select app.number_is_known(%s, %s, %s)", [iin_hash, phone_hash, in_open_case])
        return bool(cursor.fetchone()[0])


def sealed_notes(case: Case) -> list[dict[str, Any]]:
    """That colleagues wrote privileged notes, when and in which profession; never what."""
    with connection.cursor() as cursor:
        cursor.execute("select id, author_name, profession, written_at from app.sealed_notes(%s)", [case.pk])
        names = ("id", "author_name", "profession", "written_at")
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def looks_at(case: Case) -> list[dict[str, Any]]:
    """Who looked at a case one sees, at the person or at what hangs on them, newest first."""
    with connection.cursor() as cursor:
        cursor.execute("select at, actor_name, object_type, action from app.looks_at(%s)", [case.pk])
        return [dict(zip(("at", "actor_name", "object_type", "action"), row, strict=True)) for row in cursor.fetchall()]


def _bare(by: Actor, query: str, values: list[Any]) -> Case | None:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        row = cursor.fetchone()
    return Case(pk=row[0], code=row[1], organisation_id=by.organisation_id) if row else None
