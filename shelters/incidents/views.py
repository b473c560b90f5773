"""Incidents: the list, the report, what is added, and the end."""

from __future__ import annotations

from collections.abc import Callable
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
from access.forms import ActorForm
from access.paging import page_of
from access.permissions import Permission as P
from access.scoping import fetch, note_seen
from casework.submission import posted
from shelters.incidents.actions import AlreadyClosed, add_to_incident, close_incident, note_told, report_incident
from shelters.incidents.forms import AdditionForm, CloseIncidentForm, IncidentForm, NoticeForm
from shelters.incidents.models import Incident, IncidentKind, IncidentQuerySet
from shelters.models import Shelter
from shelters.stays.house import people_in_house

STATES = ("open", "closed")


@requires(P.INCIDENT_VIEW)
@require_safe
def incident_list(request: ActorRequest) -> HttpResponse:
    """Newest first, by kind, state and house; the words stand on the page of each."""
    asked = {name: request.GET.get(name, "") for name in ("state", "kind", "house")}
    houses = {str(house.pk): house for house in Shelter.objects.visible_to(request.actor)}
    rows: IncidentQuerySet = Incident.objects.visible_to(request.actor)
    if asked["state"] in STATES:
        rows = rows.filter(closed_at__isnull=asked["state"] == "open")
    if asked["kind"] in IncidentKind.values:
        rows = rows.filter(kind=asked["kind"])
    if asked["house"] in houses:
        rows = rows.filter(shelter_id=asked["house"])
    page = page_of(request, rows.with_residents().defer("what"), 30)
    note_seen(request, *page.object_list)
    context = {"page": page, "asked": asked, "kinds": IncidentKind.choices, "houses": houses.items()}
    return render(request, "shelters/incident_list.html", context)


@requires(P.INCIDENT_VIEW)
def incident_new(request: ActorRequest) -> HttpResponse:
    houses = list(Shelter.objects.visible_to(request.actor).filter(is_active=True))
    stays = people_in_house(request.actor, timezone.localdate())
    chosen = next((stay for stay in stays if str(stay.pk) == request.GET.get("stay", "")), None)
    initial: dict[str, Any] = {"happened_at": timezone.localtime()}
    if chosen is not None:
        initial |= {"concerned": [str(chosen.pk)], "house": str(chosen.shelter_id)}
    form = IncidentForm(posted(request), actor=request.actor, houses=houses, stays=stays, initial=initial)
    if request.method == "POST" and form.is_valid():
        incident = report_incident(by=request.actor, facts=form.facts, **form.beside)
        messages.success(request, _("Saved. Add who was told and what was done until it is over."))
        return redirect(incident)
    return render(request, "shelters/incident_new.html", {"form": form})


@requires(P.INCIDENT_VIEW)
@require_safe
def incident_detail(request: ActorRequest, incident_id: UUID) -> HttpResponse:
    incident = fetch(request, Incident.objects.with_residents().select_related("about_user", "closed_by"), pk=incident_id)
    context = {
        "incident": incident,
        "notices": incident.notices.select_related("noted_by"),
        "notes": incident.notes.select_related("author"),
        "may_close": request.actor.may(P.INCIDENT_MANAGE) and not incident.is_closed,
    }
    return render(request, "shelters/incident_detail.html", context)


@requires(P.INCIDENT_VIEW)
def incident_told(request: ActorRequest, incident_id: UUID) -> HttpResponse:
    return _step(request, incident_id, NoticeForm, "told", note_told, {"told_at": timezone.localtime()})


@requires(P.INCIDENT_VIEW)
def incident_add(request: ActorRequest, incident_id: UUID) -> HttpResponse:
    return _step(request, incident_id, AdditionForm, "add", add_to_incident)


@requires(P.INCIDENT_MANAGE)
def incident_close(request: ActorRequest, incident_id: UUID) -> HttpResponse:
    return _step(request, incident_id, CloseIncidentForm, "close", close_incident)


def _step(
    request: ActorRequest, pk: UUID, form_class: type[ActorForm], step: str, act: Callable[..., Any], initial: dict[str, Any] | None = None
) -> HttpResponse:
    """One more line of an incident; refused kindly when it was closed meanwhile, with what was typed."""
    incident = fetch(request, Incident.objects.with_residents(), pk=pk)
    form = form_class(posted(request), actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        if step == "close":
            values.pop("form_key")
        try:
            act(by=request.actor, incident=incident, **values)
        except AlreadyClosed:
            form.add_error(None, _("A colleague has closed this incident. Your text is still here: copy it before leaving."))
        else:
            messages.success(request, _("Saved."))
            return redirect(incident)
    return render(request, "shelters/incident_step.html", {"incident": incident, "form": form, "step": step})
