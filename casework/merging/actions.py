"""Asking for two files to be one person's, doing it when a second colleague agrees, and taking it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from access.actors import Actor
from access.approvals.actions import ask_approval
from access.audit import audited
from access.context import acting
from access.events import Event
from access.receipts import once
from access.two_people import somebody
from casework.cases.models import Case
from casework.cases.timeline import add_entry
from casework.merging.joining import give_back_values, move_back, move_over, sealed_text, take_values, under_their_key
from casework.merging.models import KeptApart, Merge
from casework.merging.rules import refuse_merge, refuse_undo
from casework.merging.waiting import MERGE, waiting_merge
from casework.people.models import Person


@audited(Event.MERGE_ASKED)
def ask_merge(
    *, by: Actor, kept: Person, other: Person, takes: list[str], reason: str, form_key: UUID | None = None
) -> Merge:
    """Ask a second colleague whether two files are one person's. Asked twice, it stays one request."""
    refuse_merge(kept, other)
    user = somebody(by)

    def make(pk: UUID) -> Merge:
        waiting = waiting_merge(kept, other)
        if waiting is not None:
            return waiting
        made: Merge = Merge.objects.create(
            pk=pk, organisation_id=by.organisation_id, kept=kept, other=other, other_code=other.code, takes=sorted(takes), asked_by=user
        )
        ask_approval(by=by, kind=MERGE, target_id=made.pk, reason=reason)
        return made

    return once(by=by, key=form_key, model=Merge, make=make)


@audited(Event.PEOPLE_MERGED)
def merge_files(*, by: Actor, merge: Merge) -> Merge:
    """Two files become one person's: the second person's act. Cases, papers and family go over; all is sealed with one key.

    Whoever agrees sees both people, but not every room that speaks of them, so the rows are moved by the system.
    """
    with acting(organisation_id=merge.organisation_id):
        kept, other = _lock(merge)
        refuse_merge(kept, other)
        merge.before = sealed_text(take_values(by, kept, other, merge.takes))
        merge.moved = move_over(kept, other)
        merge.done_by, merge.done_at = by.user, timezone.now()
        merge.save(update_fields=["before", "moved", "done_by", "done_at"])
        under_their_key(kept)
        under_their_key(other)
        _tell(by, merge, "files_merged")
    return merge


@audited(Event.MERGE_UNDONE, telling=("stayed",))
def take_apart(*, by: Actor, merge: Merge, reason: str) -> Merge:
    """It was a mistake: what went over goes back, under the key of whom it is about. What was corrected since stays as corrected."""
    with acting(organisation_id=merge.organisation_id):
        kept, other = _lock(merge)
        current: Merge = Merge.objects.select_for_update().get(pk=merge.pk)
        refuse_undo(current, kept)
        _tell(by, current, "files_apart")
        stayed = give_back_values(by, kept, current.values_before)
        move_back(current.moved, kept, other)
        current.undone_by, current.undone_at, current.why_undone = by.user, timezone.now(), reason
        current.save(update_fields=["undone_by", "undone_at", "why_undone"])
        under_their_key(kept)
        under_their_key(other)
    current.stayed = len(stayed)  # type: ignore[attr-defined]  # for the record and the page
    return current


@audited(Event.KEPT_APART)
def keep_apart(*, by: Actor, one: Person, other: Person) -> KeptApart:
    """Two files that look alike are two people: they are not suggested again."""
    first, second = sorted((one, other), key=lambda person: person.pk)
    made: KeptApart = KeptApart.objects.get_or_create(
        organisation_id=by.organisation_id, one=first, other=second, defaults={"by": somebody(by)}
    )[0]
    return made


def _lock(merge: Merge) -> tuple[Person, Person]:
    """Both, always in the same order, so that two requests never wait for each other."""
    both: dict[Any, Person] = {
        person.pk: person for person in Person.objects.select_for_update().filter(pk__in=(merge.kept_id, merge.other_id)).order_by("pk")
    }
    return both[merge.kept_id], both[merge.other_id]


def _tell(by: Actor, merge: Merge, kind: str) -> None:
    """Whoever works on a case of the person reads of it there."""
    codes = {"other": merge.other_code, "kept": merge.kept.code}
    for case in Case.objects.filter(person_id=merge.kept_id):
        add_entry(case=case, by=by, kind=kind, codes=codes, source_id=merge.pk)
