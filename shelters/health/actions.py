"""Alerts and medicines: written down, ended, given."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.receipts import once
from shelters.health.models import Dose, HealthAlert, Medicine
from shelters.models import Stay


class GoneOrEnded(Exception):
    """The resident has left, or this has ended."""


class GivenAlready(Exception):
    """A colleague gave it for this time."""


@audited(Event.HEALTH_NOTED)
def add_alert(*, by: Actor, stay: Stay, facts: dict[str, Any], form_key: UUID | None = None) -> HealthAlert:
    """Something everybody in the house must know for somebody's health."""
    author = _author(by, stay)

    def make(pk: UUID) -> HealthAlert:
        return HealthAlert.objects.create(pk=pk, organisation_id=stay.organisation_id, stay=stay, noted_by_id=author, **facts)

    return once(by=by, key=form_key, model=HealthAlert, make=make)


@audited(Event.HEALTH_NOTED)
def add_medicine(*, by: Actor, stay: Stay, facts: dict[str, Any], form_key: UUID | None = None) -> Medicine:
    """A medicine somebody takes while they live in the house."""
    author = _author(by, stay)

    def make(pk: UUID) -> Medicine:
        return Medicine.objects.create(pk=pk, organisation_id=stay.organisation_id, stay=stay, noted_by_id=author, **facts)

    return once(by=by, key=form_key, model=Medicine, make=make)


@audited(Event.HEALTH_ENDED)
def end_alert(*, by: Actor, alert: HealthAlert) -> HealthAlert:
    """It is not so any more. A second press changes nothing."""
    HealthAlert.objects.filter(pk=alert.pk, ended_at=None).update(ended_at=timezone.now(), ended_by_id=by.user_id)
    return alert


@audited(Event.HEALTH_ENDED)
def end_medicine(*, by: Actor, medicine: Medicine) -> Medicine:
    """It is not taken any more."""
    Medicine.objects.filter(pk=medicine.pk, ended_at=None).update(ended_at=timezone.now(), ended_by_id=by.user_id)
    return medicine


@audited(Event.DOSE_NOTED)
def note_dose(
    *, by: Actor, medicine: Medicine, outcome: str, due_at: datetime | None = None, words: str = "", form_key: UUID | None = None
) -> Dose:
    """It was offered: taken, not wanted, or the person was not here. Once for each time it is due."""
    current = Medicine.objects.select_for_update(of=("self",)).select_related("stay__case").get(pk=medicine.pk)
    author = _author(by, current.stay)
    if current.ended_at is not None:
        raise GoneOrEnded

    def make(pk: UUID) -> Dose:
        if due_at is not None and Dose.objects.filter(medicine=current, due_at=due_at).exists():
            raise GivenAlready
        return Dose.objects.create(
            pk=pk, organisation_id=current.organisation_id, medicine=current, due_at=due_at, outcome=outcome, words=words, given_by_id=author
        )

    return once(by=by, key=form_key, model=Dose, make=make)


def _author(by: Actor, stay: Stay) -> UUID:
    if by.user_id is None:
        raise PermissionDenied
    if stay.left_on is not None:
        raise GoneOrEnded
    return by.user_id
