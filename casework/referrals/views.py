"""What a case shares, and referrals as their sender sees them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from access.actors import ActorRequest
from access.decorators import requires
from access.paging import page_of
from access.permissions import Permission as P
from access.scoping import fetch, note_seen
from casework.cases.models import Case
from casework.cases.presenters import WITH_PERSON, case_frame
from casework.people.models import Identity
from casework.referrals.actions import (
    draft_referral,
    give_up_referral,
    send_referral,
    withdraw_referral,
)
from casework.referrals.exceptions import ConsentException
from casework.referrals.forms import PressForm, ReferralForm
from casework.referrals.listing import UNANSWERED, sent
from casework.referrals.models import Consent, Referral, ReferralQuerySet, ReferralState, ReferralStateChange
from casework.referrals.package import package_content
from casework.referrals.presenters import (
    mark_consents,
    mark_exceptions,
    mark_referrals,
    may_give_up,
    may_withdraw,
    sections,
)
from casework.submission import posted, saved

PAGE = 50


@requires(P.CASE_VIEW, P.CASE_VIEW_ALL)
def case_sharing(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    along = list(case.came_along.all())
    note_seen(request, *along)
    context = {
        "consents": mark_consents(case.consents.select_related("recipient", "form")),
        "exceptions": mark_exceptions(case.exceptions.select_related("recipient", "asked_by")),
        "referrals": mark_referrals(case.referrals.select_related("recipient")),
        "came_along": along,
    }
    return render(request, "casework/case_sharing.html", context | case_frame(request, case, "case-sharing"))


@requires(P.REFERRAL_SEND)
def referral_new(request: ActorRequest, consent_id: UUID) -> HttpResponse:
    consent = fetch(request, Consent.objects.select_related("case__person", "recipient"), pk=consent_id)
    return _prepare(request, consent.case, mark_consents([consent])[0], {"consent": consent})


@requires(P.REFERRAL_SEND)
def referral_by_exception(request: ActorRequest, exception_id: UUID) -> HttpResponse:
    """A referral that rests on no consent but on what two people agreed."""
    exception = fetch(request, ConsentException.objects.select_related("case__person", "recipient"), pk=exception_id)
    return _prepare(request, exception.case, mark_exceptions([exception])[0], {"exception": exception})


def _prepare(request: ActorRequest, case: Case, basis: Any, on: dict[str, Any]) -> HttpResponse:
    form = ReferralForm(posted(request), actor=request.actor, kind=getattr(basis, "recipient_kind", ""))

    def draft(facts: dict[str, Any], key: UUID | None) -> Referral:
        recipient = facts.pop("recipient", basis.recipient)
        return draft_referral(by=request.actor, case=case, recipient=recipient, facts=facts, form_key=key, **on)

    referral = saved(request, form, draft)
    if referral is not None:
        return redirect("referral-check", referral.pk)
    return render(request, "casework/referral_form.html", {"form": form, "basis": basis, "is_exception": "exception" in on} | case_frame(request, case))


@requires(P.REFERRAL_SEND)
def referral_check(request: ActorRequest, referral_id: UUID) -> HttpResponse:
    """Check answers: exactly what the partner will see, before and after accepting; then send."""
    referral = fetch(request, _own(request), pk=referral_id)
    if referral.state != ReferralState.DRAFT:
        return redirect("referral-detail", referral.pk)
    form = PressForm(posted(request), actor=request.actor)
    if saved(request, form, lambda _facts, _key: send_referral(by=request.actor, referral=referral)):
        messages.success(request, _("The referral was sent."))
        return redirect("referral-detail", referral.pk)
    note_seen(request, *Identity.objects.visible_to(request.actor).filter(person_id=referral.case.person_id))
    basis = referral.consent or referral.exception
    groups = basis.field_groups if basis else []
    context = {"form": form, "referral": mark_referrals([referral])[0], "sections": sections(package_content(referral.case, groups))}
    return render(request, "casework/referral_check.html", context | case_frame(request, referral.case))


@requires(P.REFERRAL_SEND)
def referral_list(request: ActorRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    referrals = sent(request.actor, state).select_related("recipient", "case").order_by("-created_at", "pk")
    page = page_of(request, referrals, PAGE)
    rows = mark_referrals(page)
    note_seen(request, *rows)
    context = {"page": page, "referrals": rows, "state": state, "states": ReferralState.choices, "unanswered": UNANSWERED}
    return render(request, "casework/referral_list.html", context)


@requires(P.REFERRAL_SEND)
def referral_detail(request: ActorRequest, referral_id: UUID) -> HttpResponse:
    referral = mark_referrals([fetch(request, _own(request), pk=referral_id)])[0]
    changes = ReferralStateChange.objects.visible_to(request.actor).filter(referral=referral)
    context = {
        "referral": referral,
        "consent": mark_consents([referral.consent])[0] if referral.consent else None,
        "exception": mark_exceptions([referral.exception])[0] if referral.exception else None,
        "changes": list(changes.select_related("by", "organisation")),
        "may_withdraw": may_withdraw(referral),
        "may_give_up": may_give_up(referral),
        "is_draft": referral.state == ReferralState.DRAFT,
    }
    return render(request, "casework/referral_detail.html", context | case_frame(request, referral.case))


@requires(P.REFERRAL_SEND)
def referral_withdraw(request: ActorRequest, referral_id: UUID) -> HttpResponse:
    referral = fetch(request, _own(request), pk=referral_id)
    form = PressForm(posted(request), actor=request.actor)
    if saved(request, form, lambda _facts, _key: withdraw_referral(by=request.actor, referral=referral)):
        messages.success(request, _("The referral was taken back."))
        return redirect("referral-detail", referral.pk)
    context = {"form": form, "referral": referral} | case_frame(request, referral.case)
    return render(request, "casework/referral_withdraw.html", context)


@requires(P.REFERRAL_SEND)
def referral_no_answer(request: ActorRequest, referral_id: UUID) -> HttpResponse:
    """The sender waits no longer."""
    referral = fetch(request, _own(request), pk=referral_id)
    form = PressForm(posted(request), actor=request.actor)
    if saved(request, form, lambda _facts, _key: give_up_referral(by=request.actor, referral=referral)):
        messages.success(request, _("The referral was closed without an answer."))
        return redirect("referral-detail", referral.pk)
    context = {"form": form, "referral": referral} | case_frame(request, referral.case)
    return render(request, "casework/referral_no_answer.html", context)


def _own(request: ActorRequest) -> ReferralQuerySet:
    return Referral.objects.sent_by(request.actor).select_related("case__person", "recipient", "consent__recipient", "exception__recipient")
