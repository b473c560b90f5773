"""Who is on, the hand-over at the end of a shift, and taking it over."""

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
from access.forms import ActorForm
from access.paging import page_of
from access.permissions import Permission as P
from access.scoping import fetch
from access.shifts.passing import SENTENCES, has_new_words
from casework.submission import posted
from hotline.shifts import actions
from hotline.shifts.actions import close_forgotten_shift, end_shift, start_shift, take_over
from hotline.shifts.forms import ForgottenShiftForm, HandOverWordsForm
from hotline.shifts.left import left_by
from hotline.shifts.models import Shift, ShiftQuerySet

REFUSALS = tuple(SENTENCES)
SHOWS = ("waiting", "forgotten", "all")


@requires(P.CALL_LOG, P.CALL_REVIEW)
@require_safe
def shift_list(request: ActorRequest) -> HttpResponse:
    """Who is on now and what waits to be taken over; for the lead also what was forgotten, and all shifts."""
    is_lead = request.actor.may(P.CALL_REVIEW)
    asked = request.GET.get("show", "")
    show = asked if asked == "waiting" or (is_lead and asked in SHOWS) else ""
    shifts: ShiftQuerySet = Shift.objects.visible_to(request.actor).without_words()
    rows = {"waiting": shifts.waiting_for(request.actor), "forgotten": shifts.forgotten(), "all": shifts}.get(show, shifts.handed_over())
    on_now = [] if show else list(shifts.on_now().order_by("started_at"))
    own = next((shift for shift in on_now if shift.user_id == request.actor.user_id), None)
    context = {"page": page_of(request, rows, 50), "show": show, "on_now": on_now, "own": own, "me": request.actor.user_id}
    return render(request, "hotline/shift_list.html", context)


@requires(P.CALL_LOG)
@require_POST
def shift_start(request: ActorRequest) -> HttpResponse:
    try:
        start_shift(by=request.actor)
    except REFUSALS as error:
        messages.info(request, sentence_for(error))
    else:
        messages.success(request, _("You are on shift."))
    return redirect("shift-list")


@requires(P.CALL_LOG, P.CALL_REVIEW)
@require_safe
def shift_detail(request: ActorRequest, shift_id: UUID) -> HttpResponse:
    """The hand-over: words, and what of it is still to be done until somebody has taken it over."""
    shift = fetch(request, Shift.objects.with_people(), pk=shift_id)
    left = left_by(request.actor, shift).lists() if shift.taken_at is None else None
    context = {"shift": shift, "left": left, "may_end": may_end(request, shift), "now": timezone.now()}
    return render(request, "hotline/shift_detail.html", context | {"is_own": shift.user_id == request.actor.user_id})


@requires(P.CALL_LOG, P.CALL_REVIEW)
def shift_end(request: ActorRequest, shift_id: UUID) -> HttpResponse:
    """What is left, gathered; free words; and the end. Open calls hold nobody back."""
    shift = fetch(request, Shift.objects.with_people(), pk=shift_id)
    is_own = shift.user_id == request.actor.user_id
    form = (HandOverWordsForm if is_own else ForgottenShiftForm)(posted(request), actor=request.actor)
    refused = "" if may_end(request, shift) else sentence_for(actions.NotTheirShift() if shift.is_on else actions.AlreadyEnded())
    if request.method == "POST" and form.is_valid() and not refused:
        refused = _end(request, shift, form)
        if not refused:
            messages.success(request, _("The shift has ended. The hand-over waits for the next one."))
            return redirect("shift-detail", shift_id=shift.pk)
    if refused and not has_new_words(form, shift):
        messages.info(request, refused)
        return redirect("shift-detail", shift_id=shift.pk)
    if refused:
        form.add_error(None, _("%(why)s Your text is still here: copy it before leaving.") % {"why": refused})
    context = {"shift": shift, "form": form, "is_own": is_own, "left": left_by(request.actor, shift).lists(), "now": timezone.now()}
    return render(request, "hotline/shift_end.html", context)


def may_end(request: ActorRequest, shift: Shift) -> bool:
    if shift.user_id == request.actor.user_id:
        return shift.is_on
    return shift.is_forgotten and request.actor.may(P.CALL_REVIEW)


def _end(request: ActorRequest, shift: Shift, form: ActorForm) -> str:
    """End it as one's own or as the lead; why not, if somebody was quicker."""
    text = form.cleaned_data["words"]
    try:
        if shift.user_id == request.actor.user_id:
            end_shift(by=request.actor, shift=shift, words=text)
        else:
            close_forgotten_shift(by=request.actor, shift=shift, reason=text)
    except REFUSALS as error:
        return sentence_for(error)
    return ""


@requires(P.CALL_LOG)
@require_POST
def shift_take(request: ActorRequest, shift_id: UUID) -> HttpResponse:
    """One press: I know what was left."""
    shift = fetch(request, Shift.objects.with_people(), pk=shift_id)
    try:
        take_over(by=request.actor, shift=shift)
    except REFUSALS as error:
        messages.info(request, sentence_for(error))
    else:
        messages.success(request, _("Taken over."))
    return redirect("shift-detail", shift_id=shift.pk)


def sentence_for(error: Exception) -> str:
    return str(SENTENCES[type(error)])
