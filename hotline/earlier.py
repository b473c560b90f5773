"""Has this number called before? Counts only, never what was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q

from access.actors import Actor
from casework.cases.models import CLOSED_STATES
from casework.cases.reaching import number_is_known
from casework.people.numbers import hash_number, normal_number
from hotline.models import Call
from hotline.rules import is_number


@dataclass(frozen=True)
class Earlier:
    """How often this number called, when last, and whether a case is open."""

    times: int
    last: datetime | None
    has_open_case: bool


NEVER = Earlier(0, None, False)


def hash_of(actor: Actor, number: str) -> bytes | None:
    """The keyed hash of a number, or None for what is no number. The same purpose as a person's telephone."""
    digits = normal_number(number)
    return hash_number(actor.organisation_id, "phone", digits) if is_number(digits) else None


def calls_before(actor: Actor, number_hash: bytes | memoryview | None, *, but: UUID | None = None) -> Earlier:
    """Two queries: earlier calls of this number, and an open case of a person with this telephone."""
    if not number_hash:
        return NEVER
    open_case = Q(case__isnull=False) & ~Q(case__state__in=CLOSED_STATES)
    found = (
        Call.objects.visible_to(actor)
        .filter(number_hash=bytes(number_hash))
        .exclude(pk=but)
        .aggregate(times=Count("pk"), last=Max("started_at"), open_cases=Count("pk", filter=open_case))
    )
    has_case = bool(found["open_cases"]) or number_is_known(None, bytes(number_hash), in_open_case=True)
    return Earlier(found["times"], found["last"], has_case)
