"""The files that were merged into somebody's: empty covers that still have the name, the numbers and the key they had."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from access.actors import Actor
from access.context import acting
from casework.merging.models import Merge
from casework.people.models import Person


def covers_of(person: Person) -> list[Person]:
    """The files that are this person's too, and those that had been merged into them."""
    found: list[Person] = []
    into = [person.pk]
    while into:
        nearer = [merge.other for merge in Merge.objects.live().filter(kept_id__in=into).select_related("other")]
        found += nearer
        into = [cover.pk for cover in nearer]
    return found


def is_merged_away(person: Person) -> bool:
    return bool(Merge.objects.live().filter(other=person).exists())


def kept_instead(by: Actor, people: Iterable[UUID]) -> list[UUID]:
    """The same people, each once, by the file that is kept."""
    found = list(people)
    live = Merge.objects.live().filter(organisation_id=by.organisation_id)
    while into := dict(live.filter(other_id__in=found).values_list("other_id", "kept_id")):
        found = [into.get(pk, pk) for pk in found]
    return list(dict.fromkeys(found))


def kept_with(by: Actor, wanted: Q) -> list[UUID]:
    """Those whose merged file answers this. Read whatever one may see; who may be shown is decided afterwards."""
    with acting(organisation_id=by.organisation_id):
        found = Merge.objects.live().filter(wanted, organisation_id=by.organisation_id).values_list("kept_id", flat=True)
        return kept_instead(by, found)
