"""What a call leads to: a bed, a case, a call back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.actors import ActorRequest
from access.decorators import requires
from access.models import Membership
from access.paging import page_of
from access.permissions import Permission as P
from access.scoping import fetch
from casework.cases.rules import age_band
from casework.contact.reaching import mark_contact
from casework.contact.refusing import ContactRefused
from hotline.actions import AlreadyHolding, hand_over, hold_for_call, promise_call_back, record_call_back, record_no_bed
from hotline.beds import asked_bed, held_bed
from hotline.forms import CallBackForm, HandOverForm, NoBedForm
from hotline.models import Call
from hotline.queue import call_backs_of
from hotline.views import conclusion_of
from hotline.workflow import may_edit, state_of
from shelters.constraints import BedNotUsable, BedTaken
from shelters.holds.actions import NotSuitable
from shelters.holds.forms import BedSearchForm, search_form
from shelters.holds.search import bed_in_network
from shelters.holds.views import houses_for, lost_bed


def _call_to_act_on(request: ActorRequest, call_id: UUID) -> Call | None:
    """The call, when the actor may still act for it; otherwise they are told so."""
    call = fetch(request, Call, pk=call_id)
    if may_edit(request.actor, call):
        return call
    messages.error(request, _("Only the operator of an open call, or the shift lead, may change it."))
    return None


@requires(P.CALL_LOG)
@require_safe
def call_bed(request: ActorRequest, call_id: UUID) -> HttpResponse:
    """Beds for the person of this call; what the call knows is filled in."""
    call = _call_to_act_on(request, call_id)
    if call is None:
        return redirect("call-detail", call_id=call_id)
    known = {"sex": call.sex if call.sex != "unknown" else "", "age_band": age_band(call.age) if call.age is not None else ""}
    return _beds(request, call, search_form(request.actor, request.GET, **known))


def _beds(request: ActorRequest, call: Call, form: BedSearchForm, error: str = "") -> HttpResponse:
    context = {
        "call": call, "form": form, "error": error, "houses": houses_for(form, "call-hold", call_id=call.pk),
        "held": held_bed(request.actor, call), "no_bed": NoBedForm(actor=request.actor),
    }  # fmt: skip
    return render(request, "hotline/call_bed.html", context, status=409 if error else 200)


@requires(P.CALL_LOG)
@require_POST
def call_hold(request: ActorRequest, call_id: UUID, bed_id: UUID) -> HttpResponse:
    call = _call_to_act_on(request, call_id)
    if call is None:
        return redirect("call-detail", call_id=call_id)
    form = search_form(request.actor, request.POST)
    values = {name: value for name, value in form.values.items() if name != "region"}
    key = form.cleaned_data.get("form_key")
    try:
        hold = hold_for_call(by=request.actor, call=call, bed=bed_in_network(bed_id), form_key=key, **values)
    except AlreadyHolding:
        return _beds(request, call, form, _("This call already keeps a bed. Give that one back first."))
    except (BedTaken, BedNotUsable, NotSuitable) as error:
        return _beds(request, call, form, lost_bed(error))
    messages.success(request, _("Bed held: %(code)s. The house has been told.") % {"code": hold.code})
    return redirect("call-edit", call_id=call.pk)


@requires(P.CALL_LOG)
@require_POST
def call_no_bed(request: ActorRequest, call_id: UUID) -> HttpResponse:
    call = _call_to_act_on(request, call_id)
    form = NoBedForm(request.POST, actor=request.actor)
    if call is None:
        return redirect("call-detail", call_id=call_id)
    if not form.is_valid():
        messages.error(request, _("Choose a reason."))
        return redirect("call-bed", call_id=call.pk)
    record_no_bed(by=request.actor, call=call, reason=form.cleaned_data["reason"])
    messages.success(request, _("Recorded: no bed. It is counted as unmet need."))
    return redirect("call-edit", call_id=call.pk)


@requires(P.CALL_LOG)
def call_hand_over(request: ActorRequest, call_id: UUID) -> HttpResponse:
    """Check the answers once more, choose who takes it on, and hand over. It cannot be taken back."""
    call = fetch(request, Call, pk=call_id)
    if state_of(call) == "handed_over" or not may_edit(request.actor, call):
        messages.info(request, _("This call cannot be handed over by you any more."))
        return redirect("call-detail", call_id=call.pk)
    form = HandOverForm(request.POST or None, actor=request.actor, initial=_identity_of(call))
    if request.method == "POST" and form.is_valid():
        return _hand_over(request, call, form)
    context = {"call": call, "form": form, "conclusion": conclusion_of(call), "hold": asked_bed(request.actor, call)}
    return render(request, "hotline/hand_over.html", context)


def _identity_of(call: Call) -> dict[str, str]:
    """Name and number are the person's own only when they called about themselves."""
    return {"given_name": call.caller_name, "phone": call.number} if call.about_self else {}


def _hand_over(request: ActorRequest, call: Call, form: HandOverForm) -> HttpResponse:
    chosen = Membership.objects.visible_to(request.actor).select_related("user").get(
        user_id=form.cleaned_data["lead"], ended_at=None
    )
    hand_over(
        by=request.actor, call=call, lead=chosen.user, identity=form.identity, form_key=form.cleaned_data["form_key"]
    )
    messages.success(request, _("Handed over. The case manager has the case now."))
    return redirect("call-detail", call_id=call.pk)


@requires(P.CALL_LOG)
@require_POST
def call_promise(request: ActorRequest, call_id: UUID) -> HttpResponse:
    call = fetch(request, Call, pk=call_id)
    form = CallBackForm(request.POST, actor=request.actor)
    if form.is_valid():
        try:
            promise_call_back(by=request.actor, call=call, due=form.cleaned_data["due"])
            messages.success(request, _("The call back stands in the queue."))
        except ContactRefused as refused:
            messages.error(request, refused.verdict.words)
    else:
        messages.error(request, _("Choose a moment still to come."))
    return redirect("call-detail", call_id=call.pk)


@requires(P.CALL_LOG)
@require_POST
def called_back(request: ActorRequest, call_id: UUID) -> HttpResponse:
    record_call_back(by=request.actor, call=fetch(request, Call, pk=call_id))
    messages.success(request, _("Recorded: called back."))
    return redirect("call-backs")


@requires(P.CALL_VIEW)
@require_safe
def call_backs(request: ActorRequest) -> HttpResponse:
    show = request.GET.get("show", "")
    calls = call_backs_of(request.actor, show).select_related("operator").defer("notes", "number", "caller_name")
    page = page_of(request, calls, 50)
    page.object_list = mark_contact(request.actor, page.object_list, "phone", timezone.now())
    return render(request, "hotline/call_backs.html", {"page": page, "show": show, "now": timezone.now()})
