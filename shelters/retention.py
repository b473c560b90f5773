"""What a house lets go of after a guest has left. The stay and its nights are counted for ever."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from access.actors import Actor
from access.models import Organisation
from access.retention.registry import Limit, keep
from access.retention.table import Kept
from casework.erasure.rules import people_on_hold
from casework.retention import emptying
from shelters.models import HouseEntry, HouseShift, Presence, Stay
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


def hand_overs_due(organisation: Organisation, limit: Limit) -> QuerySet[Any]:
    over = HouseShift.objects.filter(organisation=organisation, ended_at__lt=limit.moment)
    return over.filter(~Q(words=b"") | ~Q(reason=b""))


keep(Kept.NEEDS, presence_due, remove)
keep(Kept.NEEDS, entries_due, emptying(HouseEntry, "words"))
keep(Kept.NEEDS, hand_overs_due, emptying(HouseShift, "words", "reason"))
keep(Kept.NEEDS, needs_due, emptying(Stay, "needs", "dangers"))
