"""Finding people again: by code, by exact number, and by a name in any spelling. Every search is on record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from rapidfuzz import fuzz

from access.actors import Actor
from access.audit import record
from access.crypto.keys import keyed_hash
from access.events import Event
from access.permissions import Permission
from casework.cases.models import Case
from casework.names import match_key
from casework.people.actions import hash_number, normal_number
from casework.people.models import Identity, Person

NAMES_OPENED = 2000
CODE = re.compile(r"^(?:[CP]-)?[2-9A-HJKMNP-Z]{7}$", re.IGNORECASE)
NUMBER = re.compile(r"^[\d\s()+.\-]{7,}$")
CLOSE_ENOUGH = 80.0
SURELY_ALIKE = 90.0
SHOWN = 20


@dataclass(frozen=True)
class Match:
    """Somebody who may be the one looked for."""

    person: Person
    identity: Identity | None
    cases: list[Case]


@dataclass(frozen=True)
class Found:
    """What a search gave, and whether it could look at everybody."""

    matches: list[Match]
    is_partial: bool = False


def find_people(*, by: Actor, term: str) -> Found:
    """Search as the term looks: code, number or name. Recorded with a keyed hash of the term, never the term."""
    kind, found, is_partial = _search(by, term.strip())
    hashed = keyed_hash(organisation_id=by.organisation_id, purpose="search", value=match_key(term)).hex()
    record(Event.SEARCHED, by=by, detail={"kind": kind, "term": hashed, "found": len(found)})
    return Found(_matches(by, found), is_partial)


def look_alikes(*, by: Actor, identity: dict[str, Any], birth_year: int | None) -> list[Match]:
    """People one may see who could be the same as somebody about to be added."""
    found = _by_numbers(by, identity.get("iin") or "", identity.get("phone") or "")
    name = " ".join(str(identity.get(part) or "") for part in ("surname", "given_name", "patronymic"))
    if len(name.strip()) > 3:
        ranked, _ = _by_name(by, name, SURELY_ALIKE)
        found += [pk for pk in ranked if pk not in found]
    matches = _matches(by, found)
    return [match for match in matches if _years_agree(match.person.birth_year, birth_year)]


def is_known_elsewhere(*, by: Actor, identity: dict[str, Any]) -> bool:
    """Whether a colleague's case, which one may not open, already holds this very number."""
    wanted = _number_filter(by, identity.get("iin") or "", identity.get("phone") or "")
    if wanted is None:
        return False
    holders = Identity.objects.visible_to(by).filter(wanted)
    return holders.exclude(person_id__in=Person.objects.visible_to(by).values("pk")).exists()


def _search(by: Actor, term: str) -> tuple[str, list[UUID], bool]:
    if CODE.match(term) or not by.may(Permission.PERSON_IDENTITY_VIEW):
        return "code", _by_code(by, term), False
    if NUMBER.match(term):
        return "number", _by_numbers(by, term, term), False
    journal = _by_journal(by, term)
    ranked, is_partial = _by_name(by, term, CLOSE_ENOUGH)
    return "name", [*journal, *(pk for pk in ranked if pk not in journal)], is_partial


def _by_code(by: Actor, term: str) -> list[UUID]:
    sign = term.upper() if "-" in term else f"-{term.upper()}"
    cases = Case.objects.visible_to(by).filter(Q(code__endswith=sign) | Q(journal_number=term)).values_list("person_id", flat=True)
    people = Person.objects.visible_to(by).filter(code__endswith=sign).values_list("pk", flat=True)
    return list(dict.fromkeys([*cases[:SHOWN], *people[:SHOWN]]))


def _by_journal(by: Actor, term: str) -> list[UUID]:
    return list(Case.objects.visible_to(by).filter(journal_number=term).values_list("person_id", flat=True)[:SHOWN])


def _by_numbers(by: Actor, iin: str, phone: str) -> list[UUID]:
    wanted = _number_filter(by, iin, phone)
    if wanted is None:
        return []
    seen = Identity.objects.filter(person_id__in=Person.objects.visible_to(by).values("pk"))
    return list(seen.filter(wanted).values_list("person_id", flat=True)[:SHOWN])


def _number_filter(by: Actor, iin: str, phone: str) -> Q | None:
    wanted = Q()
    for purpose, text in (("iin", iin), ("phone", phone)):
        if digits := normal_number(str(text)):
            wanted |= Q(**{f"{purpose}_hash": hash_number(by.organisation_id, purpose, digits)})
    return wanted or None


def _by_name(by: Actor, term: str, cutoff: float) -> tuple[list[UUID], bool]:
    """Open the newest names one may see and rank them; beyond the limit the search says that it was partial."""
    words = match_key(term).split()
    people = Person.objects.visible_to(by).order_by("-created_at").values("pk")[: NAMES_OPENED + 1]
    identities = list(Identity.objects.filter(person_id__in=people).defer("documents", "contact_rules", "phone", "iin", "birth_date"))
    ranked = sorted(_scored(words, identities[:NAMES_OPENED]), key=lambda pair: -pair[0])
    return [pk for score, pk in ranked if score >= cutoff][:SHOWN], len(identities) > NAMES_OPENED


def _scored(words: list[str], identities: Iterable[Identity]) -> Iterator[tuple[float, UUID]]:
    for identity in identities:
        known = match_key(f"{identity.full_name} {identity.aliases}").split()
        if known and words:
            yield likeness(words, known), identity.person_id


def likeness(words: list[str], known: list[str]) -> float:
    """0 to 100: how well each word looked for is met by some word of a name, longer words counting more."""
    weight = sum(len(word) for word in words)
    return sum(len(word) * max(_word_likeness(word, other) for other in known) for word in words) / weight


def _word_likeness(word: str, other: str) -> float:
    if len(word) == 1 or len(other) == 1:
        return 85.0 if word[0] == other[0] else 0.0
    return fuzz.ratio(word, other)


def _years_agree(known: int | None, typed: int | None) -> bool:
    return known is None or typed is None or abs(known - typed) <= 1


def _matches(by: Actor, people: list[UUID]) -> list[Match]:
    persons = Person.objects.visible_to(by).in_bulk(people[:SHOWN])
    identities = _identities(by, list(persons))
    cases: dict[UUID, list[Case]] = {pk: [] for pk in persons}
    for case in Case.objects.visible_to(by).filter(person_id__in=persons).order_by("-requested_on"):
        cases[case.person_id].append(case)
    return [Match(persons[pk], identities.get(pk), cases[pk]) for pk in people if pk in persons]


def _identities(by: Actor, people: list[UUID]) -> dict[UUID, Identity]:
    if not by.may(Permission.PERSON_IDENTITY_VIEW):
        return {}
    return {identity.person_id: identity for identity in Identity.objects.visible_to(by).filter(person_id__in=people)}
