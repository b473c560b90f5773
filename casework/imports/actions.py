"""Taking a spreadsheet: all of its readable rows or none, and never the same row twice."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import models
from django.utils import timezone

from access.actors import Actor
from access.audit import audited
from access.crypto.keys import keyed_hash
from access.crypto.people import make_keys
from access.events import Event
from casework.cases.facts import Exploitation
from casework.cases.models import CLOSED_STATES, Case, CaseStateChange, TimelineEntry
from casework.cases.work import Service
from casework.codes import new_code
from casework.imports.models import ImportBatch, Synonym
from casework.imports.reading import Reading
from casework.imports.rows import ImportedRow
from casework.imports.synonyms import DEFAULT, SynonymTable
from casework.people.actions import sealed_identity
from casework.people.keeping_numbers import numbers_of
from casework.people.models import DocumentNumber, Identity, Person
from casework.vocabulary import VOCABULARIES

BATCH = 1000
ORDER: tuple[type[models.Model], ...] = (
    Person, Identity, DocumentNumber, Case, CaseStateChange, Exploitation, Service, TimelineEntry,
)  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """How a file fared: rows that are new, rows known from before, rows with mistakes."""

    added: int
    known: int
    refused: int


def synonyms_of(by: Actor) -> SynonymTable:
    """The shipped words and what the administrators of this organisation added; their own win."""
    own = Synonym.objects.visible_to(by).values_list("kind", "text", "code")
    return DEFAULT.extended(list(own))


def preview(*, by: Actor, reading: Reading) -> Taken:
    """What an import of this reading would do, without doing it."""
    keys = _keys(by.organisation_id, reading.rows)
    known = _known(by.organisation_id, keys)
    return Taken(added=len(keys) - len(known), known=len(known), refused=len({(p.sheet, p.row) for p in reading.errors}))


@audited(Event.CASES_IMPORTED)
def import_rows(*, by: Actor, reading: Reading, file_hash: str) -> ImportBatch:
    """Open a case for every readable row that is not here yet. Rows with mistakes are left out and listed."""
    keys = _keys(by.organisation_id, reading.rows)
    known = _known(by.organisation_id, keys)
    fresh = [(row, key) for row, key in zip(reading.rows, keys, strict=True) if key not in known]
    for start in range(0, len(fresh), BATCH):
        _insert(by, fresh[start : start + BATCH])
    refused = len({(problem.sheet, problem.row) for problem in reading.errors})
    return ImportBatch.objects.create(
        organisation_id=by.organisation_id, by_id=by.user_id, file_hash=file_hash, rows_read=len(reading.rows) + refused,
        rows_added=len(fresh), rows_known=len(known), rows_refused=refused,
    )  # fmt: skip


@audited(Event.SYNONYM_ADDED)
def add_synonym(*, by: Actor, kind: str, text: str, code: str) -> Synonym:
    """Teach the import a word. The same word said again takes the new meaning."""
    synonym, _ = Synonym.objects.update_or_create(
        organisation_id=by.organisation_id, kind=kind, text=text.strip(), defaults={"code": code}
    )
    return synonym


@audited(Event.SYNONYM_REMOVED)
def remove_synonym(*, by: Actor, synonym: Synonym) -> Synonym:
    """Forget a word taught before."""
    Synonym.objects.filter(pk=synonym.pk).delete()
    return synonym


def hash_file(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _keys(organisation_id: UUID, rows: list[ImportedRow]) -> list[bytes]:
    """One keyed hash per row of what makes it this row; a row repeated word for word in a file is a row of its own."""
    seen: Counter[str] = Counter()
    keys = []
    for row in rows:
        text = "|".join(
            str(part)
            for part in (
                row.case_number, row.request_date or row.request_year, row.surname, row.given_name, row.patronymic,
                row.initials, row.sex, row.birth_date or row.birth_year, row.age, row.citizenships,
            )
        )  # fmt: skip
        seen[text] += 1
        keys.append(keyed_hash(organisation_id=organisation_id, purpose="import", value=f"{text}|{seen[text]}"))
    return keys


def _known(organisation_id: UUID, keys: list[bytes]) -> set[bytes]:
    found = Case.objects.filter(organisation_id=organisation_id, import_key__in=keys).values_list("import_key", flat=True)
    return {bytes(key) for key in found}


def _insert(by: Actor, fresh: list[tuple[ImportedRow, bytes]]) -> None:
    rows: dict[type[models.Model], list[models.Model]] = {model: [] for model in ORDER}
    for row, key in fresh:
        for made in _rows_of(by, row, key):
            rows[type(made)].append(made)
    for model in ORDER:
        model._default_manager.bulk_create(rows[model])
        if model is Person:
            make_keys(by.organisation_id, [person.pk for person in rows[Person]])


def _rows_of(by: Actor, row: ImportedRow, key: bytes) -> list[models.Model]:
    own = {"organisation_id": by.organisation_id}
    person = Person(
        **own, code=new_code("P"), sex=row.sex or "unknown", birth_year=_birth_year(row),
        citizenships=list(row.citizenships), is_stateless=row.stateless,
    )  # fmt: skip
    identity = Identity(**own, person=person, **sealed_identity(by.organisation_id, _identity(row)))
    case = _case(by, row, person, key)
    change = CaseStateChange(**own, case=case, state=case.state, by_id=by.user_id)
    entry = TimelineEntry(**own, case=case, kind="imported", codes={}, by_id=by.user_id)
    return [person, identity, *numbers_of(person, row.note), case, change, entry, *_facts(by, row, case), *_services(by, row, case)]


def _birth_year(row: ImportedRow) -> int | None:
    year = row.birth_date.year if row.birth_date else row.birth_year
    return year if year is not None and 1900 <= year <= 2100 else None


def _identity(row: ImportedRow) -> dict[str, str]:
    return {
        "surname": row.surname,
        "given_name": row.given_name,
        "patronymic": row.patronymic,
        "aliases": row.initials,
        "birth_date": row.birth_date.isoformat() if row.birth_date else "",
        "iin": row.iin,
        "phone": ", ".join(row.phones[:1]),
        "documents": row.note,
    }


def _case(by: Actor, row: ImportedRow, person: Person, key: bytes) -> Case:
    requested = row.request_date or date(row.request_year or timezone.localdate().year, 1, 1)
    state = row.status if row.status in VOCABULARIES["case_status"] else "open"
    closed = max(filter(None, (row.check_out, requested))) if state in CLOSED_STATES else None
    age, first = row.age_at_request, row.age_first_exploited
    return Case(
        organisation_id=by.organisation_id, person=person, code=new_code("C"), journal_number=row.case_number[:40],
        state=state, requested_on=requested, closed_on=closed, closure_reason="other" if closed else "",
        source=row.source, region=row.region, age_at_registration=age,
        age_first_exploited=first if age is None or first is None or first <= age else None,
        shelter_name=row.shelter_name[:120], sheltered_from=row.check_in,
        sheltered_until=row.check_out if row.check_in and row.check_out and row.check_out >= row.check_in else None,
        import_key=key,
    )  # fmt: skip


def _facts(by: Actor, row: ImportedRow, case: Case) -> list[models.Model]:
    facts: list[models.Model] = []
    if row.exploitation_types or row.sectors or row.means:
        types = list(row.exploitation_types)
        facts.append(
            Exploitation(
                organisation_id=by.organisation_id, case=case, types=types, main_type=types[0] if types else "unknown",
                sectors=list(row.sectors), means=list(row.means),
                country=row.countries_of_exploitation[0] if row.countries_of_exploitation else "",
            )
        )
    return facts


def _services(by: Actor, row: ImportedRow, case: Case) -> list[models.Model]:
    """Services of a journal have no dates of their own."""
    known = VOCABULARIES["service"]
    return [
        Service(organisation_id=by.organisation_id, case=case, type=known[code].group or "sss_domestic", service=code)
        for code in row.services
        if code in known
    ]
