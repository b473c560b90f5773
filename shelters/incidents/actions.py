"""Reporting an incident, adding to it, noting who was told, closing it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.receipts import once
from shelters.incidents.models import Incident, IncidentNote, IncidentNotice, IncidentResident
from shelters.models import Shelter, Stay


class AlreadyClosed(Exception):
    """A closed incident is only read."""


class NotInThisHouse(Exception):
    """An incident concerns residents of its own house."""


@audited(Event.INCIDENT_REPORTED)
def report_incident(
    *, by: Actor, shelter: Shelter, facts: dict[str, Any], stays: Iterable[Stay] = (), told: Iterable[str] = (), form_key: UUID | None = None
) -> Incident:
    """Write down what happened, whom it concerned, and who was told at once."""
    if by.user_id is None:
        raise PermissionDenied
    reporter, concerned = by.user_id, list(stays)
    if any(stay.shelter_id != shelter.pk for stay in concerned):
        raise NotInThisHouse

    def make(pk: UUID) -> Incident:
        made: Incident = Incident.objects.create(
            pk=pk, organisation_id=shelter.organisation_id, shelter=shelter, reported_by_id=reporter, **facts
        )
        for stay in concerned:
            IncidentResident.objects.create(organisation_id=made.organisation_id, incident=made, stay=stay)
        for body in told:
            IncidentNotice.objects.create(
                organisation_id=made.organisation_id, incident=made, told=body, told_at=timezone.now(), noted_by_id=reporter
            )
        return made

    return once(by=by, key=form_key, model=Incident, make=make)


@audited(Event.INCIDENT_ADDED_TO)
def note_told(*, by: Actor, incident: Incident, told: str, told_at: datetime, words: str = "", form_key: UUID | None = None) -> IncidentNotice:
    """Somebody was told: who and when."""
    author = _author(by, incident)

    def make(pk: UUID) -> IncidentNotice:
        return IncidentNotice.objects.create(
            pk=pk, organisation_id=incident.organisation_id, incident=incident, told=told, told_at=told_at, words=words, noted_by_id=author
        )

    return once(by=by, key=form_key, model=IncidentNotice, make=make)


@audited(Event.INCIDENT_ADDED_TO)
def add_to_incident(*, by: Actor, incident: Incident, words: str, form_key: UUID | None = None) -> IncidentNote:
    """What was learned or done afterwards. What stands already is not edited."""
    author = _author(by, incident)

    def make(pk: UUID) -> IncidentNote:
        return IncidentNote.objects.create(
            pk=pk, organisation_id=incident.organisation_id, incident=incident, words=words, author_id=author
        )

    return once(by=by, key=form_key, model=IncidentNote, make=make)


@audited(Event.INCIDENT_CLOSED)
def close_incident(*, by: Actor, incident: Incident, outcome: str, words: str) -> Incident:
    """It is over: with what outcome, and what was done. A second press changes nothing."""
    current: Incident = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    if current.is_closed:
        raise AlreadyClosed
    author = _author(by, current)
    IncidentNote.objects.create(organisation_id=current.organisation_id, incident=current, words=words, author_id=author)
    current.outcome, current.closed_at, current.closed_by_id = outcome, timezone.now(), author
    current.save(update_fields=["outcome", "closed_at", "closed_by"])
    return current


def _author(by: Actor, incident: Incident) -> UUID:
    if by.user_id is None:
        raise PermissionDenied
    if incident.is_closed:
        raise AlreadyClosed
    return by.user_id
