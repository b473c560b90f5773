"""Asking to share without consent, agreeing to it, and looking at it afterwards: three steps, and never by one person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from access.actors import Actor
from access.approvals.actions import ask_approval
from access.approvals.models import Approval
from access.audit import audited
from access.events import Event
from access.permissions import Permission
from access.receipts import once
from casework.cases.actions import refuse_closed
from casework.cases.models import Case
from casework.cases.timeline import add_entry
from casework.people.erased import refuse_erased
from casework.referrals.exceptions import ConsentException

KIND = "share-without-consent"


class OwnException(PermissionDenied):
    """Nobody looks afterwards at what they asked for."""


class ReviewedAlready(Exception):
    """A colleague reviewed this first."""


@audited(Event.EXCEPTION_ASKED)
def ask_exception(*, by: Actor, case: Case, facts: dict[str, Any], form_key: UUID | None = None) -> ConsentException:
    """Ask a second person to agree that something is shared without consent. Until they do, nothing can be sent."""
    refuse_closed(case)
    refuse_erased(case.person)
    if by.user is None or not by.may(Permission.REFERRAL_SEND):
        raise PermissionDenied
    user = by.user

    def make(pk: UUID) -> ConsentException:
        made = ConsentException.objects.create(pk=pk, organisation_id=case.organisation_id, case=case, asked_by=user, **facts)
        ask_approval(by=by, kind=KIND, target_id=made.pk, reason=facts["reason"])
        add_entry(case=case, by=by, kind="exception_asked", source_id=pk)
        return made

    return once(by=by, key=form_key, model=ConsentException, make=make)


@audited(Event.EXCEPTION_AGREED)
def agree_exception(*, by: Actor, approval: Approval) -> ConsentException:
    """The second person agrees: from now on a referral may rest on it, until its day."""
    current: ConsentException = ConsentException.objects.select_for_update(of=("self",)).select_related("case").get(pk=approval.target_id)
    current.approved_by, current.approved_at = by.user, timezone.now()
    current.save(update_fields=["approved_by", "approved_at"])
    add_entry(case=current.case, by=by, kind="exception_agreed", source_id=current.pk)
    return current


@audited(Event.EXCEPTION_REVIEWED, telling=("review",))
def review_exception(*, by: Actor, exception: ConsentException, review: str) -> ConsentException:
    """The director looks at it afterwards and says whether it was right."""
    if exception.asked_by_id == by.user_id or not by.may(Permission.EMERGENCY_REVIEW):
        raise OwnException
    current: ConsentException = ConsentException.objects.select_for_update(of=("self",)).get(pk=exception.pk)
    if current.reviewed_at is not None:
        raise ReviewedAlready
    current.reviewed_by, current.reviewed_at, current.review = by.user, timezone.now(), review
    current.save(update_fields=["reviewed_by", "reviewed_at", "review"])
    return current
