"""Sharing without consent: asking a second person, reading what was agreed, and the director's list."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.actors import ActorRequest
from access.approvals.models import Approval
from access.decorators import requires
from access.paging import page_of
from access.permissions import Permission as P
from access.scoping import fetch, note_seen
from casework.cases.presenters import WITH_PERSON, case_frame
from casework.referrals.consent_forms import ExceptionForm
from casework.referrals.exception_actions import KIND, OwnException, ReviewedAlready, ask_exception, review_exception
from casework.referrals.exceptions import ConsentException, Judgement
from casework.referrals.presenters import EXCEPTION_WITH_PEOPLE, mark_exceptions, mark_referrals
from casework.submission import posted, saved

PAGE = 50


@requires(P.REFERRAL_SEND)
def exception_new(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    form = ExceptionForm(posted(request), actor=request.actor)
    made = saved(request, form, lambda facts, key: ask_exception(by=request.actor, case=case, facts=facts, form_key=key))
    if made is not None:
        messages.success(request, _("Asked. Nothing can be sent until a second person agrees."))
        return redirect("exception-detail", made.pk)
    return render(request, "casework/exception_form.html", {"form": form} | case_frame(request, case))


@requires(P.CASE_VIEW, P.CASE_VIEW_ALL)
@require_safe
def exception_detail(request: ActorRequest, exception_id: UUID) -> HttpResponse:
    """What was asked and why, who agreed, what was sent, and what the director said afterwards."""
    exception = fetch(request, EXCEPTION_WITH_PEOPLE, pk=exception_id)
    note_seen(request, exception)
    asked = Approval.objects.visible_to(request.actor).filter(kind=KIND, target_id=exception.pk).first()
    reviewable = ConsentException.objects.visible_to(request.actor).to_review(request.actor).filter(pk=exception.pk).exists()
    context = {
        "exception": mark_exceptions([exception])[0], "referrals": mark_referrals(exception.referrals.select_related("recipient")),
        "asked": asked, "judgements": Judgement.choices if reviewable else [],
    }  # fmt: skip
    return render(request, "casework/exception_detail.html", context | case_frame(request, exception.case))


@requires(P.EMERGENCY_REVIEW)
@require_safe
def exception_list(request: ActorRequest) -> HttpResponse:
    """The director's list: what was shared without consent, what waits for their word first."""
    waiting = mark_exceptions(ConsentException.objects.visible_to(request.actor).to_review(request.actor).select_related("case", "recipient", "asked_by")[:PAGE])
    page = page_of(request, ConsentException.objects.visible_to(request.actor).select_related("case", "recipient", "asked_by"), PAGE)
    return render(request, "casework/exception_list.html", {"waiting": waiting, "page": page, "rows": mark_exceptions(page)})


@requires(P.EMERGENCY_REVIEW)
@require_POST
def exception_review(request: ActorRequest, exception_id: UUID) -> HttpResponse:
    exception = fetch(request, ConsentException.objects.all(), pk=exception_id)
    review = request.POST.get("review", "")
    if review in Judgement.values and exception.approved_at is not None:
        try:
            review_exception(by=request.actor, exception=exception, review=review)
            messages.success(request, _("Saved."))
        except OwnException:
            messages.error(request, _("Somebody else must review what you asked for."))
        except ReviewedAlready:
            messages.error(request, _("A colleague reviewed this first."))
    return redirect("exception-detail", exception.pk)
