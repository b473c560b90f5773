"""Pages for whoever needs a bed: searching, holding, what became of the holds; and the house's answer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.actors import ActorRequest
from access.decorators import requires
from access.paging import page_of
from access.permissions import Permission as P
from access.scoping import fetch
from shelters.constraints import BedNotUsable, BedTaken
from shelters.holds.actions import REFUSALS, HoldRanOut, NotSuitable, accept_hold, decline_hold, hold_bed, release_hold
from shelters.holds.forms import BedSearchForm, DeclineForm, search_form
from shelters.holds.search import House, bed_in_network, find_beds
from shelters.models import Booking


def houses_for(form: BedSearchForm, hold_url_of: str, **kwargs: UUID) -> list[House]:
    """The answer to a search, each offer with the address its button posts to."""
    houses = find_beds(wish=form.wish, first_day=form.values["first_day"], region=form.values["region"])
    for house in houses:
        for offer in [*house.offers, *house.others]:
            offer.hold_url = reverse(hold_url_of, kwargs={**kwargs, "bed_id": offer.bed.pk})
    return houses


def lost_bed(error: Exception) -> str:
    """Why the bed could not be held, and what to do now."""
    if isinstance(error, NotSuitable):
        return _("This bed is not for this person. Choose another one.")
    if isinstance(error, BedNotUsable):
        return _("This bed cannot be used on this day. Choose another one.")
    return _("Somebody else was quicker: this bed has just been taken. These are still free.")


@requires(P.BED_HOLD)
@require_safe
def bed_search(request: ActorRequest) -> HttpResponse:
    form = search_form(request.actor, request.GET)
    context = {"form": form, "houses": houses_for(form, "bed-hold"), "error": ""}
    return render(request, "shelters/bed_search.html", context)


@requires(P.BED_HOLD)
@require_POST
def bed_hold(request: ActorRequest, bed_id: UUID) -> HttpResponse:
    bed = bed_in_network(bed_id)
    form = search_form(request.actor, request.POST)
    values = {name: value for name, value in form.values.items() if name != "region"}
    try:
        hold = hold_bed(by=request.actor, bed=bed, form_key=form.cleaned_data.get("form_key"), **values)
    except (BedTaken, BedNotUsable, NotSuitable) as error:
        context = {"form": form, "houses": houses_for(form, "bed-hold"), "error": lost_bed(error)}
        return render(request, "shelters/bed_search.html", context, status=409)
    messages.success(request, _("Bed held: %(code)s. The house has been told.") % {"code": hold.code})
    return redirect("hold-list")


@requires(P.BED_HOLD)
@require_safe
def hold_list(request: ActorRequest) -> HttpResponse:
    """What became of the beds this organisation asked for."""
    holds = Booking.objects.visible_to(request.actor).asked_by(request.actor).exclude(state__in=("occupied", "ended"))
    page = page_of(request, holds.select_related("bed__shelter"), 50)
    return render(request, "shelters/hold_list.html", {"page": page})


@requires(P.BED_HOLD)
@require_POST
def hold_release(request: ActorRequest, hold_id: UUID) -> HttpResponse:
    hold = fetch(request, Booking.objects.asked_by(request.actor), pk=hold_id)
    try:
        release_hold(by=request.actor, hold=hold)
        messages.success(request, _("The bed was given back."))
    except REFUSALS as error:
        messages.error(request, why_refused(error))
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if back and safe else "hold-list")


@requires(P.HOLD_DECIDE)
@require_POST
def hold_accept(request: ActorRequest, hold_id: UUID) -> HttpResponse:
    hold = fetch(request, Booking.objects.in_own_houses(request.actor), pk=hold_id)
    try:
        accept_hold(by=request.actor, hold=hold)
        messages.success(request, _("Accepted. The bed is kept until the person arrives."))
    except REFUSALS as error:
        messages.error(request, why_refused(error))
    return redirect("board")


@requires(P.HOLD_DECIDE)
def hold_decline(request: ActorRequest, hold_id: UUID) -> HttpResponse:
    hold = fetch(request, Booking.objects.in_own_houses(request.actor).select_related("bed__shelter"), pk=hold_id)
    form = DeclineForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            decline_hold(by=request.actor, hold=hold, reason=form.cleaned_data["reason"])
        except REFUSALS as error:
            messages.error(request, why_refused(error))
        else:
            messages.success(request, _("Declined. Whoever asked sees the reason."))
        return redirect("board")
    return render(request, "shelters/hold_decline.html", {"form": form, "hold": hold})


def why_refused(error: Exception) -> str:
    if isinstance(error, HoldRanOut):
        return _("This hold ran out before it was answered. The bed is free again.")
    return _("This hold was already answered. The board shows how it stands.")


