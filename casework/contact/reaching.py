"""The rule for whoever holds a call that became a case and does not see the case: the answer, never the words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from access.actors import Actor
from access.permissions import Permission
from casework.contact.refusing import ContactRefused
from casework.contact.rules import Terms, Verdict, judge

TERMS = "select case_id, never, has_plan, allowed, days, hour_from, hour_until, language, leaves_no_message, has_words, review_on from app.contact_terms(%s)"


def contact_of_cases(
    actor: Actor, cases: Iterable[UUID | None], channel: str, at: datetime | date | None = None
) -> dict[UUID, Verdict]:
    """For each case of one's own organisation whether its person may be reached this way: one question for all."""
    asked = sorted({case_id for case_id in cases if case_id is not None})
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(TERMS, [asked])
        rows = cursor.fetchall()
    knows = actor.may(Permission.PERSON_IDENTITY_VIEW)
    return {row[0]: judge(_terms(row), channel, at, never=row[1], knows_words=knows) for row in rows}


def mark_contact(actor: Actor, calls: Iterable[Any], channel: str, at: datetime | date | None = None) -> list[Any]:
    """Put the answer on each call as `contact`; nothing on those that belong to no case."""
    marked = list(calls)
    found = contact_of_cases(actor, [call.case_id for call in marked], channel, at)
    for call in marked:
        call.contact = found.get(call.case_id)
    return marked


def refuse_contact_of(actor: Actor, case_id: UUID | None, channel: str, at: datetime | date | None = None) -> None:
    for verdict in contact_of_cases(actor, [case_id], channel, at).values():
        if verdict.is_refused:
            raise ContactRefused(verdict)


def _terms(row: Any) -> Terms | None:
    _case, _never, has_plan, allowed, days, first, last, language, silent, has_words, review_on = row
    if not has_plan:
        return None
    return Terms(frozenset(allowed), frozenset(days), first, last, language, silent, has_words, review_on)
