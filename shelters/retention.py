"""What a house lets go of after a guest has left. The stay and its nights are counted for ever."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from access.actors import Actor
from access.models import Organisation
from access.retention.registry import Limit, keep
from access.retention.table import Kept
from casework.erasure.emptying import also_empty
from casework.erasure.rules import people_on_hold
from casework.people.models import Person
from casework.retention import emptying, people_closed_since
from shelters.models import (
    CustodyItem,
    Dose,
    HealthAlert,
    HouseEntry,
    HouseShift,
    Incident,
    IncidentNote,
    IncidentNotice,
    IncidentResident,
    Medicine,
    Presence,
    Stay,
)
from shelters.presence.rules import KEPT_FOR


def needs_due(organisation: Organisation, limit: Limit) -> QuerySet[Any]:
    """Stays that ended on that day or before and still say something of the guest."""
    left = Stay.objects.filter(organisation=organisation, left_on__lte=limit.day)
    return left.filter(~Q(needs=b"") | ~Q(dangers=b"")).exclude(case__person_id__in=people_on_hold(organisation.pk))


def presence_due(organisation: Organisation, limit: Limit) -> QuerySet[Any]:
    """Who was in and who was out: two days, whatever the organisation has set, as the page promises."""
    return Presence.objects.filter(organisation=organisation, created_at__lte=limit.now - KEPT_FOR)


def remove(by: Actor, rows: QuerySet[Any]) -> int:
    return rows.delete()[0]


def entries_due(organisation: Organisation, limit: Limit) -> QuerySet[Any]:
    """Lines of the log: about a guest when they have left, about the house from the day they were written."""
    lines = HouseEntry.objects.filter(organisation=organisation, created_at__lt=limit.moment).exclude(words=b"")
    over = lines.filter(Q(stay=None) | Q(stay__left_on__lte=limit.day))
    return over.exclude(stay__case__person_id__in=people_on_hold(organisation.pk))


def custody_due(organisation: Organisation, limit: Limit) -> QuerySet[Any]:
    """Things given back to somebody who has left. What is still held is never forgotten."""
    back = CustodyItem.objects.filter(organisation=organisation, given_back_at__lt=limit.moment, stay__left_on__lte=limit.day)
    told = ~Q(description=b"") | ~Q(place=b"") | ~Q(taken_signed=b"") | ~Q(back_signed=b"")
    return back.filter(told).exclude(stay__case__person_id__in=people_on_hold(organisation.pk))


def health_due(model: Any, way: str, *names: str) -> Callable[[Organisation, Limit], QuerySet[Any]]:
    """Alerts and medicines of people who have left."""

    def due(organisation: Organisation, limit: Limit) -> QuerySet[Any]:
        over = model.objects.filter(organisation=organisation, **{f"{way}__left_on__lte": limit.day})
        over = over.exclude(**{f"{way}__case__person_id__in": people_on_hold(organisation.pk)})
        told: QuerySet[Any] = over.exclude(**dict.fromkeys(names, b""))
        return told

    return due


HEALTH: tuple[tuple[Any, str, tuple[str, ...]], ...] = (
    (HealthAlert, "stay", ("words",)), (Medicine, "stay", ("name", "dose")), (Dose, "medicine__stay", ("words",)),
)  # fmt: skip


def hand_overs_due(organisation: Organisation, limit: Limit) -> QuerySet[Any]:
    over = HouseShift.objects.filter(organisation=organisation, ended_at__lt=limit.moment)
    return over.filter(~Q(words=b"") | ~Q(reason=b""))


def incidents_due(organisation: Organisation, limit: Limit) -> QuerySet[Any]:
    """Closed incidents none of whose residents still has a running case, a young one, or a hold."""
    over = people_closed_since(organisation, limit).values("pk")
    others = IncidentResident.objects.filter(organisation=organisation).exclude(stay__case__person_id__in=over)
    return Incident.objects.filter(organisation=organisation, closed_at__lt=limit.moment).exclude(pk__in=others.values("incident_id"))


def _words_of(model: Any, way: str, name: str) -> Callable[[Organisation, Limit], QuerySet[Any]]:
    """Rows of incidents that are due and still say something."""
    return lambda organisation, limit: model.objects.filter(**{f"{way}__in": incidents_due(organisation, limit)}).exclude(**{name: b""})


INCIDENT_WORDS: tuple[tuple[Any, str, str], ...] = ((Incident, "pk", "what"), (IncidentNotice, "incident", "words"), (IncidentNote, "incident", "words"))


def empty_incidents(person: Person) -> dict[str, int]:
    """An incident speaks of everybody it concerned: with one of them its words go."""
    concerned = IncidentResident.objects.filter(stay__case__person=person).values("incident_id")
    return {
        model._meta.label_lower: model.objects.filter(**{f"{way}__in": concerned}).exclude(**{name: b""}).update(**{name: b""})
        for model, way, name in INCIDENT_WORDS
    }


also_empty(empty_incidents)
for _model, _way, _name in INCIDENT_WORDS:
    keep(Kept.STORIES, _words_of(_model, _way, _name), emptying(_model, _name))
keep(Kept.NEEDS, presence_due, remove)
keep(Kept.NEEDS, entries_due, emptying(HouseEntry, "words"))
keep(Kept.NEEDS, hand_overs_due, emptying(HouseShift, "words", "reason"))
keep(Kept.NEEDS, custody_due, emptying(CustodyItem, "description", "place", "taken_signed", "back_signed"))
for _model, _way, _names in HEALTH:
    keep(Kept.NEEDS, health_due(_model, _way, *_names), emptying(_model, *_names))
keep(Kept.NEEDS, needs_due, emptying(Stay, "needs", "dangers"))
