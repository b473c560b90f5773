"""Taking the cases of a file of the standard: all of them or none, none twice, and with names only when a second person agreed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone

from access.actors import Actor
from access.approvals.actions import ask_approval, take_approval
from access.approvals.models import Approval
from access.audit import audited
from access.context import acting
from access.crypto.keys import keyed_hash
from access.crypto.people import make_keys
from access.events import Event
from access.two_people import somebody
from casework.cases.facts import Exploitation, RouteLeg, VictimStatusDecision
from casework.cases.models import Case, CaseStateChange, TimelineEntry
from casework.cases.work import Service
from casework.codes import new_code
from casework.htcds.models import CameAlong, CaseArrival
from casework.htcds.reading import Book
from casework.htcds.understanding import NewCase, NewPerson, Understood
from casework.iin import is_valid_iin
from casework.people.actions import sealed_identity
from casework.people.keeping_numbers import numbers_of
from casework.people.models import DocumentNumber, Identity, Person

ARRIVAL = "htcds-arrival"
MOST = 5000
ORDER: tuple[type[models.Model], ...] = (
    Person, Identity, DocumentNumber, Case, CaseStateChange, Exploitation, RouteLeg, VictimStatusDecision, Service, CameAlong, TimelineEntry,
)  # fmt: skip


class FileHasErrors(Exception):
    """Something in the file cannot be read; nothing of it is taken."""


class TooManyArrive(Exception):
    """More cases than are taken at once."""


@dataclass(frozen=True)
class Plan:
    """What taking a file would do."""

    people: int
    cases: int
    known: int


def plan_arrival(*, by: Actor, book: Book, told: Understood) -> Plan:
    """People and cases that are not here yet, and cases known from before. Writes nothing."""
    known = _known(by, book, told)
    fresh = [person for person in told.people if any(case.code not in known for case in person.cases)]
    return Plan(len(fresh), len(told.cases) - len(known), len(known))


def arrival_of(by: Actor, book: Book) -> CaseArrival | None:
    """The request about this very file that is not done yet."""
    found: CaseArrival | None = CaseArrival.objects.visible_to(by).filter(sha256=book.sha256, taken_at=None, asked_by=by.user).first()
    return found


def is_agreed(by: Actor, book: Book) -> bool:
    """Whether a second person has agreed to this very file, and it was not taken yet."""
    arrival = arrival_of(by, book)
    usable = Approval.objects.usable().filter(kind=ARRIVAL, requested_by=by.user)
    return arrival is not None and bool(usable.filter(target_id=arrival.pk).exists())


@audited(Event.CASES_ARRIVAL_ASKED)
def ask_arrival(*, by: Actor, book: Book, told: Understood, reason: str) -> CaseArrival:
    """Ask a second person to agree to a file with names. Asked again for the same file, it stays one request."""
    _refuse(told)
    known = arrival_of(by, book)
    made = known or _new(by, book, told)
    ask_approval(by=by, kind=ARRIVAL, target_id=made.pk, reason=reason)
    return made


@audited(Event.CASES_ARRIVED)
def take_cases(*, by: Actor, book: Book, told: Understood) -> CaseArrival:
    """Open the cases of a file that are not here yet. With names it uses up the second person's agreement to this file."""
    _refuse(told)
    arrival = arrival_of(by, book) or _new(by, book, told)
    if book.has_names:
        take_approval(by=by, kind=ARRIVAL, target_id=arrival.pk)
    known = _known(by, book, told)
    _insert(by, book, told, known)
    arrival.cases, arrival.known, arrival.taken_at = len(told.cases) - len(known), len(known), timezone.now()
    arrival.save(update_fields=["cases", "known", "taken_at"])
    return arrival


def _refuse(told: Understood) -> None:
    if told.errors:
        raise FileHasErrors
    if len(told.cases) > MOST:
        raise TooManyArrive


def _new(by: Actor, book: Book, told: Understood) -> CaseArrival:
    made: CaseArrival = CaseArrival.objects.create(
        organisation_id=by.organisation_id, sha256=book.sha256, came_from=book.from_organisation, with_names=book.has_names, people=len(told.people),
        cases=len(told.cases), asked_by=somebody(by),
    )  # fmt: skip
    return made


# --- what is here already ---------------------------------------------------------------------------
def _key(by: Actor, book: Book, code: str) -> bytes:
    """By which a case of a house is known again, whatever code it has here."""
    return keyed_hash(organisation_id=by.organisation_id, purpose="import", value=f"htcds|{book.from_organisation}|{code}")


def _known(by: Actor, book: Book, told: Understood) -> dict[str, UUID]:
    """The cases of the file that are here already, with whose they are: those one does not see as well."""
    keys = {_key(by, book, case.code): case.code for case in told.cases}
    with acting(organisation_id=by.organisation_id):
        found = Case.objects.filter(organisation_id=by.organisation_id, import_key__in=list(keys)).values_list("import_key", "person_id")
        return {keys[bytes(key)]: person_id for key, person_id in found}


def _taken_codes(by: Actor, told: Understood) -> set[str]:
    wanted = [person.code for person in told.people] + [case.code for case in told.cases]
    with acting(organisation_id=by.organisation_id):
        cases = Case.objects.filter(organisation_id=by.organisation_id, code__in=wanted).values_list("code", flat=True)
        people = Person.objects.filter(organisation_id=by.organisation_id, code__in=wanted).values_list("code", flat=True)
        return {*cases, *people}


def _code(told: str, letter: str, taken: set[str]) -> str:
    """The code it had, when it is one of ours and free here; papers that name it stay right."""
    is_ours = len(told) == 9 and told.startswith(f"{letter}-") and told[2:].isalnum() and told.isascii() and told.isupper()
    return told if is_ours and told not in taken else new_code(letter)


# --- writing -------------------------------------------------------------------------------------------
def _insert(by: Actor, book: Book, told: Understood, known: dict[str, UUID]) -> None:
    taken = _taken_codes(by, told)
    rows: dict[type[models.Model], list[Any]] = {model: [] for model in ORDER}
    for arrived in told.people:
        fresh = [case for case in arrived.cases if case.code not in known]
        if not fresh:
            continue
        here = next((known[case.code] for case in arrived.cases if case.code in known), None)
        person = here or _person(by, arrived, taken, rows)
        for case in fresh:
            _case(by, case, person, _key(by, book, case.code), taken, rows)
    for model in ORDER:
        model._default_manager.bulk_create(rows[model], batch_size=1000)
        if model is Person:
            make_keys(by.organisation_id, [person.pk for person in rows[Person]])


def _person(by: Actor, arrived: NewPerson, taken: set[str], rows: dict[type[models.Model], list[Any]]) -> UUID:
    person = Person(organisation_id=by.organisation_id, code=_code(arrived.code, "P", taken), **arrived.facts)
    identity = dict(arrived.identity)
    if identity["iin"] and not is_valid_iin(identity["iin"]):
        identity["iin"], identity["documents"] = "", identity["iin"]
    rows[Person].append(person)
    rows[DocumentNumber] += numbers_of(person, identity.get("documents", ""))
    rows[Identity].append(Identity(organisation_id=by.organisation_id, person=person, **sealed_identity(by.organisation_id, identity)))
    return person.pk


def _case(by: Actor, arrived: NewCase, person_id: UUID, key: bytes, taken: set[str], rows: dict[type[models.Model], list[Any]]) -> None:
    own = {"organisation_id": by.organisation_id}
    case = Case(**own, person_id=person_id, code=_code(arrived.code, "C", taken), import_key=key, **arrived.facts)
    rows[Case].append(case)
    rows[CaseStateChange].append(CaseStateChange(**own, case=case, state=case.state, by_id=by.user_id))
    rows[TimelineEntry].append(TimelineEntry(**own, case=case, kind="imported", codes={}, by_id=by.user_id))
    rows[Exploitation] += [Exploitation(**own, case=case, **facts) for facts in arrived.episodes]
    rows[RouteLeg] += [RouteLeg(**own, case=case, position=number, **facts) for number, facts in enumerate(arrived.legs, start=1)]
    rows[Service] += [Service(**own, case=case, **facts) for facts in arrived.services]
    if arrived.decision is not None:
        rows[VictimStatusDecision].append(VictimStatusDecision(**own, case=case, by_id=by.user_id, **arrived.decision))
    for table, cells in arrived.along:
        rows[CameAlong].append(CameAlong(**own, case=case, table=table, words=json.dumps(cells, ensure_ascii=False)))
