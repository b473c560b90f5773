"""Pages for those who run a house: the house, its rooms and beds, and the address on a page of its own."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.actors import ActorRequest
from access.confirmation import ONCE_A_SHIFT
from access.decorators import requires
from access.permissions import Permission as P
from access.receipts import EditConflict
from access.scoping import fetch, note_seen
from shelters.houses.actions import (
    add_bed,
    add_room,
    add_shelter,
    change_address,
    change_bed,
    change_shelter,
    confirm_beds,
    put_back,
    take_out_of_service,
)
from shelters.houses.forms import AddressForm, BedForm, OutageForm, RoomForm, ShelterEditForm, ShelterForm
from shelters.models import Bed, OutOfService, Shelter, ShelterAddress
from shelters.rules import freshness


@requires(P.BOARD_VIEW, P.SHELTER_MANAGE)
@require_safe
def shelter_list(request: ActorRequest) -> HttpResponse:
    rows = Shelter.objects.visible_to(request.actor).with_bed_count(timezone.localdate())
    return render(request, "shelters/shelter_list.html", {"shelters": rows})


@requires(P.SHELTER_MANAGE)
def shelter_new(request: ActorRequest) -> HttpResponse:
    form = ShelterForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        shelter = add_shelter(by=request.actor, **form.cleaned_data)
        return redirect("shelter-detail", shelter_id=shelter.pk)
    return render(request, "shelters/shelter_form.html", {"form": form, "shelter": None})


@requires(P.BOARD_VIEW, P.SHELTER_MANAGE)
@require_safe
def shelter_detail(request: ActorRequest, shelter_id: UUID) -> HttpResponse:
    shelter = fetch(request, Shelter, pk=shelter_id)
    today = timezone.localdate()
    beds = Bed.objects.visible_to(request.actor).filter(shelter=shelter).select_related("room")
    outages = OutOfService.objects.visible_to(request.actor).current(today).filter(bed__shelter=shelter).select_related("bed__room")
    fresh = freshness(shelter.checked_at, timezone.now())
    context = {"shelter": shelter, "beds": beds, "outages": outages, "freshness": fresh, "today": today}
    return render(request, "shelters/shelter_detail.html", context)


@requires(P.SHELTER_MANAGE)
def shelter_edit(request: ActorRequest, shelter_id: UUID) -> HttpResponse:
    shelter = fetch(request, Shelter, pk=shelter_id)
    names = ("name", "region", "hold_minutes", "is_active", "version")
    initial = {name: getattr(shelter, name) for name in names}
    form = ShelterEditForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_shelter(by=request.actor, shelter=shelter, facts=form.facts, version=form.cleaned_data["version"])
            return redirect("shelter-detail", shelter_id=shelter.pk)
        except EditConflict:
            form.add_error(None, _("A colleague saved first. Open the page again to see what they wrote."))
    return render(request, "shelters/shelter_form.html", {"form": form, "shelter": shelter})


@requires(P.SHELTER_MANAGE)
@require_POST
def shelter_confirm(request: ActorRequest, shelter_id: UUID) -> HttpResponse:
    confirm_beds(by=request.actor, shelter=fetch(request, Shelter, pk=shelter_id))
    messages.success(request, _("Thank you. Others see that the beds were checked just now."))
    return redirect("shelter-detail", shelter_id=shelter_id)


@requires(P.SHELTER_ADDRESS_VIEW, confirmed=ONCE_A_SHIFT)
@require_safe
def shelter_address(request: ActorRequest, shelter_id: UUID) -> HttpResponse:
    """The one page that shows where a house stands; every look is recorded."""
    shelter = fetch(request, Shelter, pk=shelter_id)
    secret = ShelterAddress.objects.visible_to(request.actor).filter(shelter=shelter).first()
    if secret is not None:
        note_seen(request, secret)
    return render(request, "shelters/shelter_address.html", {"shelter": shelter, "secret": secret})


@requires(P.SHELTER_MANAGE, confirmed=ONCE_A_SHIFT)
def shelter_address_edit(request: ActorRequest, shelter_id: UUID) -> HttpResponse:
    shelter = fetch(request, Shelter, pk=shelter_id)
    secret = ShelterAddress.objects.visible_to(request.actor).filter(shelter=shelter).first()
    initial = {"address": secret.address, "way_in": secret.way_in} if secret else {}
    if secret is not None:
        note_seen(request, secret)
    form = AddressForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("address", "way_in")}
        change_address(by=request.actor, shelter=shelter, **values)
        messages.success(request, _("Saved."))
        return redirect("shelter-detail", shelter_id=shelter.pk)
    return render(request, "shelters/address_form.html", {"form": form, "shelter": shelter})


@requires(P.SHELTER_MANAGE)
def room_new(request: ActorRequest, shelter_id: UUID) -> HttpResponse:
    shelter = fetch(request, Shelter, pk=shelter_id)
    form = RoomForm(request.POST or None, actor=request.actor)
    form.shelter = shelter
    if request.method == "POST" and form.is_valid():
        add_room(by=request.actor, shelter=shelter, **form.cleaned_data)
        return redirect("shelter-detail", shelter_id=shelter.pk)
    return render(request, "shelters/house_form.html", {"form": form, "shelter": shelter, "what": "room"})


@requires(P.SHELTER_MANAGE)
def bed_new(request: ActorRequest, shelter_id: UUID) -> HttpResponse:
    shelter = fetch(request, Shelter, pk=shelter_id)
    form = BedForm(request.POST or None, actor=request.actor, initial={"starts_on": timezone.localdate()})
    form.offer_rooms(shelter)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            add_bed(by=request.actor, room=values["room"], facts=form.facts, form_key=values["form_key"])
            return redirect("shelter-detail", shelter_id=shelter.pk)
        except IntegrityError:
            form.add_error("label", _("This room already has a bed of this name."))
    return render(request, "shelters/house_form.html", {"form": form, "shelter": shelter, "what": "bed"})


@requires(P.SHELTER_MANAGE)
def bed_edit(request: ActorRequest, shelter_id: UUID, bed_id: UUID) -> HttpResponse:
    bed = fetch(request, Bed.objects.filter(shelter_id=shelter_id).select_related("shelter"), pk=bed_id)
    names = ("room", "label", "kind", "is_accessible", "has_cot", "starts_on", "ends_on")
    form = BedForm(request.POST or None, actor=request.actor, initial={name: getattr(bed, name) for name in names})
    form.offer_rooms(bed.shelter)
    if request.method == "POST" and form.is_valid():
        try:
            change_bed(by=request.actor, bed=bed, facts={**form.facts, "room": form.cleaned_data["room"]})
            return redirect("shelter-detail", shelter_id=shelter_id)
        except IntegrityError:
            form.add_error("label", _("This room already has a bed of this name."))
    return render(request, "shelters/house_form.html", {"form": form, "shelter": bed.shelter, "what": "bed"})


@requires(P.SHELTER_MANAGE)
def outage_new(request: ActorRequest, shelter_id: UUID, bed_id: UUID) -> HttpResponse:
    bed = fetch(request, Bed.objects.filter(shelter_id=shelter_id).select_related("shelter"), pk=bed_id)
    form = OutageForm(request.POST or None, actor=request.actor, initial={"from_day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        take_out_of_service(by=request.actor, bed=bed, **form.cleaned_data)
        return redirect("shelter-detail", shelter_id=shelter_id)
    return render(request, "shelters/house_form.html", {"form": form, "shelter": bed.shelter, "what": "outage"})


@requires(P.SHELTER_MANAGE)
@require_POST
def outage_end(request: ActorRequest, outage_id: UUID) -> HttpResponse:
    outage = fetch(request, OutOfService.objects.select_related("bed"), pk=outage_id)
    put_back(by=request.actor, outage=outage, on=timezone.localdate())
    messages.success(request, _("The bed is back in service."))
    return redirect("shelter-detail", shelter_id=outage.bed.shelter_id)
