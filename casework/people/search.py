"""Finding people again: by code, by exact number, and by a name in any spelling. Every search is on record."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from access.actors import Actor
from access.audit import record
from access.crypto.keys import keyed_hash
from access.events import Event
from access.permissions import Permission
from casework.cases.models import Case
from casework.cases.reaching import number_is_known
from casework.merging.covers import kept_instead, kept_with
from casework.names import match_key
from casework.people.models import DocumentNumber, Identity, Person
from casework.people.name_index import names_of
from casework.people.numbers import document_hashes, hash_number, normal_number

CODE = re.compile(r"^(?:[CP]-)?[2-9A-HJKMNP-Z]{7}$", re.IGNORECASE)
NUMBER = re.compile(r"^[\d\s()+.\-]{7,}$")
DOCUMENT = re.compile(r"^[^\W\d_]{1,4}[\s№#.\-]*\d[\d\s\-]{4,}$")
CLOSE_ENOUGH = 80.0
SURELY_ALIKE = 90.0
SHOWN = 20
RANKED, LIKELY = 400, 60  # more than are shown: some of them this person may not see


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
    hashes = [_hash(by, purpose, str(identity.get(purpose) or "")) for purpose in ("iin", "phone")]
    seen = _by_numbers(by, identity.get("iin") or "", identity.get("phone") or "")
    return any(hashes) and not seen and number_is_known(*hashes)


def _search(by: Actor, term: str) -> tuple[str, list[UUID], bool]:
    if CODE.match(term) or not by.may(Permission.PERSON_IDENTITY_VIEW):
        found = _by_code(by, term)
        if found or not NUMBER.match(term) or not by.may(Permission.PERSON_IDENTITY_VIEW):
            return "code", found, False
    if NUMBER.match(term):
        return "number", list(dict.fromkeys([*_by_numbers(by, term, term), *_by_document(by, term)])), False
    if DOCUMENT.match(term):
        return "number", _by_document(by, term), False
    journal = _by_journal(by, term)
    ranked, is_partial = _by_name(by, term, CLOSE_ENOUGH)
    return "name", [*journal, *(pk for pk in ranked if pk not in journal)], is_partial


def _by_code(by: Actor, term: str) -> list[UUID]:
    sign = term.upper()
    codes = [sign] if "-" in sign else [f"C-{sign}", f"P-{sign}"]
    cases = Case.objects.visible_to(by).filter(code__in=codes).values_list("person_id", flat=True)
    people = Person.objects.visible_to(by).filter(code__in=codes).values_list("pk", flat=True)
    found = [*cases[:SHOWN], *_by_journal(by, term), *people[:SHOWN]]
    return kept_instead(by, found or kept_with(by, Q(other__code__in=codes)))


def _by_journal(by: Actor, term: str) -> list[UUID]:
    """The number of a paper journal, as it was written there."""
    cases = Case.objects.visible_to(by).filter(journal_number=term).exclude(journal_number="")
    return list(cases.values_list("person_id", flat=True)[:SHOWN])


def _by_numbers(by: Actor, iin: str, phone: str) -> list[UUID]:
    wanted, of_covers = _number_filter(by, iin, phone), _number_filter(by, iin, phone, "other__identity__")
    if wanted is None or of_covers is None:
        return []
    seen = Identity.objects.filter(person_id__in=Person.objects.visible_to(by).values("pk"))
    found = list(seen.filter(wanted).values_list("person_id", flat=True)[:SHOWN])
    return kept_instead(by, [*found, *kept_with(by, of_covers)])


def _hash(by: Actor, purpose: str, text: str) -> bytes | None:
    digits = normal_number(text)
    return hash_number(by.organisation_id, purpose, digits) if digits else None


def _number_filter(by: Actor, iin: str, phone: str, at: str = "") -> Q | None:
    wanted = Q()
    for purpose, text in (("iin", iin), ("phone", phone)):
        if hashed := _hash(by, purpose, str(text)):
            wanted |= Q(**{f"{at}{purpose}_hash": hashed})
    return wanted or None


def _by_document(by: Actor, term: str) -> list[UUID]:
    """Whoever has a document with this number, its series given or not."""
    hashes = document_hashes(by.organisation_id, term)
    seen = DocumentNumber.objects.visible_to(by).filter(person_id__in=Person.objects.visible_to(by).values("pk"))
    if not hashes:
        return []
    found = list(seen.filter(number_hash__in=hashes).values_list("person_id", flat=True).distinct()[:SHOWN])
    return kept_instead(by, [*found, *kept_with(by, Q(other__document_numbers__number_hash__in=hashes))])


def _by_name(by: Actor, term: str, cutoff: float) -> tuple[list[UUID], bool]:
    """Rank the names of everybody one may see."""
    names = names_of(by.organisation_id)
    among = None if by.may(Permission.CASE_VIEW_ALL) else set(Case.objects.visible_to(by).values_list("person_id", flat=True))
    ranked = names.rank(match_key(term).split(), cutoff=cutoff, most=RANKED, among=among)
    found: list[UUID] = []
    for part in (ranked[:LIKELY], ranked[LIKELY:]):  # the first few are nearly always enough
        seen = set(Person.objects.visible_to(by).filter(pk__in=part).values_list("pk", flat=True)) if part and len(found) < SHOWN else set()
        found += [pk for pk in part if pk in seen]
    return kept_instead(by, found[:SHOWN]), names.is_partial


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
