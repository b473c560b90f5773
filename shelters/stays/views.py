"""Pages of a stay: arriving, what the house must know, moving, staying longer, leaving."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from access.actors import ActorRequest
from access.decorators import requires
from access.models import Membership
from access.permissions import Permission as P
from access.receipts import EditConflict
from access.scoping import fetch, note_seen
from casework.cases.models import Case
from casework.cases.presenters import case_frame
from shelters.constraints import AlreadyHoused, BedNotUsable, BedTaken
from shelters.models import Booking, CustodyItem, Dose, HealthAlert, Incident, Medicine, Shelter, Stay
from shelters.presence.residents import age_of, last_words
from shelters.presence.rules import AGE_WORDS
from shelters.stays.actions import DaysNotInOrder, admit, check_in, check_out, extend_stay, move_bed, note_needs
from shelters.stays.forms import AdmitForm, ArrivalForm, ExtendForm, LeaveForm, MoveForm, NeedsForm
from shelters.stays.house import note_names
from shelters.workflow import MoveRefused

REFUSED = (BedTaken, AlreadyHoused, BedNotUsable, MoveRefused, DaysNotInOrder)


def sentence_for(error: Exception) -> str:
    """What went wrong at the door, in words."""
    if isinstance(error, AlreadyHoused):
        return _("This case already has a stay on these days.")
    if isinstance(error, BedNotUsable):
        return _("This bed cannot be used on this day.")
    if isinstance(error, DaysNotInOrder):
        return _("This day is before the person came to the present bed.")
    if isinstance(error, MoveRefused):
        return _("This hold is not waiting for an arrival any more.")
    return _("Somebody else has this bed on these days. Choose another one.")


@requires(P.STAY_MANAGE)
def hold_check_in(request: ActorRequest, hold_id: UUID) -> HttpResponse:
    joined = ("bed__shelter", "bed__room", "case", "requester")
    hold = fetch(request, Booking.objects.in_own_houses(request.actor).select_related(*joined), pk=hold_id)
    initial = {"arrived_on": timezone.localdate(), "which_case": "hold" if hold.case else "new"}
    form = ArrivalForm(request.POST or None, actor=request.actor, initial=initial)
    form.offer_case(hold.case)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("stay-detail", stay_id=_check_in(request, hold, form).pk)
        except REFUSED as error:
            form.add_error(None, sentence_for(error))
    return render(request, "shelters/check_in.html", {"form": form, "hold": hold})


def _check_in(request: ActorRequest, hold: Booking, form: ArrivalForm) -> Stay:
    values = form.cleaned_data
    chosen = Membership.objects.visible_to(request.actor).filter(user_id=values["lead"] or None, ended_at=None).first()
    stay = check_in(
        by=request.actor, hold=hold, arrived_on=values["arrived_on"], case=values["case"],
        lead=chosen.user if chosen else None, facts=form.facts, form_key=values["form_key"],
    )  # fmt: skip
    messages.success(request, _("Arrived. The bed is occupied."))
    return stay


@requires(P.HOLD_DECIDE)
def stay_new(request: ActorRequest, shelter_id: UUID) -> HttpResponse:
    shelter = fetch(request, Shelter, pk=shelter_id)
    form = AdmitForm(request.POST or None, actor=request.actor, initial={"arrived_on": timezone.localdate()})
    form.offer_beds(shelter)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            stay = admit(
                by=request.actor, bed=values["bed"], case=values["case"], arrived_on=values["arrived_on"],
                facts=form.facts, form_key=values["form_key"],
            )  # fmt: skip
            return redirect("stay-detail", stay_id=stay.pk)
        except REFUSED as error:
            form.add_error(None, sentence_for(error))
    return render(request, "shelters/admit.html", {"form": form, "shelter": shelter})


def _stay(request: ActorRequest, stay_id: UUID) -> Stay:
    stay: Stay = fetch(request, Stay.objects.select_related("shelter", "case__person"), pk=stay_id)
    note_names(request, [stay])
    return stay


@requires(P.HOUSE_VIEW, P.CASE_VIEW, P.CASE_VIEW_ALL)
@require_safe
def stay_detail(request: ActorRequest, stay_id: UUID) -> HttpResponse:
    stay = _stay(request, stay_id)
    bookings = stay.bookings.visible_to(request.actor).select_related("bed__room").order_by("during")
    sees_case = Case.objects.visible_to(request.actor).filter(pk=stay.case_id).exists()
    context = {
        "stay": stay, "bookings": bookings, "sees_case": sees_case,
        "may_change": request.actor.may(P.STAY_MANAGE) and stay.left_on is None,
        "nights": stay.nights(timezone.localdate()), "age_word": AGE_WORDS[age_of(stay, timezone.localdate())],
        "custody": _custody(request, stay), **_health(request, stay),
        "incidents": Incident.objects.visible_to(request.actor).filter(residents__stay=stay).defer("what"),
        "presence": last_words(request.actor, [stay.pk]).get(stay.pk) if request.actor.may(P.HOUSE_VIEW) else None,
    }  # fmt: skip
    return render(request, "shelters/stay_detail.html", context)


def _custody(request: ActorRequest, stay: Stay) -> list[CustodyItem]:
    """What the house keeps for this person, what is still held first. Read by those who work in the house."""
    if not request.actor.may(P.HOUSE_VIEW):
        return []
    items = list(CustodyItem.objects.visible_to(request.actor).with_owner().filter(stay=stay))
    note_seen(request, *items)
    return sorted(items, key=lambda item: not item.is_held)


def _health(request: ActorRequest, stay: Stay) -> dict[str, Any]:
    """Alerts, medicines and the last ten times one was given."""
    if not request.actor.may(P.HOUSE_VIEW):
        return {}
    doses = Dose.objects.visible_to(request.actor).filter(medicine__stay=stay).select_related("medicine", "given_by")
    found = {
        "alerts": list(HealthAlert.objects.visible_to(request.actor).current().filter(stay=stay)),
        "medicines": list(Medicine.objects.visible_to(request.actor).current().filter(stay=stay)),
        "doses": list(doses[:10]),
    }
    note_seen(request, *[row for rows in found.values() for row in rows])
    return found


@requires(P.STAY_MANAGE)
def stay_needs(request: ActorRequest, stay_id: UUID) -> HttpResponse:
    stay = _stay(request, stay_id)
    initial = {"needs": stay.needs, "dangers": stay.dangers, "version": stay.version}
    form, theirs = NeedsForm(request.POST or None, actor=request.actor, initial=initial), False
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in initial}
        try:
            note_needs(by=request.actor, stay=stay, **values)
            return redirect("stay-detail", stay_id=stay.pk)
        except EditConflict:
            form, theirs = _again(form, stay), True
    return render(request, "shelters/stay_needs.html", {"form": form, "stay": stay, "theirs": theirs})


def _again(form: Any, stay: Stay) -> Any:
    """The same form with everything typed, ready to be saved over what a colleague saved meanwhile."""
    typed = form.data.copy()
    typed["version"] = stay.version
    again = type(form)(typed, actor=form.actor)
    again.add_error(None, _("A colleague saved first. Compare both texts, then save again."))
    return again


@requires(P.STAY_MANAGE)
def stay_move(request: ActorRequest, stay_id: UUID) -> HttpResponse:
    stay = _stay(request, stay_id)
    form = MoveForm(request.POST or None, actor=request.actor, initial={"on": timezone.localdate()})
    form.offer_beds(stay.shelter)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        return _done(request, stay, form, move_bed, bed=values["bed"], on=values["on"]) or _page(request, stay, form, "move")
    return _page(request, stay, form, "move")


@requires(P.STAY_MANAGE)
def stay_extend(request: ActorRequest, stay_id: UUID) -> HttpResponse:
    stay = _stay(request, stay_id)
    initial = {"expected_until": stay.expected_until, "version": stay.version}
    form = ExtendForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in initial}
        return _done(request, stay, form, extend_stay, **values) or _page(request, stay, form, "extend")
    return _page(request, stay, form, "extend")


@requires(P.STAY_MANAGE)
def stay_leave(request: ActorRequest, stay_id: UUID) -> HttpResponse:
    stay = _stay(request, stay_id)
    form = LeaveForm(request.POST or None, actor=request.actor, initial={"left_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("left_on", "leave_reason", "destination")}
        return _done(request, stay, form, check_out, **values) or _page(request, stay, form, "leave")
    return _page(request, stay, form, "leave")


def _done(request: ActorRequest, stay: Stay, form: Any, action: Any, **values: Any) -> HttpResponse | None:
    """Do it and go back to the stay; None when it was refused and the form says why."""
    try:
        action(by=request.actor, stay=stay, **values)
    except (*REFUSED, Booking.DoesNotExist) as error:
        gone = isinstance(error, Booking.DoesNotExist)
        form.add_error(None, _("This person has already left.") if gone else sentence_for(error))
        return None
    except EditConflict:
        form.add_error(None, _("A colleague saved first. Open the page again to see what they wrote."))
        return None
    messages.success(request, _("Saved."))
    return redirect("stay-detail", stay_id=stay.pk)


def _page(request: ActorRequest, stay: Stay, form: Any, step: str) -> HttpResponse:
    held = [item for item in _custody(request, stay) if item.is_held] if step == "leave" else []
    return render(request, "shelters/stay_step.html", {"stay": stay, "form": form, "step": step, "held": held})


@requires(P.CASE_VIEW, P.CASE_VIEW_ALL)
@require_safe
def case_stays(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The stays of a case, as a tab of its page."""
    case = fetch(request, Case.objects.select_related("person"), pk=case_id)
    stays = list(Stay.objects.visible_to(request.actor).filter(case=case).select_related("shelter").order_by("-arrived_on"))
    note_seen(request, *stays)
    today = timezone.localdate()
    rows = [{"stay": stay, "nights": stay.nights(today)} for stay in stays]
    return render(request, "shelters/case_stays.html", {**case_frame(request, case, "case-stays"), "rows": rows})
