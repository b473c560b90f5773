"""Who may be one person twice: the reasons, for one file and for all of them. Suggested only; nobody is ever merged by a rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.permissions import Permission
from casework.cases.models import Case
from casework.merging.covers import kept_instead
from casework.merging.models import KeptApart, Merge
from casework.names import match_key
from casework.people.models import DocumentNumber, Identity, Person
from casework.people.name_index import names_of

REASONS: dict[str, tuple[int, str | Promise]] = {
    "iin": (8, _("the same IIN")),
    "document": (4, _("the same number of a document")),
    "phone": (2, _("the same telephone")),
    "name": (1, _("the same name, and years of birth that agree")),
    "spelling": (1, _("a name that is spelt alike, and years of birth that agree")),
}
HASHES = {"iin": "iin_hash", "phone": "phone_hash"}
ALIKE = 88.0
SHOWN = 50
MOST_OF_ONE_NAME = 12
Pair = tuple[UUID, UUID]


@dataclass
class Suspected:
    """Two files, and what speaks for one person. `identities` are there only for those who may see them."""

    one: Person
    other: Person
    reasons: set[str]
    identities: dict[UUID, Identity] = field(default_factory=dict)
    cases: dict[UUID, list[Case]] = field(default_factory=dict)

    @property
    def weight(self) -> int:
        return sum(REASONS[reason][0] for reason in self.reasons)

    @property
    def sentences(self) -> list[str]:
        return [str(sentence) for reason, (_weight, sentence) in REASONS.items() if reason in self.reasons]

    @property
    def files(self) -> list[dict[str, Any]]:
        return [
            {"person": person, "identity": self.identities.get(person.pk), "cases": self.cases.get(person.pk, ())} for person in (self.one, self.other)
        ]

    @property
    def begins_at(self) -> tuple[Case, Person] | None:
        """The case from whose page the two are compared, and the other person."""
        for person, other in ((self.one, self.other), (self.other, self.one)):
            for case in self.cases.get(person.pk, ()):
                return case, other
        return None


def suspected_of(by: Actor, person: Person) -> list[Suspected]:
    """Files that may be this person's too, of people one may see."""
    found: dict[UUID, set[str]] = defaultdict(set)
    identity = Identity.objects.visible_to(by).filter(person=person).first() if by.may(Permission.PERSON_IDENTITY_VIEW) else None
    for reason, column in HASHES.items():
        hashed = getattr(identity, column, None)
        if hashed:
            for pk in Identity.objects.visible_to(by).filter(**{column: hashed}).values_list("person_id", flat=True)[:SHOWN]:
                found[pk].add(reason)
    hashes = DocumentNumber.objects.visible_to(by).filter(person=person).values("number_hash")
    for pk in DocumentNumber.objects.visible_to(by).filter(number_hash__in=hashes).values_list("person_id", flat=True)[:SHOWN]:
        found[pk].add("document")
    if identity is not None:
        for pk in _spelt_alike(by, identity):
            found[pk].add("spelling")
    return _weighed(by, {(person.pk, pk): reasons for pk, reasons in found.items() if pk != person.pk})


def _spelt_alike(by: Actor, identity: Identity) -> list[UUID]:
    words = match_key(identity.full_name).split()
    return names_of(by.organisation_id).rank(words, cutoff=ALIKE, most=SHOWN) if len(words) > 1 else []


def suspected_pairs(by: Actor) -> list[Suspected]:
    """Pairs among all the people one may see, the surest first. A name alone is not enough: the years of birth must agree."""
    found: dict[Pair, set[str]] = defaultdict(set)
    seen = Identity.objects.visible_to(by).filter(person__in=Person.objects.visible_to(by))
    for reason, column in HASHES.items():
        for pair in _shared(seen.exclude(**{column: None}), column):
            found[pair].add(reason)
    papers = DocumentNumber.objects.visible_to(by).filter(person__in=Person.objects.visible_to(by))
    for pair in _shared(papers, "number_hash"):
        found[pair].add("document")
    for pair in _of_one_name(by):
        found[pair].add("name")
    return _weighed(by, found)


def _shared(rows: Any, column: str) -> Iterator[Pair]:
    """Pairs of people with the same keyed hash."""
    several = rows.values(column).annotate(people=Count("person_id", distinct=True)).filter(people__gt=1).order_by().values_list(column, flat=True)
    groups: dict[bytes, set[UUID]] = defaultdict(set)
    for hashed, person_id in rows.filter(**{f"{column}__in": list(several[:SHOWN])}).values_list(column, "person_id"):
        groups[bytes(hashed)].add(person_id)
    return _pairs(groups.values())


def _of_one_name(by: Actor) -> Iterator[Pair]:
    """Pairs whose words of the name are the same, in whatever order and script; of a very common name none."""
    groups: dict[tuple[int, ...], set[UUID]] = defaultdict(set)
    for person_id, words in names_of(by.organisation_id).people.items():
        if len(words) > 1:
            groups[tuple(sorted(words))].add(person_id)
    return _pairs(people for people in groups.values() if 1 < len(people) <= MOST_OF_ONE_NAME)


def _pairs(groups: Iterable[set[UUID]]) -> Iterator[Pair]:
    for people in groups:
        yield from combinations(sorted(people), 2)


def _weighed(by: Actor, found: dict[Pair, set[str]]) -> list[Suspected]:
    """The pairs that may be shown, the surest first: both seen, neither erased nor merged, not found to be two."""
    ids = {pk for pair in found for pk in pair}
    people = Person.objects.visible_to(by).filter(erased_at=None).in_bulk(ids)
    covers = set(Merge.objects.live().filter(organisation_id=by.organisation_id, other_id__in=ids).values_list("other_id", flat=True))
    apart = {frozenset(pair) for pair in KeptApart.objects.filter(one_id__in=ids, other_id__in=ids).values_list("one_id", "other_id")}
    pairs = []
    for (one, other), reasons in found.items():
        if one in people and other in people and not {one, other} & covers and frozenset((one, other)) not in apart:
            certain = reasons if _years_agree(people[one], people[other], sure=True) else reasons - {"name", "spelling"}
            if certain:
                pairs.append(Suspected(people[one], people[other], certain))
    pairs.sort(key=lambda pair: (-pair.weight, pair.one.code, pair.other.code))
    return _told(by, pairs[:SHOWN])


def _years_agree(one: Person, other: Person, *, sure: bool) -> bool:
    if one.birth_year is None or other.birth_year is None:
        return not sure
    return abs(one.birth_year - other.birth_year) <= 1


def _told(by: Actor, pairs: list[Suspected]) -> list[Suspected]:
    """With names, for those who may see them, and with the cases one may open."""
    ids = {person.pk for pair in pairs for person in (pair.one, pair.other)}
    names = {}
    if by.may(Permission.PERSON_IDENTITY_VIEW):
        names = {row.person_id: row for row in Identity.objects.visible_to(by).filter(person_id__in=ids)}
    cases: dict[UUID, list[Case]] = defaultdict(list)
    for case in Case.objects.visible_to(by).filter(person_id__in=ids).order_by("requested_on", "pk"):
        cases[case.person_id].append(case)
    for pair in pairs:
        pair.identities, pair.cases = names, cases
    return pairs


def find_other(by: Actor, code: str) -> Person | None:
    """The person of a code, of a person or of one of their cases; merged files lead to the one that is kept."""
    sign = code.strip().upper()
    case = Case.objects.visible_to(by).filter(code=sign).first()
    person = Person.objects.visible_to(by).filter(code=sign).first()
    pk = case.person_id if case else person.pk if person else None
    kept = kept_instead(by, [pk]) if pk else []
    found: Person | None = Person.objects.visible_to(by).filter(pk__in=kept).first()
    return found
