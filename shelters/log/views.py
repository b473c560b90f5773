"""The log of the house, who is on duty, the hand-over at the end and taking it over."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from access.actors import ActorRequest
from access.decorators import requires
from access.forms import ActorForm
from access.paging import page_of
from access.permissions import Permission as P
from access.scoping import fetch, note_seen
from access.shifts import passing
from access.shifts.passing import has_new_words
from casework.submission import posted
from shelters.log.actions import NotOnDuty, close_forgotten_duty, end_duty, start_duty, take_over_duty, write_entry
from shelters.log.forms import DutyWordsForm, EntryForm, ForgottenDutyForm
from shelters.log.left import left_in
from shelters.log.models import HouseEntry, HouseShift
from shelters.models import Shelter
from shelters.stays.house import people_in_house

SENTENCES: dict[type[Exception], str | Promise] = {
    **passing.SENTENCES,
    passing.NotTheirShift: gettext_lazy("A shift is ended by whoever has it, or by the shelter manager when it was forgotten."),
    NotOnDuty: gettext_lazy("Start your shift in this house first: the next shift takes the hand-over."),
}
REFUSALS = tuple(SENTENCES)


@requires(P.HOUSE_VIEW)
def house_log(request: ActorRequest) -> HttpResponse:
    """Who is on duty, what waits to be taken over, and the lines of the log; a line is written here."""
    houses = list(Shelter.objects.visible_to(request.actor).filter(is_active=True))
    form = EntryForm(posted(request), actor=request.actor, houses=houses, stays=people_in_house(request.actor, timezone.localdate()))
    if request.method == "POST" and request.actor.may(P.STAY_MANAGE) and form.is_valid():
        write_entry(by=request.actor, **form.facts)
        messages.success(request, _("Saved."))
        return redirect("house-log")
    shifts = HouseShift.objects.visible_to(request.actor).without_words().select_related("shelter")
    on_now = list(shifts.on_now().order_by("started_at"))
    entries = HouseEntry.objects.visible_to(request.actor).select_related("shelter", "author", "stay__case__person")
    page = page_of(request, entries, 30)
    note_seen(request, *page.object_list)
    context = {
        "form": form, "houses": houses, "on_now": on_now, "own": next((s for s in on_now if s.user_id == request.actor.user_id), None),
        "waiting": list(shifts.waiting_for(request.actor)[:20]), "page": page,
    }  # fmt: skip
    return render(request, "shelters/house_log.html", context)


@requires(P.STAY_MANAGE)
@require_POST
def duty_start(request: ActorRequest, shelter_id: UUID) -> HttpResponse:
    shelter = fetch(request, Shelter, pk=shelter_id)
    try:
        start_duty(by=request.actor, shelter=shelter)
    except REFUSALS as error:
        messages.info(request, sentence_for(error))
    else:
        messages.success(request, _("You are on shift."))
    return redirect("house-log")


@requires(P.HOUSE_VIEW)
@require_safe
def duty_detail(request: ActorRequest, house_shift_id: UUID) -> HttpResponse:
    """The hand-over: words, and what of it is still to be done until somebody has taken it over."""
    shift = _shift(request, house_shift_id)
    left = left_in(request.actor, shift).lists()
    note_seen(request, *left["entries"])
    context = {"shift": shift, "left": left, "may_end": may_end(request, shift), "is_own": shift.user_id == request.actor.user_id}
    return render(request, "shelters/duty_detail.html", context)


@requires(P.STAY_MANAGE)
def duty_end(request: ActorRequest, house_shift_id: UUID) -> HttpResponse:
    """What is left, gathered; free words; and the end. What is open holds nobody back."""
    shift = _shift(request, house_shift_id)
    is_own = shift.user_id == request.actor.user_id
    form = (DutyWordsForm if is_own else ForgottenDutyForm)(posted(request), actor=request.actor)
    refused = "" if may_end(request, shift) else sentence_for(passing.NotTheirShift() if shift.is_on else passing.AlreadyEnded())
    if request.method == "POST" and form.is_valid() and not refused:
        refused = _end(request, shift, form)
        if not refused:
            messages.success(request, _("The shift has ended. The hand-over waits for the next one."))
            return redirect("duty-detail", house_shift_id=shift.pk)
    if refused and not has_new_words(form, shift):
        messages.info(request, refused)
        return redirect("duty-detail", house_shift_id=shift.pk)
    if refused:
        form.add_error(None, _("%(why)s Your text is still here: copy it before leaving.") % {"why": refused})
    context = {"shift": shift, "form": form, "is_own": is_own, "left": left_in(request.actor, shift).lists()}
    return render(request, "shelters/duty_end.html", context)


@requires(P.STAY_MANAGE)
@require_POST
def duty_take(request: ActorRequest, house_shift_id: UUID) -> HttpResponse:
    """One press: I know what was left."""
    shift = _shift(request, house_shift_id)
    try:
        take_over_duty(by=request.actor, shift=shift)
    except REFUSALS as error:
        messages.info(request, sentence_for(error))
    else:
        messages.success(request, _("Taken over."))
    return redirect("duty-detail", house_shift_id=shift.pk)


def _shift(request: ActorRequest, pk: UUID) -> HouseShift:
    shift: HouseShift = fetch(request, HouseShift.objects.with_people().select_related("shelter"), pk=pk)
    return shift


def may_end(request: ActorRequest, shift: HouseShift) -> bool:
    if shift.user_id == request.actor.user_id:
        return shift.is_on
    return shift.is_forgotten and request.actor.may(P.SHELTER_MANAGE)


def _end(request: ActorRequest, shift: HouseShift, form: ActorForm) -> str:
    """End it as one's own or as the manager; why not, if somebody was quicker."""
    text = form.cleaned_data["words"]
    try:
        if shift.user_id == request.actor.user_id:
            end_duty(by=request.actor, shift=shift, words=text)
        else:
            close_forgotten_duty(by=request.actor, shift=shift, reason=text)
    except REFUSALS as error:
        return sentence_for(error)
    return ""


def sentence_for(error: Exception) -> str:
    return str(SENTENCES[type(error)])
