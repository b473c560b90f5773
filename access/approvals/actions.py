"""Asking, deciding, and doing what was approved. Nobody decides on their own request."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.functional import Promise

from access.actors import Actor
from access.approvals.models import Approval, ApprovalState
from access.approvals.registry import Kind, find_kind
from access.audit import audited
from access.events import Event
from access.models import User
from access.permissions import Permission
from access.receipts import once
from access.two_people import are_two_people, somebody


class OneIsNotTwo(Exception):
    """The one who asked cannot be the one who decides."""


class AlreadyDecided(Exception):
    """The request was decided, withdrawn or has lapsed meanwhile."""


class CannotNow(PermissionDenied):
    """It cannot be done as things stand; `sentence` says why, to people."""

    sentence: str | Promise = ""


class NotApproved(PermissionDenied):
    """There is no approval for this act, or it was used."""


@audited(Event.APPROVAL_ASKED, telling=("kind",))
def ask_approval(
    *, by: Actor, kind: str, target_id: UUID, reason: str, details: dict[str, Any] | None = None, form_key: UUID | None = None
) -> Approval:
    """Ask for something that needs a second person. Asked twice for the same thing, it stays one request."""
    _refuse_unseen(by, _kind(kind), target_id)
    _kind_asked_by(by, kind)
    if (hindered := _kind(kind).hindered) is not None:
        hindered(target_id)

    def make(pk: UUID) -> Approval:
        waiting = _waiting(by, kind, target_id)
        if waiting is not None:
            return waiting
        return Approval.objects.create(
            pk=pk, organisation_id=by.organisation_id, kind=kind, target_id=target_id, reason=reason, details=details or {},
            requested_by=somebody(by),
        )  # fmt: skip

    return once(by=by, key=form_key, model=Approval, make=make)


@audited(Event.APPROVAL_GIVEN)
def approve(*, by: Actor, approval: Approval) -> Approval:
    """The second person agrees; what needs nothing more is done in the same moment."""
    current = _to_decide(by, approval)
    kind = _kind(current.kind)
    current.state, current.decided_by, current.decided_at = ApprovalState.APPROVED, by.user, timezone.now()
    current.save(update_fields=["state", "decided_by", "decided_at"])
    if kind.perform is not None:
        kind.perform(by, current)
        _use(current)
    return current


@audited(Event.APPROVAL_REFUSED)
def refuse(*, by: Actor, approval: Approval) -> Approval:
    """The second person does not agree."""
    current = _to_decide(by, approval)
    current.state, current.decided_by, current.decided_at = ApprovalState.REFUSED, by.user, timezone.now()
    current.save(update_fields=["state", "decided_by", "decided_at"])
    return current


@audited(Event.APPROVAL_WITHDRAWN)
def withdraw(*, by: Actor, approval: Approval) -> Approval:
    """The one who asked no longer asks."""
    current: Approval = Approval.objects.select_for_update().get(pk=approval.pk)
    if current.requested_by_id != by.user_id:
        raise PermissionDenied
    if current.state != ApprovalState.WAITING:
        raise AlreadyDecided
    current.state = ApprovalState.WITHDRAWN
    current.save(update_fields=["state"])
    return current


@audited(Event.APPROVAL_USED, telling=("kind",))
def take_approval(*, by: Actor, kind: str, target_id: UUID, asked_by: User | None = None) -> Approval:
    """Use an approval one was given, once; raises NotApproved when there is none.

    On the server, where nobody is signed in, `asked_by` says whose it is.
    """
    usable = Approval.objects.select_for_update().usable()
    current: Approval | None = usable.filter(
        organisation_id=by.organisation_id, kind=kind, target_id=target_id, requested_by=by.user or asked_by
    ).first()
    if current is None:
        raise NotApproved
    return _use(current)


def _use(current: Approval) -> Approval:
    current.state, current.used_at = ApprovalState.USED, timezone.now()
    current.save(update_fields=["state", "used_at"])
    return current


def _to_decide(by: Actor, approval: Approval) -> Approval:
    """The request as it is now, locked, if this person may decide on it."""
    if not by.may(Permission.APPROVAL_DECIDE):
        raise PermissionDenied
    current: Approval = Approval.objects.select_for_update().get(pk=approval.pk)
    if not are_two_people(by, current.requested_by_id):
        raise OneIsNotTwo
    if not current.is_running:
        raise AlreadyDecided
    _refuse_unseen(by, _kind(current.kind), current.target_id)
    return current


def _waiting(by: Actor, kind: str, target_id: UUID) -> Approval | None:
    rows = Approval.objects.select_for_update().filter(
        organisation_id=by.organisation_id, kind=kind, target_id=target_id, state=ApprovalState.WAITING
    )
    found: Approval | None = rows.first()
    if found is not None and found.has_lapsed:
        found.state = ApprovalState.WITHDRAWN
        found.save(update_fields=["state"])
        return None
    return found


def _kind(code: str) -> Kind:
    kind = find_kind(code)
    if kind is None:
        raise PermissionDenied
    return kind


def _kind_asked_by(by: Actor, code: str) -> None:
    if not by.may(_kind(code).asks):
        raise PermissionDenied


def _refuse_unseen(by: Actor, kind: Kind, target_id: UUID) -> None:
    """Who may not see what it is about neither asks nor decides."""
    if not kind.sees(by, target_id):
        raise PermissionDenied
