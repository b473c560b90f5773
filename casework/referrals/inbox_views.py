"""Referrals as the partner sees them: nothing that identifies before accepting, only what was agreed after it.

These pages never touch the case, the person or the consent of the sender: the database would not show them either.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from access.actors import ActorRequest
from access.decorators import requires
from access.paging import page_of
from access.permissions import Permission as P
from access.scoping import fetch, note_seen
from casework.cases.models import Case
from casework.referrals.actions import (
    accept_referral,
    complete_referral,
    decline_referral,
    put_on_waiting_list,
    read_end,
    receive_referral,
    start_referral,
)
from casework.referrals.forms import CompleteForm, DeclineForm, PressForm
from casework.referrals.joining_actions import open_case_from_referral
from casework.referrals.listing import ENDED, WAITING, received
from casework.referrals.models import TAKEN_BACK, Referral, ReferralState, SharedPackage
from casework.referrals.opening import case_from, read_package
from casework.referrals.presenters import answers, mark_referrals
from casework.submission import posted, saved

PAGE = 50


@requires(P.REFERRAL_RECEIVE)
def referral_inbox(request: ActorRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    referrals = received(request.actor, state).select_related("organisation").order_by("-sent_at", "pk")
    page = page_of(request, referrals, PAGE)
    rows = mark_referrals(page)
    note_seen(request, *rows)
    states = [choice for choice in ReferralState.choices if choice[0] != ReferralState.DRAFT]
    context = {"page": page, "referrals": rows, "state": state, "states": states, "waiting": WAITING, "ended": ENDED}
    return render(request, "casework/referral_inbox.html", context)


@requires(P.REFERRAL_RECEIVE)
def incoming_detail(request: ActorRequest, incoming_id: UUID) -> HttpResponse:
    referral = _fetch(request, incoming_id)
    return render(request, "casework/incoming_detail.html", _page(request, referral, PressForm(actor=request.actor)))


def _page(request: ActorRequest, referral: Referral, form: PressForm) -> dict[str, Any]:
    package = SharedPackage.objects.visible_to(request.actor).filter(referral=referral).first()
    if package is not None:
        note_seen(request, package)
    own = case_from(request.actor, referral.pk)
    visible = own and Case.objects.visible_to(request.actor).filter(pk=own.pk).exists()
    return {
        "referral": mark_referrals([referral])[0],
        "answers": answers(referral),
        "end_to_read": referral.state in TAKEN_BACK and referral.end_read_at is None,
        "package": package,
        "sections": read_package(package) if package else [],
        "own_case": own,
        "own_case_is_visible": visible,
        "form": form,
    }


@requires(P.REFERRAL_RECEIVE)
@require_POST
def incoming_receive(request: ActorRequest, incoming_id: UUID) -> HttpResponse:
    """Read, and an answer will come."""
    return _pressed(request, incoming_id, receive_referral, _("The sender sees that you have read it. It still waits for your answer."))


@requires(P.REFERRAL_RECEIVE)
@require_POST
def incoming_start(request: ActorRequest, incoming_id: UUID) -> HttpResponse:
    """Help has begun."""
    return _pressed(request, incoming_id, start_referral, _("The sender sees that you have begun."))


@requires(P.REFERRAL_RECEIVE)
@require_POST
def incoming_accept(request: ActorRequest, incoming_id: UUID) -> HttpResponse:
    return _pressed(request, incoming_id, accept_referral, _("You accepted the referral. Below is what the person agreed to share with you."))


@requires(P.REFERRAL_RECEIVE)
@require_POST
def incoming_wait(request: ActorRequest, incoming_id: UUID) -> HttpResponse:
    return _pressed(request, incoming_id, put_on_waiting_list, _("The referral is on your waiting list."))


def _pressed(request: ActorRequest, incoming_id: UUID, act: Callable[..., Any], told: str) -> HttpResponse:
    """One button moves the referral on; a refusal comes back on its page."""
    referral = _fetch(request, incoming_id)
    form = PressForm(request.POST, actor=request.actor)
    if saved(request, form, lambda _facts, _key: act(by=request.actor, referral=referral)):
        messages.success(request, told)
        return redirect("incoming-detail", referral.pk)
    return render(request, "casework/incoming_detail.html", _page(request, _fetch(request, incoming_id), form))


@requires(P.REFERRAL_RECEIVE)
def incoming_decline(request: ActorRequest, incoming_id: UUID) -> HttpResponse:
    referral = _fetch(request, incoming_id)
    form = DeclineForm(posted(request), actor=request.actor)
    if saved(request, form, lambda facts, _key: decline_referral(by=request.actor, referral=referral, **facts)):
        messages.success(request, _("You declined the referral. The sender sees the reason."))
        return redirect("incoming-detail", referral.pk)
    return render(request, "casework/incoming_decline.html", {"form": form, "referral": mark_referrals([referral])[0]})


@requires(P.REFERRAL_RECEIVE)
def incoming_complete(request: ActorRequest, incoming_id: UUID) -> HttpResponse:
    referral = _fetch(request, incoming_id)
    form = CompleteForm(posted(request), actor=request.actor)
    if saved(request, form, lambda facts, _key: complete_referral(by=request.actor, referral=referral, **facts)):
        messages.success(request, _("The referral is finished. What was shared has been closed again."))
        return redirect("incoming-detail", referral.pk)
    return render(request, "casework/incoming_complete.html", {"form": form, "referral": mark_referrals([referral])[0]})


@requires(P.CASE_OPEN)
@require_POST
def incoming_open_case(request: ActorRequest, incoming_id: UUID) -> HttpResponse:
    referral = _fetch(request, incoming_id)
    form = PressForm(request.POST, actor=request.actor)
    case = saved(request, form, lambda _facts, key: open_case_from_referral(by=request.actor, referral=referral, form_key=key))
    if case is None:
        return render(request, "casework/incoming_detail.html", _page(request, referral, form))
    messages.success(request, _("Case %(code)s was opened.") % {"code": case.code})
    if Case.objects.visible_to(request.actor).filter(pk=case.pk).exists():
        return redirect("case-detail", case.pk)
    return redirect("incoming-detail", referral.pk)


@requires(P.REFERRAL_RECEIVE)
@require_POST
def incoming_known(request: ActorRequest, incoming_id: UUID) -> HttpResponse:
    """The partner has read that it was taken back."""
    referral = _fetch(request, incoming_id)
    form = PressForm(request.POST, actor=request.actor)
    if saved(request, form, lambda _facts, _key: read_end(by=request.actor, referral=referral)):
        messages.success(request, _("Thank you. The sender sees that you know."))
        return redirect("incoming-detail", referral.pk)
    return render(request, "casework/incoming_detail.html", _page(request, _fetch(request, incoming_id), form))


def _fetch(request: ActorRequest, pk: UUID) -> Referral:
    addressed = Referral.objects.received_by(request.actor).select_related("organisation")
    referral: Referral = fetch(request, addressed, pk=pk)
    return referral
