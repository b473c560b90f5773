"""Writing down health needs and languages."""

from __future__ import annotations

from typing import Any

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.receipts import EditConflict, take_version
from casework.cases.actions import refuse_closed
from casework.cases.models import Case
from casework.cases.timeline import add_entry
from casework.health.models import HealthSheet, Speech
from casework.people.actions import change_person
from casework.people.erased import refuse_erased
from casework.people.models import Person


@audited(Event.HEALTH_KEPT)
def keep_health(*, by: Actor, case: Case, facts: dict[str, Any], version: int | None = None) -> HealthSheet:
    """What must be heeded for the health of the person of a case. Refused when a colleague saved first."""
    sheet: HealthSheet = _kept(HealthSheet, _lock(case), facts, version)
    add_entry(case=case, by=by, kind="health", source_id=sheet.pk)
    return sheet


@audited(Event.SPEECH_KEPT)
def keep_speech(*, by: Actor, case: Case, facts: dict[str, Any], version: int | None = None) -> Speech:
    """Languages and interpreter; whether one is needed stands on the person. Refused when a colleague saved first."""
    person = _lock(case)
    own = {name: value for name, value in facts.items() if name != "needs_interpreter"}
    speech: Speech = _kept(Speech, person, own, version)
    needed = facts.get("needs_interpreter", person.needs_interpreter)
    if needed != person.needs_interpreter:
        change_person(by=by, person=person, facts={"needs_interpreter": needed})
    return speech


def _lock(case: Case) -> Person:
    refuse_closed(case)
    person: Person = Person.objects.select_for_update().get(pk=case.person_id)
    refuse_erased(person)
    return person


def _kept(model: Any, person: Person, facts: dict[str, Any], version: int | None) -> Any:
    row = model.objects.filter(person=person).first()
    if row is None:
        if version:
            raise EditConflict
        return model.objects.create(organisation_id=person.organisation_id, person=person, **facts)
    take_version(row, expected=version)
    for name, value in facts.items():
        setattr(row, name, value)
    row.save(update_fields=[*facts, "version"])
    return row
