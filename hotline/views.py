"""The screen of a call and the lists of calls."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.actors import ActorRequest
from access.decorators import requires
from access.paging import page_of
from access.permissions import Permission as P
from access.receipts import EditConflict
from access.scoping import fetch, note_seen
from casework.cases.models import Case
from casework.cases.presenters import case_frame
from casework.contact.reaching import mark_contact
from casework.vocabulary import find_vocabulary
from hotline.actions import StillMissing, close_call, find_earlier_calls, log_non_call, save_call, start_call
from hotline.beds import asked_bed
from hotline.conflict import differences, merged
from hotline.earlier import calls_before
from hotline.emergency import NUMBERS
from hotline.forms import CallForm, initial_of
from hotline.models import NON_CALLS, Call, CallClass
from hotline.rules import Conclusion, screen
from hotline.workflow import REAL_CLASSES, may_edit, may_read, state_of


@requires(P.CALL_LOG)
def call_new(request: ActorRequest) -> HttpResponse:
    """First click = what kind of call. Opening the page creates nothing."""
    chosen, channel = request.POST.get("outcome_class", ""), request.POST.get("channel", "") or "phone"
    if request.method == "POST" and chosen in CallClass.values and channel in find_vocabulary("call_channel"):
        return _begin(request, chosen, channel, _key(request))
    kinds = dict(CallClass.choices)
    context = {
        "real": [(code, kinds[code]) for code in REAL_CLASSES], "others": [(code, kinds[code]) for code in NON_CALLS],
        "channels": find_vocabulary("call_channel").choices, "form_key": uuid4(),
    }  # fmt: skip
    return render(request, "hotline/call_new.html", context)


def _key(request: ActorRequest) -> UUID | None:
    """The key of the form, so that a second press is the same call."""
    try:
        return UUID(request.POST.get("form_key", ""))
    except ValueError:
        return None


def _begin(request: ActorRequest, chosen: str, channel: str, key: UUID | None) -> HttpResponse:
    if chosen in NON_CALLS:
        call = log_non_call(by=request.actor, outcome_class=chosen, channel=channel, form_key=key)
        messages.success(request, _("Recorded: %(kind)s.") % {"kind": call.get_outcome_class_display()})
        return redirect("call-new")
    call = start_call(by=request.actor, outcome_class=chosen, channel=channel, form_key=key)
    return redirect("call-edit", call_id=call.pk)


def conclusion_of(call: Call) -> Conclusion:
    return screen(acts=call.acts, means=call.means, purposes=call.purposes, age=call.age)


@requires(P.CALL_LOG, P.CALL_REVIEW)
def call_edit(request: ActorRequest, call_id: UUID) -> HttpResponse:
    call = fetch(request, Call, pk=call_id)
    if not may_edit(request.actor, call):
        messages.error(request, _("Only its operator, until a day after the end, or the shift lead may change it."))
        return redirect("call-detail", call_id=call.pk)
    if request.method == "POST":
        return _save(request, call, CallForm(request.POST, actor=request.actor))
    return _screen(request, call, CallForm(actor=request.actor, initial=initial_of(call)))


def _save(request: ActorRequest, call: Call, form: CallForm) -> HttpResponse:
    """Keep all that is valid, say what is not; close when that was asked."""
    complete = form.is_valid()
    try:
        call = save_call(by=request.actor, call=call, **form.to_save)
    except EditConflict:
        call = fetch(request, Call, pk=call.pk)
        found = differences(call, form)
        return _screen(request, call, _with_version(form, call, notes=merged(call.notes, form.data.get("notes", ""))), found)
    form = _with_version(form, call)
    if not complete:
        return _screen(request, call, form)
    if "close" in request.POST:
        return _close(request, call, form)
    if "then" in request.POST:
        return redirect("call-bed" if request.POST["then"] == "bed" else "call-hand-over", call_id=call.pk)
    messages.success(request, _("Saved %(time)s.") % {"time": _clock()})
    return redirect("call-edit", call_id=call.pk)


def _close(request: ActorRequest, call: Call, form: CallForm) -> HttpResponse:
    try:
        close_call(by=request.actor, call=call)
    except StillMissing as missing:
        for name in missing.fields:
            form.add_error(name, _("Say this before the call is closed."))
        return _screen(request, call, form)
    messages.success(request, _("The call is closed."))
    return redirect("call-detail", call_id=call.pk)


def _with_version(form: CallForm, call: Call, **changed: str) -> CallForm:
    """The same form with everything typed, resting on what is saved now."""
    typed: Any = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict
    typed["version"] = call.version
    for name, value in changed.items():
        typed[name] = value
    again = CallForm(typed, actor=form.actor)
    again.is_valid()
    return again


def _screen(request: ActorRequest, call: Call, form: CallForm, conflict: Any = None) -> HttpResponse:
    context = {
        "call": call, "form": form, "conclusion": conclusion_of(call), "conflict": conflict, "numbers": NUMBERS,
        "earlier": calls_before(request.actor, call.number_hash, but=call.pk), "hold": asked_bed(request.actor, call),
    }  # fmt: skip
    return render(request, "hotline/call_edit.html", context)


def _clock() -> str:
    return timezone.localtime().strftime("%H:%M:%S")


@requires(P.CALL_LOG, P.CALL_REVIEW)
@require_POST
def call_autosave(request: ActorRequest, call_id: UUID) -> HttpResponse:
    """Save what is typed so far, while it is typed. Nothing is shown but the time, the version and the conclusion."""
    call = fetch(request, Call, pk=call_id)
    if not may_edit(request.actor, call):
        return JsonResponse({"state": "refused", "text": _("This call is closed. Copy your text before leaving.")})
    form = CallForm(request.POST, actor=request.actor)
    form.is_valid()
    try:
        call = save_call(by=request.actor, call=call, **form.to_save)
    except EditConflict:
        text = _("A colleague saved this call meanwhile. Your text is still here: press Save to see both.")
        return JsonResponse({"state": "conflict", "text": text})
    shown = render_to_string("hotline/_conclusion.html", {"conclusion": conclusion_of(call)}, request=request)
    text = _("Saved %(time)s.") % {"time": _clock()}
    return JsonResponse({"state": "saved", "text": text, "version": call.version, "conclusion": shown})


@requires(P.CALL_LOG, P.CALL_REVIEW)
@require_POST
def called_before(request: ActorRequest) -> HttpResponse:
    """The hint beside the number. The number comes in the body and goes nowhere."""
    try:
        but = UUID(request.POST.get("call", ""))
    except ValueError:
        but = None
    earlier = find_earlier_calls(by=request.actor, number=request.POST.get("number", "")[:30], but=but)
    return render(request, "hotline/_earlier.html", {"earlier": earlier})


@requires(P.CALL_VIEW)
@require_safe
def call_detail(request: ActorRequest, call_id: UUID) -> HttpResponse:
    call = fetch(request, Call.objects.select_related("operator"), pk=call_id)
    mark_contact(request.actor, [call], "phone", timezone.now())
    context = {
        "call": call, "state": state_of(call), "readable": may_read(request.actor, call), "hold": asked_bed(request.actor, call),
        "may_mark": request.actor.may(P.CALL_LOG) or request.actor.may(P.CALL_REVIEW), "editable": may_edit(request.actor, call), "conclusion": conclusion_of(call),
        "tries": call.tries.select_related("user"), "number_kept": bool(call.number_hash) and not call.number,
    }  # fmt: skip
    return render(request, "hotline/call_detail.html", context)


@requires(P.CALL_VIEW)
@require_safe
def call_list(request: ActorRequest) -> HttpResponse:
    """Calls, newest first; filters are plain words in the address, never a number or a name."""
    show, kind = request.GET.get("show", ""), request.GET.get("kind", "")
    calls = Call.objects.visible_to(request.actor).select_related("operator").defer("notes", "number", "caller_name")
    if show == "open":
        calls = calls.open()
    if show == "mine":
        calls = calls.filter(operator_id=request.actor.user_id)
    if kind in CallClass.values:
        calls = calls.filter(outcome_class=kind)
    page = page_of(request, calls, 50)
    return render(request, "hotline/call_list.html", {"page": page, "show": show, "kind": kind, "kinds": CallClass.choices})


@requires(P.CASE_VIEW, P.CASE_VIEW_ALL)
@require_safe
def case_calls(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The calls of a case, as a tab of its page: what the operator wrote goes to those who may know who it is."""
    case = fetch(request, Case.objects.select_related("person"), pk=case_id)
    calls = list(Call.objects.visible_to(request.actor).filter(case=case).select_related("operator"))
    note_seen(request, *mark_contact(request.actor, calls, "phone", timezone.now()))
    rows = [{"call": call, "conclusion": conclusion_of(call)} for call in calls]
    return render(request, "hotline/case_calls.html", {**case_frame(request, case, "case-calls"), "rows": rows})
