"""Finding suspects again in the cases one sees: by code, by exact number, by a name in any spelling and alphabet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from access.actors import Actor
from access.audit import record
from access.crypto.fields import CannotOpen
from access.crypto.keys import keyed_hash
from access.events import Event
from casework.names import match_key
from casework.people.name_index import NameIndex
from casework.suspects.models import Suspect, SuspectMention, SuspectNumber
from casework.suspects.numbers import hashes_of

CODE = re.compile(r"^(?:S-)?[2-9A-HJKMNP-Z]{7}$", re.IGNORECASE)
CLOSE_ENOUGH, SURELY_ALIKE = 80.0, 88.0
SHOWN, LOOKED_AT = 20, 5000


@dataclass(frozen=True)
class Match:
    """Somebody suspected who may be the one looked for, with what one's own cases say of them."""

    suspect: Suspect
    mentions: list[SuspectMention]


def find_suspects(*, by: Actor, term: str) -> list[Match]:
    """Search as the term looks. Recorded with a keyed hash of the term, never the term."""
    wanted = term.strip()
    found = _by_numbers(by, phones=wanted, numbers=wanted)
    if CODE.match(wanted):
        code = wanted.upper() if "-" in wanted else f"S-{wanted.upper()}"
        found += Suspect.objects.visible_to(by).filter(code=code).values_list("pk", flat=True)
    found += _by_name(by, wanted, CLOSE_ENOUGH)
    matches = matches_of(by, found)
    hashed = keyed_hash(organisation_id=by.organisation_id, purpose="search", value=match_key(wanted)).hex()
    record(Event.SEARCHED, by=by, detail={"kind": "suspect", "term": hashed, "found": len(matches)})
    return matches


def look_alikes(*, by: Actor, facts: dict[str, Any], but: UUID | None = None) -> list[Match]:
    """Suspects one may see who could be the one about to be recorded. `but` leaves out those already in this case."""
    found = _by_numbers(by, phones=str(facts.get("phones") or ""), numbers=str(facts.get("numbers") or ""))
    for name in (str(facts.get("name") or ""), *str(facts.get("aliases") or "").split(",")):
        if len(name.strip()) > 2:
            found += _by_name(by, name, SURELY_ALIKE)
    in_case = set(SuspectMention.objects.visible_to(by).filter(case_id=but).values_list("suspect_id", flat=True))
    return matches_of(by, [pk for pk in found if pk not in in_case])


def matches_of(by: Actor, suspects: list[UUID]) -> list[Match]:
    """These suspects in this order, once each."""
    chosen = list(dict.fromkeys(suspects))[:SHOWN]
    mentions: dict[UUID, list[SuspectMention]] = {}
    for mention in SuspectMention.objects.visible_to(by).filter(suspect_id__in=chosen).select_related("suspect", "case"):
        mentions.setdefault(mention.suspect_id, []).append(mention)
    return [Match(mentions[pk][0].suspect, mentions[pk]) for pk in chosen if pk in mentions]


def _by_numbers(by: Actor, *, phones: str, numbers: str) -> list[UUID]:
    hashes = hashes_of(by.organisation_id, phones=phones, numbers=numbers)
    seen = SuspectNumber.objects.visible_to(by).filter(number_hash__in=hashes)
    return list(seen.values_list("mention__suspect_id", flat=True).distinct()[:SHOWN]) if hashes else []


def _by_name(by: Actor, term: str, cutoff: float) -> list[UUID]:
    """Rank the names one may read. There are few: they are opened for this search and nothing of them is kept."""
    index, owner = NameIndex(by.organisation_id), {}
    for mention in SuspectMention.objects.visible_to(by)[:LOOKED_AT]:
        owner[mention.pk] = mention.suspect_id
        index.learn(mention.pk, mention.created_at, _words(mention))
    return [owner[pk] for pk in index.rank(match_key(term).split(), cutoff=cutoff, most=SHOWN)]


def _words(mention: SuspectMention) -> list[str]:
    """Nobody is found by what cannot be opened."""
    try:
        return match_key(f"{mention.name} {mention.aliases}").split()
    except CannotOpen:
        return []
