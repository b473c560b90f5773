"""Acts that begin with somebody new: the person, who they are and their case, all or nothing."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.models import User
from casework.cases.actions import open_case
from casework.cases.models import Case
from casework.people.actions import add_person


@audited(Event.CASE_OPENED)
def open_case_for_new_person(
    *,
    by: Actor,
    person_facts: dict[str, Any],
    identity: dict[str, Any] | None = None,
    facts: dict[str, Any],
    lead: User | None = None,
    form_key: UUID | None = None,
) -> Case:
    """Add a person and open their first case in one step; a second press gives the same person and case."""
    person_key = uuid5(form_key, "person") if form_key else None
    person = add_person(by=by, facts=person_facts, identity=identity, form_key=person_key)
    return open_case(by=by, person=person, facts=facts, lead=lead, form_key=form_key)
