"""Recording a legal request, weighing it, and handing over a copy that a second person agreed to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from access.actors import Actor
from access.approvals.actions import ask_approval, take_approval
from access.approvals.models import Approval
from access.audit import audited
from access.events import Event
from access.receipts import once
from casework.cases.models import Case
from casework.cases.timeline import add_entry
from casework.codes import new_code
from casework.legal.models import LegalRequest, LegalState

COPY = "legal-copy"


class AlreadyWeighed(Exception):
    """The request was answered or refused meanwhile."""


@audited(Event.LEGAL_REQUESTED)
def record_request(*, by: Actor, facts: dict[str, Any], form_key: UUID | None = None) -> LegalRequest:
    """Put a letter into the register on the day it came."""

    def make(pk: UUID) -> LegalRequest:
        made: LegalRequest = LegalRequest.objects.create(
            pk=pk, organisation_id=by.organisation_id, code=new_code("L"), by=by.user, **facts
        )
        return made

    return once(by=by, key=form_key, model=LegalRequest, make=make)


@audited(Event.LEGAL_REFUSED)
def refuse_request(*, by: Actor, legal: LegalRequest, why: str) -> LegalRequest:
    """Say no, with the reason on record."""
    current = _weighable(legal)
    current.state, current.decision = LegalState.REFUSED, why
    current.save(update_fields=["state", "decision"])
    return current


@audited(Event.LEGAL_WEIGHED, telling=("groups",))
def propose_copy(*, by: Actor, legal: LegalRequest, case: Case, groups: list[str], why: str) -> Approval:
    """Hand over the least that answers the letter: asked of a second person who may see the case."""
    current = _weighable(legal)
    approval = ask_approval(by=by, kind=COPY, target_id=current.pk, reason=why, details={"groups": sorted(groups), "case": str(case.pk)})
    current.state, current.case, current.field_groups, current.decision = LegalState.ASKED, case, sorted(groups), why
    current.save(update_fields=["state", "case", "field_groups", "decision"])
    return approval


@audited(Event.LEGAL_REOPENED)
def weigh_again(*, by: Actor, legal: LegalRequest) -> LegalRequest:
    """The second person said no, or nothing: the request is weighed again."""
    current: LegalRequest = LegalRequest.objects.select_for_update(of=("self",)).get(pk=legal.pk)
    if current.state != LegalState.ASKED:
        raise AlreadyWeighed
    current.state = LegalState.RECEIVED
    current.save(update_fields=["state"])
    return current


@audited(Event.CASE_EXPORTED)
def hand_over_copy(*, by: Actor, legal: LegalRequest) -> Approval:
    """Take the approved copy, once. From now on the person must be told."""
    current: LegalRequest = LegalRequest.objects.select_for_update(of=("self",)).select_related("case").get(pk=legal.pk)
    if current.state != LegalState.ASKED or current.case is None:
        raise AlreadyWeighed
    used = take_approval(by=by, kind=COPY, target_id=current.pk)
    current.state, current.answered_on = LegalState.ANSWERED, timezone.localdate()
    current.save(update_fields=["state", "answered_on"])
    add_entry(case=current.case, by=by, kind="copy_handed_over", codes={"groups": current.field_groups}, source_id=current.pk)
    return used


@audited(Event.LEGAL_TOLD)
def tell_person(*, by: Actor, legal: LegalRequest) -> LegalRequest:
    """The person knows what was handed over about them, and to whom."""
    legal.person_told_on = timezone.localdate()
    legal.save(update_fields=["person_told_on"])
    return legal


def _weighable(legal: LegalRequest) -> LegalRequest:
    current: LegalRequest = LegalRequest.objects.select_for_update(of=("self",)).get(pk=legal.pk)
    if current.state != LegalState.RECEIVED:
        raise AlreadyWeighed
    return current
