"""Writing down who belongs to a person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.receipts import once, take_version
from casework.cases.actions import refuse_closed
from casework.cases.models import Case
from casework.cases.timeline import add_entry
from casework.family.models import Relative
from casework.people.erased import refuse_erased
from casework.people.models import Person


class NamedAlready(Exception):
    """This person is written down as family already."""


@audited(Event.RELATIVE_NAMED)
def name_relative(*, by: Actor, case: Case, facts: dict[str, Any], form_key: UUID | None = None) -> Relative:
    """Write down a member of the family of the person of a case."""
    _refuse(case)

    def make(pk: UUID) -> Relative:
        _refuse_twice(case.person_id, facts.get("other"), None)
        made = Relative.objects.create(pk=pk, organisation_id=case.organisation_id, person=case.person, **facts)
        _tell(by, case, made)
        return made

    return once(by=by, key=form_key, model=Relative, make=make)


@audited(Event.RELATIVE_CHANGED)
def change_relative(*, by: Actor, case: Case, relative: Relative, facts: dict[str, Any], version: int | None = None) -> Relative:
    """Correct what is known of a member of the family. Refused when a colleague saved first."""
    _refuse(case)
    _refuse_twice(case.person_id, facts.get("other"), relative.pk)
    before = relative.whereabouts
    take_version(relative, expected=version)
    for name, value in facts.items():
        setattr(relative, name, value)
    relative.save(update_fields=[*facts, "version"])
    if relative.whereabouts != before:
        _tell(by, case, relative)
    return relative


@audited(Event.RELATIVE_REMOVED)
def remove_relative(*, by: Actor, case: Case, relative: Relative) -> Relative:
    """Written down by mistake: the row goes, that it went stays in the record."""
    _refuse(case)
    Relative.objects.filter(pk=relative.pk).delete()
    return relative


def _refuse(case: Case) -> None:
    refuse_closed(case)
    refuse_erased(case.person)


def _refuse_twice(person_id: UUID, other: Person | None, but: UUID | None) -> None:
    if other is not None and Relative.objects.filter(person_id=person_id, other=other).exclude(pk=but).exists():
        raise NamedAlready


def _tell(by: Actor, case: Case, relative: Relative) -> None:
    codes = {"relation": relative.relation, "whereabouts": relative.whereabouts}
    add_entry(case=case, by=by, kind="relative", codes=codes, source_id=relative.pk)
