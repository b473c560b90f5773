"""Medicines due in the house, giving them, and what everybody must know for somebody's health."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.actors import ActorRequest
from access.decorators import requires
from access.paging import page_of
from access.permissions import Permission as P
from access.scoping import fetch, note_seen
from casework.submission import posted
from shelters.health.actions import (
    GivenAlready,
    GoneOrEnded,
    add_alert,
    add_medicine,
    end_alert,
    end_medicine,
    note_dose,
)
from shelters.health.due import current_medicines, due_of
from shelters.health.forms import AlertForm, DoseForm, HealthForm, MedicineForm
from shelters.health.models import Dose, HealthAlert, Medicine
from shelters.models import Stay
from shelters.stays.house import note_names

WITH_OWNER = ("stay__shelter", "stay__case__person")


@requires(P.HOUSE_VIEW)
@require_safe
def medicine_list(request: ActorRequest) -> HttpResponse:
    """What is due, the first on top, each with its answers; or the log of what was given."""
    if request.GET.get("show") == "log":
        doses = Dose.objects.visible_to(request.actor).select_related("given_by", *(f"medicine__{way}" for way in WITH_OWNER))
        page = page_of(request, doses, 50)
        note_seen(request, *page.object_list)
        return render(request, "shelters/dose_list.html", {"page": page})
    due = due_of(request.actor, current_medicines(request.actor))
    note_seen(request, *{each.medicine.pk: each.medicine for each in due}.values())
    return render(request, "shelters/medicine_list.html", {"rows": [{"due": each, "form_key": uuid4()} for each in due]})


@requires(P.STAY_MANAGE)
def dose_note(request: ActorRequest, medicine_id: UUID) -> HttpResponse:
    """One press on the list; or the whole form, with a remark."""
    medicine: Medicine = fetch(request, Medicine.objects.select_related(*WITH_OWNER), pk=medicine_id)
    due = due_of(request.actor, [medicine])
    asked = request.GET.get("slot", "")
    form = DoseForm(posted(request), actor=request.actor, due=due, initial={"slot": asked})
    if request.method == "POST" and form.is_valid():
        try:
            note_dose(by=request.actor, medicine=medicine, **form.facts)
        except GivenAlready:
            form.add_error("slot", _("A colleague has written this down already. Look before you give it again."))
        except GoneOrEnded:
            form.add_error(None, _("This person has left, or the medicine has ended."))
        else:
            messages.success(request, _("Saved."))
            return redirect("medicine-list")
    elif "slot" in form.errors:
        form.add_error(None, _("This time was answered already or is not near. Look before you give it again."))
    note_names(request, [medicine.stay])
    return render(request, "shelters/dose_form.html", {"form": form, "medicine": medicine, "stay": medicine.stay})


@requires(P.STAY_MANAGE)
def alert_new(request: ActorRequest, stay_id: UUID) -> HttpResponse:
    return _new(request, stay_id, AlertForm, add_alert, "alert")


@requires(P.STAY_MANAGE)
def medicine_new(request: ActorRequest, stay_id: UUID) -> HttpResponse:
    return _new(request, stay_id, MedicineForm, add_medicine, "medicine")


def _new(request: ActorRequest, stay_id: UUID, form_class: type[HealthForm], act: Any, what: str) -> HttpResponse:
    stay: Stay = fetch(request, Stay.objects.select_related("shelter", "case__person"), pk=stay_id)
    form = form_class(posted(request), actor=request.actor, initial={"first_day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            act(by=request.actor, stay=stay, facts=form.facts, form_key=form.cleaned_data["form_key"])
        except GoneOrEnded:
            form.add_error(None, _("This person has already left."))
        else:
            messages.success(request, _("Saved. Everybody in the house sees it."))
            return redirect("stay-detail", stay_id=stay.pk)
    note_names(request, [stay])
    return render(request, "shelters/health_form.html", {"form": form, "stay": stay, "what": what})


@requires(P.STAY_MANAGE)
@require_POST
def alert_end(request: ActorRequest, alert_id: UUID) -> HttpResponse:
    alert = fetch(request, HealthAlert, pk=alert_id)
    end_alert(by=request.actor, alert=alert)
    messages.success(request, _("Ended."))
    return redirect("stay-detail", stay_id=alert.stay_id)


@requires(P.STAY_MANAGE)
@require_POST
def medicine_end(request: ActorRequest, medicine_id: UUID) -> HttpResponse:
    medicine = fetch(request, Medicine, pk=medicine_id)
    end_medicine(by=request.actor, medicine=medicine)
    messages.success(request, _("Ended."))
    return redirect("stay-detail", stay_id=medicine.stay_id)
