"""Recording that somebody was asked how they are."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.receipts import once
from casework.cases.models import Case
from casework.cases.timeline import add_entry
from casework.followups.models import FollowUp, with_settled
from casework.followups.rules import needs_decision
from casework.people.erased import refuse_erased


class NeverContact(Exception):
    """This person must never be called or written to."""


class NotEnded(Exception):
    """Help has not ended, or the person is asked no more."""


class DecisionNeeded(Exception):
    """After three attempts, or when it is not safe, somebody decides how to go on."""


@audited(Event.FOLLOW_UP_RECORDED)
def record_follow_up(*, by: Actor, case: Case, months: int, facts: dict[str, Any], form_key: UUID | None = None) -> FollowUp:
    """One attempt at one of the four dates. On a closed case too: this is what comes after it."""
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    current = with_settled(Case.objects.select_related("person")).get(pk=case.pk)
    if by.user is None:
        raise PermissionDenied
    person = by.user

    def make(pk: UUID) -> FollowUp:
        refuse_erased(current.person)
        if current.person.never_contact:
            raise NeverContact
        if current.ended_on is None or current.stopped or current.settled >= months:
            raise NotEnded
        attempt = FollowUp.objects.filter(case=current, since=current.ended_on, months=months).count() + 1
        if needs_decision(facts["result"], attempt) and not facts.get("decision"):
            raise DecisionNeeded
        made: FollowUp = FollowUp.objects.create(
            pk=pk, organisation_id=current.organisation_id, case=current, since=current.ended_on, months=months, attempt=attempt, by=person, **facts
        )
        add_entry(case=current, by=by, kind="follow_up", codes={"follow_up_result": made.result}, source_id=pk)
        return made

    return once(by=by, key=form_key, model=FollowUp, make=make)
