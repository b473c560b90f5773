"""Pages of what needs two people: ask, the list, and the decision."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.actors import ActorRequest
from access.approvals.actions import AlreadyDecided, CannotNow, OneIsNotTwo, approve, ask_approval, refuse, withdraw
from access.approvals.forms import ReasonForm
from access.approvals.models import Approval, ApprovalState
from access.approvals.registry import Kind, find_kind
from access.decorators import requires, signed_in
from access.permissions import Permission
from access.scoping import fetch

SHOWN = 200


@signed_in
@require_safe
def approval_list(request: ActorRequest) -> HttpResponse:
    """What waits for a second person, what one asked for oneself, and what was decided."""
    rows = [_row(request, approval) for approval in Approval.objects.visible_to(request.actor).with_people()[:SHOWN]]
    waiting = [row for row in rows if row["approval"].is_running]
    others = [row for row in rows if row not in waiting]
    return render(request, "access/approval_list.html", {"waiting": waiting, "others": others})


def _row(request: ActorRequest, approval: Approval) -> dict[str, Any]:
    kind = find_kind(approval.kind)
    seen = kind is not None and kind.sees(request.actor, approval.target_id)
    return {"approval": approval, "kind": kind, "code": kind.tells(approval.target_id) if kind and seen else "", "seen": seen}


@signed_in
def approval_new(request: ActorRequest, kind: str, target_id: UUID) -> HttpResponse:
    """Ask a second person. The page says what will happen."""
    asked = _askable(request, kind, target_id)
    form = ReasonForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            approval = ask_approval(by=request.actor, kind=kind, target_id=target_id, **form.cleaned_data)
        except CannotNow as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _("Asked. A colleague who may decide sees it on their page of today."))
            return redirect("approval-detail", approval_id=approval.pk)
    context = {"form": form, "kind": asked, "code": asked.tells(target_id)}
    return render(request, "access/approval_form.html", context)


def _askable(request: ActorRequest, code: str, target_id: UUID) -> Kind:
    kind = find_kind(code)
    if kind is None or not request.actor.may(kind.asks) or not kind.sees(request.actor, target_id):
        raise Http404
    return kind


@signed_in
@require_safe
def approval_detail(request: ActorRequest, approval_id: UUID) -> HttpResponse:
    approval = fetch(request, Approval.objects.with_people(), pk=approval_id)
    row = _row(request, approval)
    running, own = approval.is_running, approval.requested_by_id == request.actor.user_id
    usable = own and approval.is_usable
    leads_to = row["kind"].leads_to if row["kind"] else None
    looks_at = row["kind"].looks_at if row["seen"] else None
    context = {
        **row, "own": own, "running": running,
        "may_decide": running and not own and row["seen"] and request.actor.may(Permission.APPROVAL_DECIDE),
        "next_url": leads_to(approval) if usable and leads_to else "",
        "look_url": looks_at(approval) if looks_at else "",
    }  # fmt: skip
    return render(request, "access/approval_detail.html", context)


@requires(Permission.APPROVAL_DECIDE, confirmed=True)
@require_POST
def approval_decide(request: ActorRequest, approval_id: UUID) -> HttpResponse:
    approval = fetch(request, Approval.objects.with_people(), pk=approval_id)
    decide = approve if request.POST.get("decision") == "approve" else refuse
    try:
        decided = decide(by=request.actor, approval=approval)
    except OneIsNotTwo:
        messages.error(request, _("Somebody else must decide: neither who asked, nor who made or lately reset that account."))
    except AlreadyDecided:
        messages.error(request, _("This was decided or withdrawn meanwhile."))
    except CannotNow as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _("Refused.") if decided.state == ApprovalState.REFUSED else _("Approved."))
    return redirect("approval-detail", approval_id=approval.pk)


@signed_in
@require_POST
def approval_withdraw(request: ActorRequest, approval_id: UUID) -> HttpResponse:
    approval = fetch(request, Approval.objects.filter(requested_by_id=request.actor.user_id), pk=approval_id)
    try:
        withdraw(by=request.actor, approval=approval)
        messages.success(request, _("Withdrawn."))
    except AlreadyDecided:
        messages.error(request, _("This was decided or withdrawn meanwhile."))
    return redirect("approval-detail", approval_id=approval.pk)
