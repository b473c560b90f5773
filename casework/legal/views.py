"""Pages of the register of legal requests."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.actors import ActorRequest
from access.approvals.models import Approval
from access.confirmation import FOR_A_FILE
from access.decorators import requires
from access.permissions import Permission as P
from access.scoping import fetch
from casework.legal.actions import (
    COPY,
    AlreadyWeighed,
    hand_over_copy,
    propose_copy,
    record_request,
    refuse_request,
    tell_person,
    weigh_again,
)
from casework.legal.copy import render_copy
from casework.legal.forms import CopyForm, LegalRequestForm, RefusalForm
from casework.legal.models import LegalRequest, LegalState
from casework.submission import posted, saved


@requires(P.LEGAL_REQUEST)
@require_safe
def legal_list(request: ActorRequest) -> HttpResponse:
    show = request.GET.get("show", "")
    rows = LegalRequest.objects.visible_to(request.actor).select_related("case")
    rows = rows.to_weigh() if show == "weigh" else rows.to_tell() if show == "tell" else rows
    return render(request, "casework/legal_list.html", {"rows": rows[:300], "show": show})


@requires(P.LEGAL_REQUEST)
def legal_new(request: ActorRequest) -> HttpResponse:
    form = LegalRequestForm(posted(request), actor=request.actor)
    legal = saved(request, form, lambda facts, key: record_request(by=request.actor, facts=facts, form_key=key))
    if legal is not None:
        messages.success(request, _("Recorded. Nothing is handed over before two people agree."))
        return redirect("legal-detail", legal.pk)
    return render(request, "casework/legal_form.html", {"form": form})


@requires(P.LEGAL_REQUEST, P.APPROVAL_DECIDE)
@require_safe
def legal_detail(request: ActorRequest, legal_id: UUID) -> HttpResponse:
    legal = fetch(request, LegalRequest.objects.select_related("case", "by"), pk=legal_id)
    approval = Approval.objects.visible_to(request.actor).filter(kind=COPY, target_id=legal.pk).with_people().first()
    asked = approval if approval is not None and legal.state == LegalState.ASKED else None
    context = {
        "legal": legal, "approval": approval,
        "may_take": asked is not None and asked.is_usable and asked.requested_by_id == request.actor.user_id,
        "is_stuck": asked is not None and not asked.is_usable and not asked.is_running,
    }  # fmt: skip
    return render(request, "casework/legal_detail.html", context)


@requires(P.LEGAL_REQUEST)
def legal_weigh(request: ActorRequest, legal_id: UUID) -> HttpResponse:
    """Choose the least that answers the letter, or refuse."""
    legal = fetch(request, LegalRequest.objects.select_related("case"), pk=legal_id)
    if legal.state != LegalState.RECEIVED:
        messages.info(request, _("This request was weighed already."))
        return redirect("legal-detail", legal.pk)
    refuses = request.POST.get("answer") == "refuse"
    copy = CopyForm(request.POST if request.method == "POST" and not refuses else None, actor=request.actor)
    refusal = RefusalForm(request.POST if refuses else None, actor=request.actor, prefix="refusal")
    try:
        if refuses and refusal.is_valid():
            refuse_request(by=request.actor, legal=legal, why=refusal.cleaned_data["why"])
            return redirect("legal-detail", legal.pk)
        if request.method == "POST" and not refuses and copy.is_valid() and copy.case is not None:
            values = copy.cleaned_data
            approval = propose_copy(by=request.actor, legal=legal, case=copy.case, groups=values["groups"], why=values["why"])
            messages.success(request, _("A colleague who may see this case must agree now."))
            return redirect("approval-detail", approval.pk)
    except AlreadyWeighed:
        messages.error(request, _("A colleague weighed this request first."))
        return redirect("legal-detail", legal.pk)
    return render(request, "casework/legal_weigh.html", {"legal": legal, "copy": copy, "refusal": refusal})


@requires(P.LEGAL_REQUEST, confirmed=FOR_A_FILE)
@require_POST
def legal_copy(request: ActorRequest, legal_id: UUID) -> HttpResponse:
    """The approved copy, once. A second press finds the approval used."""
    legal = fetch(request, LegalRequest.objects.select_related("case__person__identity"), pk=legal_id)
    try:
        approval = hand_over_copy(by=request.actor, legal=legal)
    except AlreadyWeighed:
        messages.error(request, _("There is no copy to make: none was asked for, or it was made already."))
        return redirect("legal-detail", legal.pk)
    response = HttpResponse(render_copy(legal, approval, request.actor.organisation), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{legal.code}.pdf"'
    return response


@requires(P.LEGAL_REQUEST)
@require_POST
def legal_again(request: ActorRequest, legal_id: UUID) -> HttpResponse:
    legal = fetch(request, LegalRequest, pk=legal_id)
    try:
        weigh_again(by=request.actor, legal=legal)
    except AlreadyWeighed:
        messages.error(request, _("A colleague weighed this request first."))
    return redirect("legal-detail", legal.pk)


@requires(P.LEGAL_REQUEST)
@require_POST
def legal_told(request: ActorRequest, legal_id: UUID) -> HttpResponse:
    tell_person(by=request.actor, legal=fetch(request, LegalRequest.objects.to_tell(), pk=legal_id))
    messages.success(request, _("Recorded: the person knows."))
    return redirect("legal-detail", legal_id)
