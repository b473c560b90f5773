"""Two open cases that share a recruiter or exploiter: who may know of it, and how much.

Two cases share a suspect when both speak of one code, or when a telephone or another number meets exactly, although
nobody who sees one case sees the other. It counts when the suspect recruited, bought, sold, held or exploited somebody
in one of the two; a driver who knew nothing parts nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from access.actors import Actor
from casework.cases.models import Case
from casework.suspects.models import ConflictSettlement, Outcome, SuspectMention
from casework.suspects.numbers import hashes_of

HARMFUL = (
    "recruiter_intermediary", "broker_travel_agent", "harboured", "sold", "bought", "controlled", "abuser", "kidnapper", "exploiter",
    "pimp", "complicit_official",
)  # fmt: skip
Pair = tuple[UUID, UUID]


@dataclass(frozen=True)
class SharedPair:
    """Two cases, both seen by whoever reads this, with what they say of whom they share, and what was decided."""

    one: Case
    other: Case
    shared: list[tuple[SuspectMention, SuspectMention]]
    settlement: ConflictSettlement | None


@dataclass(frozen=True)
class ResidentPair:
    """Two cases already held in hand: that they share a suspect, and when and how it was settled."""

    one: UUID
    other: UUID
    settled_at: datetime | None
    outcome: str

    @property
    def outcome_label(self) -> str:
        return str(Outcome(self.outcome).label) if self.outcome in Outcome.values else ""


def conflict_of(case: Case) -> str:
    """Whether another case shares a suspect with this one: "open", "settled" or nothing. Never which."""
    return str(_ask("select app.suspect_conflict(%s, %s)", [case.pk, list(HARMFUL)])[0][0])


def shared_pairs(by: Actor) -> list[SharedPair]:
    """The pairs of which one sees both cases, those nobody has settled first."""
    pairs = _pairs(by)
    said = _mentions(by, [pair for pair, _ in pairs])
    cases = Case.objects.visible_to(by).in_bulk({pk for pair, _ in pairs for pk in pair})
    found = [
        SharedPair(cases[one], cases[other], _met(said.get(one, []), said.get(other, [])), settled) for (one, other), settled in pairs
    ]
    return sorted(found, key=lambda pair: (pair.settlement is not None, pair.one.code, pair.other.code))


def pairs_to_settle(by: Actor) -> int:
    """How many of them nobody has settled."""
    return sum(settled is None for _, settled in _pairs(by))


def _pairs(by: Actor) -> list[tuple[Pair, ConflictSettlement | None]]:
    """Pairs of cases one sees, each with the decision that still holds: nothing has changed since."""
    rows = _ask("select one, other, since from app.suspect_pairs(%s)", [list(HARMFUL)])
    seen = set(Case.objects.visible_to(by).filter(pk__in={pk for one, other, _ in rows for pk in (one, other)}).values_list("pk", flat=True))
    settled: dict[Pair, ConflictSettlement] = {}
    for row in ConflictSettlement.objects.visible_to(by).filter(one_id__in=seen).select_related("by").order_by("created_at"):
        settled[row.one_id, row.other_id] = row
    found = []
    for one, other, since in rows:
        last = settled.get((one, other))
        if one in seen and other in seen:
            found.append(((one, other), last if last is not None and last.created_at >= since else None))
    return found


def pairs_among(cases: Iterable[UUID]) -> list[ResidentPair]:
    """Which of these cases share a suspect. For rooms above, whose people live under one roof and who see no case."""
    rows = _ask("select one, other, settled_at, outcome from app.residents_sharing(%s, %s)", [list(cases), list(HARMFUL)])
    return [ResidentPair(one, other, settled_at, outcome or "") for one, other, settled_at, outcome in rows]


def _mentions(by: Actor, pairs: list[Pair]) -> dict[UUID, list[SuspectMention]]:
    found: dict[UUID, list[SuspectMention]] = {}
    wanted = {pk for pair in pairs for pk in pair}
    for mention in SuspectMention.objects.visible_to(by).active().filter(case_id__in=wanted).select_related("suspect"):
        found.setdefault(mention.case_id, []).append(mention)
    return found


def _met(ones: list[SuspectMention], others: list[SuspectMention]) -> list[tuple[SuspectMention, SuspectMention]]:
    return [(a, b) for a in ones for b in others if _harms(a, b) and (a.suspect_id == b.suspect_id or _hashes(a) & _hashes(b))]


def _harms(a: SuspectMention, b: SuspectMention) -> bool:
    return bool({*a.roles, *b.roles} & set(HARMFUL))


def _hashes(mention: SuspectMention) -> set[bytes]:
    return hashes_of(mention.organisation_id, phones=mention.phones, numbers=mention.numbers)


def _ask(query: str, values: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())
