"""Writing down how somebody can be reached safely."""

from __future__ import annotations

from typing import Any

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.permissions import Permission
from access.receipts import EditConflict, take_version
from casework.cases.actions import refuse_closed
from casework.cases.models import Case
from casework.cases.timeline import add_entry
from casework.contact.models import SafeContact
from casework.people.actions import change_person
from casework.people.erased import refuse_erased
from casework.people.models import Person

ELSEWHERE = ("never_contact", "contact_rules")


@audited(Event.CONTACT_AGREED)
def agree_contact(*, by: Actor, case: Case, facts: dict[str, Any], version: int | None = None) -> SafeContact:
    """Keep what was agreed with the person of a case; what stood before is replaced. Refused when a colleague saved first."""
    refuse_closed(case)
    person = Person.objects.select_for_update().get(pk=case.person_id)
    refuse_erased(person)
    own = {name: value for name, value in facts.items() if name not in ELSEWHERE}
    plan = _kept(person, own, version)
    _keep_elsewhere(by, person, facts)
    add_entry(case=case, by=by, kind="contact_agreed", source_id=plan.pk)
    return plan


def _kept(person: Person, own: dict[str, Any], version: int | None) -> SafeContact:
    plan: SafeContact | None = SafeContact.objects.filter(person=person).first()
    if plan is None:
        if version:
            raise EditConflict
        made: SafeContact = SafeContact.objects.create(organisation_id=person.organisation_id, person=person, **own)
        return made
    take_version(plan, expected=version)
    for name, value in own.items():
        setattr(plan, name, value)
    plan.save(update_fields=[*own, "version"])
    return plan


def _keep_elsewhere(by: Actor, person: Person, facts: dict[str, Any]) -> None:
    """The two that stood before this page did: on the person and in the identity."""
    never = facts.get("never_contact", person.never_contact)
    identity = None
    if by.may(Permission.PERSON_IDENTITY_VIEW) and "contact_rules" in facts:
        before = getattr(getattr(person, "identity", None), "contact_rules", "")
        identity = {"contact_rules": facts["contact_rules"]} if facts["contact_rules"] != before else None
    if never != person.never_contact or identity is not None:
        change_person(by=by, person=person, facts={"never_contact": never}, identity=identity)
