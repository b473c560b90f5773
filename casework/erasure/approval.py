"""Erasing somebody needs two people who may see them."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.approvals.models import Approval
from access.approvals.registry import Kind, declare
from access.permissions import Permission as P
from casework.erasure.actions import erase_person
from casework.erasure.models import Ground
from casework.erasure.rules import refuse_erasure
from casework.people.models import Person


def sees_person(actor: Actor, person_id: UUID) -> bool:
    return bool(Person.objects.visible_to(actor).filter(pk=person_id, erased_at=None).exists())


def code_of(person_id: UUID) -> str:
    return str(Person.objects.filter(pk=person_id).values_list("code", flat=True).first() or "")


def _perform(by: Actor, approval: Approval) -> None:
    person = Person.objects.visible_to(by).get(pk=approval.target_id)
    erase_person(by=by, person=person, ground=Ground.REQUEST, asked_by=approval.requested_by)


def _hindered(person_id: UUID) -> None:
    refuse_erasure(Person.objects.get(pk=person_id))


ERASE = declare(
    Kind(
        code="person-erase", name=_("Erase a person for good"), asks=P.PERSON_EDIT, sees=sees_person, tells=code_of, perform=_perform, hindered=_hindered,
        sentence=_(
            "Name, numbers, notes, stories and files of this person are destroyed and nobody can bring them back. Codes and "
            "counts stay. It is gone from here at once, and from backups after at most 37 days."
        ),
    )
)  # fmt: skip
