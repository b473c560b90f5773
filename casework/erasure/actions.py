"""Erasing somebody, and the holds that forbid it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from access.actors import Actor
from access.approvals.actions import OneIsNotTwo
from access.audit import audited, record
from access.context import acting
from access.crypto.keys import store
from access.crypto.models import PersonKey
from access.crypto.people import forget
from access.crypto.turning import promise_rotation
from access.events import Event
from access.models import User
from casework.erasure.emptying import empty_rows
from casework.erasure.models import Erasure, Ground, LegalHold
from casework.erasure.rules import refuse_erasure
from casework.merging.covers import covers_of
from casework.people.erased import refuse_erased
from casework.people.models import Person


@audited(Event.PERSON_ERASED, telling=("ground",))
def erase_person(*, by: Actor, person: Person, ground: str, asked_by: User | None = None) -> Erasure:
    """Destroy the key of a person and empty everything kept about them. Counts and codes stay. Done twice, it is done once.

    On request two people are needed: one asked, another approved. When the time of keeping is over, or a backup brought
    somebody back who had been erased, the system does it.
    """
    if ground == Ground.REQUEST and (asked_by is None or by.user is None or asked_by == by.user):
        raise OneIsNotTwo
    person = Person.objects.select_for_update().get(pk=person.pk)
    done: Erasure | None = Erasure.objects.filter(person=person).first()
    if done is not None:
        return done
    if ground != Ground.RESTORED:
        refuse_erasure(person)
    with acting(organisation_id=person.organisation_id):
        covers = [cover for cover in covers_of(person) if cover.erased_at is None]
    for cover in covers:  # files of the same person that were merged into this one
        _erase(by, cover, ground, asked_by)
    return _erase(by, person, ground, asked_by)


def _erase(by: Actor, person: Person, ground: str, asked_by: User | None) -> Erasure:
    now = timezone.now()
    with acting(organisation_id=person.organisation_id):  # whoever approves need not see every room
        PersonKey.objects.filter(pk=person.pk, destroyed_at=None).update(wrapped=b"", destroyed_at=now)
        emptied = empty_rows(person)
        Person.objects.filter(pk=person.pk).update(erased_at=now, version=person.version + 1)
    made = Erasure.objects.create(
        organisation_id=person.organisation_id, person=person, ground=ground, asked_by=asked_by,
        approved_by=by.user if ground == Ground.REQUEST else None, emptied=emptied,
    )  # fmt: skip
    record(Event.PERSON_EMPTIED, by=by, target=person, detail={"rows": emptied})
    forget(person.organisation_id, person.pk)
    promise_rotation(person.organisation_id, now)
    transaction.on_commit(lambda: _after(person.organisation_id, person.pk, now))
    return made


def _after(organisation_id: UUID, person_id: UUID, at: datetime) -> None:
    """Once it is certain: forget the key here, and remember outside the database that this person was erased."""
    from casework.people.name_index import forget_names

    forget(organisation_id, person_id)
    forget_names(organisation_id)
    store().note_erased(organisation_id, person_id, at)


@audited(Event.LEGAL_HOLD_SET)
def set_hold(*, by: Actor, person: Person, reason: str, form_key: Any = None) -> LegalHold:
    """From now on nothing about this person is removed, whatever anybody asks and however long it was kept."""
    refuse_erased(Person.objects.select_for_update().get(pk=person.pk))
    if by.user is None:
        raise PermissionDenied
    found: LegalHold | None = LegalHold.objects.filter(person=person).live().first()
    return found or LegalHold.objects.create(organisation_id=person.organisation_id, person=person, reason=reason, set_by=by.user)


@audited(Event.LEGAL_HOLD_LIFTED)
def lift_hold(*, by: Actor, hold: LegalHold, reason: str) -> LegalHold:
    """The hold is over; time runs again."""
    current: LegalHold = LegalHold.objects.select_for_update().get(pk=hold.pk)
    if current.lifted_at is None:
        current.lifted_at, current.lifted_by, current.why_lifted = timezone.now(), by.user, reason
        current.save(update_fields=["lifted_at", "lifted_by", "why_lifted"])
    return current
