"""The 4P plan, services and notes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from access.actors import ActorRequest
from access.decorators import requires
from access.paging import page_of
from access.permissions import Permission as P
from access.scoping import fetch, note_seen
from casework.cases.agenda import steps_of
from casework.cases.models import Case
from casework.cases.presenters import WITH_PERSON, case_frame, lanes, mark_step, readable_notes
from casework.cases.work import Step
from casework.cases.work_actions import add_service, change_step, start_workstreams, write_note
from casework.cases.work_forms import NoteForm, ServiceForm, StepForm, WorkstreamsForm
from casework.forms import initial_of
from casework.submission import posted, saved


@requires(P.CASE_VIEW, P.CASE_VIEW_ALL)
def case_work(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    context = {"lanes": lanes(case)}
    return render(request, "casework/case_work.html", context | case_frame(request, case, "case-work"))


@requires(P.CASE_EDIT)
def workstreams_start(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    started = set(case.workstreams.values_list("kind", flat=True))
    form = WorkstreamsForm(posted(request), actor=request.actor, started=started)
    if saved(request, form, lambda facts, _key: start_workstreams(by=request.actor, case=case, kinds=facts["kinds"])):
        messages.success(request, _("Saved."))
        return redirect("case-work", case.pk)
    context = {"form": form, "is_complete": len(started) == 4} | case_frame(request, case)
    return render(request, "casework/workstreams_start.html", context)


@requires(P.CASE_EDIT, P.SERVICE_ADD)
def step_edit(request: ActorRequest, step_id: UUID) -> HttpResponse:
    step = fetch(request, Step.objects.select_related("case__person", "owner"), pk=step_id)
    initial = initial_of(step, ("state", "owner", "due_on"))
    form = StepForm(posted(request), actor=request.actor, step=step, initial=initial)
    if saved(request, form, lambda facts, _key: change_step(by=request.actor, step=step, **facts)):
        messages.success(request, _("Saved."))
        return redirect("case-work", step.case_id)
    return render(request, "casework/step_form.html", {"form": form, "step": step} | case_frame(request, step.case))


@requires(P.CASE_VIEW)
def step_list(request: ActorRequest) -> HttpResponse:
    when = request.GET.get("when", "")
    page = page_of(request, steps_of(request.actor, when).select_related("case"), 50)
    steps = list(page)
    for step in steps:
        mark_step(step)
    return render(request, "casework/step_list.html", {"page": page, "steps": steps, "when": when})


@requires(P.CASE_VIEW, P.CASE_VIEW_ALL)
def case_services(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    services = ServiceForm(actor=request.actor, prefix="service")
    return render(request, "casework/case_services.html", _services_page(request, case, services, NoteForm(actor=request.actor)))


def _services_page(request: ActorRequest, case: Case, service_form: ServiceForm, note_form: NoteForm) -> dict[str, Any]:
    notes = readable_notes(request.actor, case)
    note_seen(request, *[note for note in notes if note.is_readable])
    services = list(case.services.select_related("given_by").order_by("-given_on", "-created_at"))
    context = {"services": services, "notes": notes, "service_form": service_form, "note_form": note_form}
    bad = next((form for form in (service_form, note_form) if form.errors), None)
    return context | {"form": bad or service_form} | case_frame(request, case, "case-services")


@requires(P.SERVICE_ADD)
def service_new(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    form = ServiceForm(posted(request), actor=request.actor, prefix="service")
    if saved(request, form, lambda facts, key: add_service(by=request.actor, case=case, facts=facts, form_key=key)):
        messages.success(request, _("Saved."))
        return redirect("case-services", case.pk)
    return render(request, "casework/case_services.html", _services_page(request, case, form, NoteForm(actor=request.actor)))


@requires(P.NOTE_WRITE)
def note_new(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    form = NoteForm(posted(request), actor=request.actor)
    if saved(request, form, lambda facts, key: write_note(by=request.actor, case=case, form_key=key, **facts)):
        messages.success(request, _("Saved."))
        return redirect("case-services", case.pk)
    services = ServiceForm(actor=request.actor, prefix="service")
    return render(request, "casework/case_services.html", _services_page(request, case, services, form))
