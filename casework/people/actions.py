"""Every write about a person and their identity."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from access.actors import Actor
from access.audit import audited
from access.crypto.people import make_keys
from access.events import Event
from access.receipts import once, take_version
from casework.codes import new_code
from casework.people.erased import refuse_erased
from casework.people.keeping_numbers import keep_numbers, numbers_of
from casework.people.models import DocumentNumber, Identity, Person
from casework.people.numbers import hash_number, normal_number

FACTS = ("sex", "birth_year", "citizenships", "is_stateless", "language", "needs_interpreter", "never_contact")
IDENTITY = ("surname", "given_name", "patronymic", "aliases", "birth_date", "iin", "phone", "documents", "contact_rules")


class UnknownFields(Exception):
    """An edit named fields that this action does not change."""


@audited(Event.PERSON_ADDED)
def add_person(
    *, by: Actor, facts: dict[str, Any], identity: dict[str, Any] | None = None, form_key: UUID | None = None
) -> Person:
    """Add a person under a code; the name, when given, goes into the sealed identity."""

    def make(pk: UUID) -> Person:
        _refuse_unknown(facts, FACTS)
        person = Person.objects.create(pk=pk, organisation_id=by.organisation_id, code=new_code("P"), **facts)
        make_keys(by.organisation_id, [person.pk])
        Identity.objects.create(
            organisation_id=by.organisation_id, person=person, **sealed_identity(by.organisation_id, identity or {})
        )
        DocumentNumber.objects.bulk_create(numbers_of(person, str((identity or {}).get("documents") or "")))
        return person

    return once(by=by, key=form_key, model=Person, make=make)


@audited(Event.PERSON_CHANGED)
def change_person(
    *, by: Actor, person: Person, facts: dict[str, Any], identity: dict[str, Any] | None = None, version: int | None = None
) -> Person:
    """Correct what is known of a person. Identity is left alone unless it is given."""
    _refuse_unknown(facts, FACTS)
    refuse_erased(person)
    take_version(person, expected=version)
    for name, value in facts.items():
        setattr(person, name, value)
    person.save(update_fields=[*facts, "version"])
    if identity is not None:
        own, _ = Identity.objects.get_or_create(organisation_id=by.organisation_id, person=person)
        values = sealed_identity(by.organisation_id, identity)
        for name, value in values.items():
            setattr(own, name, value)
        own.named_at = timezone.now()
        own.save(update_fields=[*values, "named_at"])
        if "documents" in values:
            keep_numbers(person)
    return person


def sealed_identity(organisation_id: UUID, values: dict[str, Any]) -> dict[str, Any]:
    """Identity fields with the keyed hashes that let the same number be found again."""
    _refuse_unknown(values, IDENTITY)
    sealed: dict[str, Any] = {name: _text(value) for name, value in values.items()}
    for name in ("iin", "phone"):
        if name in sealed:
            digits = normal_number(sealed[name])
            sealed[f"{name}_hash"] = hash_number(organisation_id, name, digits) if digits else None
    return sealed


def _text(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return str(value or "").strip()


def _refuse_unknown(values: dict[str, Any], known: tuple[str, ...]) -> None:
    unknown = sorted(set(values) - set(known))
    if unknown:
        raise UnknownFields(", ".join(unknown))
