"""The queue of call-backs, and the page on which one of them is made."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from access.actors import ActorRequest
from access.decorators import requires
from access.forms import ActorForm
from access.paging import page_of
from access.permissions import Permission as P
from access.scoping import fetch, note_seen
from casework.cases.models import Case
from casework.contact.reaching import mark_contact
from casework.contact.refusing import ContactRefused
from casework.contact.rules import within
from casework.submission import posted
from hotline.callbacks import actions
from hotline.callbacks.actions import (
    claim_call_back,
    give_up_call_back,
    promise_call_back,
    record_try,
    release_call_back,
    try_again,
)
from hotline.callbacks.forms import CallBackForm, DecisionForm, TryForm
from hotline.callbacks.rules import MOST_TRIES, CallBackState, TryResult, next_safe
from hotline.models import Call
from hotline.queue import SHOWS, call_backs_of

SENTENCES: dict[type[Exception], Any] = {
    actions.NothingPromised: gettext_lazy("Nobody waits for this call back any more."),
    actions.ClaimedByAnother: gettext_lazy("A colleague is calling back just now."),
    actions.NotClaimed: gettext_lazy("Take the call-back first: the quarter of an hour is over, or it was not yours."),
    actions.NotSafeNow: gettext_lazy("The person said when it is safe to call. It is not safe now."),
    actions.NeedsDecision: gettext_lazy("It was tried often enough. The shift lead decides what becomes of it."),
    actions.NoDecisionNeeded: gettext_lazy("There is nothing to decide any more."),
}
REFUSALS: tuple[type[Exception], ...] = (*SENTENCES, ContactRefused)


@requires(P.CALL_VIEW)
@require_safe
def call_backs(request: ActorRequest) -> HttpResponse:
    show = request.GET.get("show", "")
    show = show if show in SHOWS else ""
    calls = call_backs_of(request.actor, show).with_tries().select_related("operator", "claimed_by").defer("notes", "number", "caller_name")
    page = page_of(request, calls, 50)
    page.object_list = mark_contact(request.actor, page.object_list, "phone", timezone.now())
    context = {"page": page, "show": show, "now": timezone.now(), "most": MOST_TRIES, "me": request.actor.user_id}
    return render(request, "hotline/call_backs.html", context)


@requires(P.CALL_LOG)
def call_promise(request: ActorRequest, call_id: UUID) -> HttpResponse:
    """Promise, or promise anew."""
    call = fetch(request, Call, pk=call_id)
    if call.case_id is not None:
        messages.info(request, _("Handed over: ask the case manager"))
        return redirect("call-detail", call_id=call.pk)
    form = CallBackForm(posted(request), actor=request.actor, initial=_as_promised(call))
    if request.method == "POST" and form.is_valid():
        promise_call_back(by=request.actor, call=call, **form.promise)
        messages.success(request, _("The call back stands in the queue."))
        return redirect("call-detail", call_id=call.pk)
    return render(request, "hotline/call_promise.html", {"call": call, "form": form, "has_number": bool(call.number)})


def _as_promised(call: Call) -> dict[str, Any]:
    if not call.call_back_urgency:
        return {}
    return {
        "urgency": call.call_back_urgency, "safe_from": call.safe_from, "safe_until": call.safe_until,
        "may_leave_message": not call.leave_no_message,
    }  # fmt: skip


@requires(P.CALL_LOG, P.CASE_EDIT)
def call_back(request: ActorRequest, call_id: UUID) -> HttpResponse:
    """One call-back: the number and its rules for whoever took it, what was tried, and what came of this try."""
    call = fetch(request, Call.objects.select_related("operator", "claimed_by", "case"), pk=call_id)
    if not may_call_back(request, call):
        messages.info(request, _("Handed over: ask the case manager"))
        return redirect("call-backs" if request.actor.may(P.CALL_VIEW) else "home")
    form, refused = TryForm(posted(request), actor=request.actor), ""
    if request.method == "POST" and form.is_valid():
        refused = _try(request, call, form)
        if not refused:
            return redirect(*_onward(request, call))
        form.add_error(None, refused)
        call.refresh_from_db()
    return _show(request, call, form)


def _show(request: ActorRequest, call: Call, form: TryForm) -> HttpResponse:
    now = timezone.localtime()
    is_mine = call.claimed_now() and call.claimed_by_id == request.actor.user_id
    if is_mine:
        note_seen(request, call)
    mark_contact(request.actor, [call], "phone", now)
    tries = call.tries.filter(round=call.call_back_round).select_related("user")
    context = {
        "call": call, "form": form, "tries": tries, "most": MOST_TRIES, "now": now, "is_mine": is_mine,
        "is_taken": call.claimed_now() and not is_mine, "is_safe": within(call.safe_from, call.safe_until, now.time()),
        "next_safe": next_safe(now, call.safe_from, call.safe_until), "needs_decision": call.call_back_state == CallBackState.DECISION,
    }  # fmt: skip
    return render(request, "hotline/call_back.html", context)


def _try(request: ActorRequest, call: Call, form: TryForm) -> str:
    """Record it; why not, if it was refused."""
    try:
        record_try(by=request.actor, call=call, result=form.cleaned_data["result"], form_key=form.cleaned_data["form_key"])
    except REFUSALS as error:
        return sentence_for(error)
    call.refresh_from_db()
    if form.cleaned_data["result"] == TryResult.REACHED:
        messages.success(request, _("Recorded: called back."))
    elif call.call_back_state == CallBackState.DECISION:
        messages.warning(request, _("Recorded. The shift lead decides what becomes of it."))
    else:
        messages.success(request, _("Recorded. It stays in the queue for the next try."))
    return ""


def _onward(request: ActorRequest, call: Call) -> tuple[Any, ...]:
    return ("case-calls", call.case_id) if call.case_id else ("call-backs",)


def may_call_back(request: ActorRequest, call: Call) -> bool:
    """On the hotline until it became a case; then whoever works on the case."""
    if call.case_id is None:
        return request.actor.may(P.CALL_LOG)
    return request.actor.may(P.CASE_EDIT) and Case.objects.visible_to(request.actor).filter(pk=call.case_id).exists()


@requires(P.CALL_LOG, P.CASE_EDIT)
@require_POST
def call_back_claim(request: ActorRequest, call_id: UUID) -> HttpResponse:
    """Take it, or give it back."""
    call = fetch(request, Call, pk=call_id)
    if not may_call_back(request, call):
        messages.info(request, _("Handed over: ask the case manager"))
        return redirect("call-backs" if request.actor.may(P.CALL_VIEW) else "home")
    if request.POST.get("do") == "release":
        release_call_back(by=request.actor, call=call)
        messages.info(request, _("The call-back stands in the queue again."))
        return redirect(*_onward(request, call))
    try:
        claim_call_back(by=request.actor, call=call)
    except REFUSALS as error:
        messages.error(request, sentence_for(error))
    return redirect("call-back", call_id=call.pk)


@requires(P.CALL_REVIEW)
def call_back_decide(request: ActorRequest, call_id: UUID) -> HttpResponse:
    """Three more tries, or none: the lead's word."""
    call = fetch(request, Call.objects.select_related("operator"), pk=call_id)
    form = DecisionForm(posted(request), actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            _decide(request, call, form)
        except REFUSALS as error:
            messages.info(request, sentence_for(error))
        else:
            messages.success(request, _("Decided."))
        return redirect("call-backs")
    tries = call.tries.select_related("user")
    return render(request, "hotline/call_back_decide.html", {"call": call, "form": form, "tries": tries})


def _decide(request: ActorRequest, call: Call, form: ActorForm) -> None:
    if form.cleaned_data["decision"] == DecisionForm.AGAIN:
        try_again(by=request.actor, call=call, due=form.cleaned_data["due"])
    else:
        give_up_call_back(by=request.actor, call=call, reason=form.cleaned_data["reason"])


def sentence_for(error: Exception) -> str:
    return error.verdict.words if isinstance(error, ContactRefused) else str(SENTENCES[type(error)])
