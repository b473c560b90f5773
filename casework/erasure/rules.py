"""What keeps somebody from being forgotten."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from access.approvals.actions import CannotNow
from casework.cases.models import CLOSED_STATES, Case
from casework.erasure.models import LegalHold
from casework.merging.covers import is_merged_away
from casework.people.erased import refuse_erased
from casework.people.models import Person


class OnHold(CannotNow):
    """What is kept about this person must stay: a hold is set."""

    sentence = _("A legal hold is set for this person: what is kept about them stays until it is lifted.")


class CasesOpen(CannotNow):
    """Somebody still works for this person; close the cases first."""

    sentence = _("Somebody still works for this person. Close their cases first.")


class MergedAway(CannotNow):
    """This file is a cover: whoever is asked for stands elsewhere."""

    sentence = _("This file was merged into another of the same person. Erase the person there.")


def refuse_erasure(person: Person) -> None:
    """Why somebody cannot be erased now, if so."""
    refuse_erased(person)
    if is_merged_away(person):
        raise MergedAway
    if LegalHold.objects.filter(person=person).live().exists():
        raise OnHold
    if open_cases(person).exists():
        raise CasesOpen


def open_cases(person: Person) -> models.QuerySet[Case]:
    return Case.objects.filter(person=person).exclude(state__in=CLOSED_STATES)


def people_on_hold(organisation_id: UUID) -> models.QuerySet[Any]:
    """Ids of those whose records must stay."""
    return LegalHold.objects.filter(organisation_id=organisation_id, lifted_at=None).values("person_id")
