"""The directory of partners and services, and finding one for a case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from access.actors import ActorRequest
from access.decorators import requires
from access.paging import page_of
from access.permissions import Permission as P
from access.scoping import fetch, note_seen
from casework.cases.presenters import WITH_PERSON, case_frame
from casework.forms import initial_of
from casework.partners.actions import add_service, change_service, check_service
from casework.partners.forms import SEALED, SERVICE, CheckForm, ServiceForm
from casework.partners.listing import LISTS, OLD, services_of
from casework.partners.models import PartnerService
from casework.partners.presenters import WITH_PEOPLE, mark_services
from casework.submission import posted, saved
from casework.vocabulary import VOCABULARIES

PAGE = 50


def _listed(request: ActorRequest, asked: dict[str, str]) -> dict[str, Any]:
    page = page_of(request, services_of(request.actor, asked).select_related("network"), PAGE)
    filters = [{"name": name, "chosen": asked.get(name, ""), "choices": VOCABULARIES[LISTS[name]].choices} for name in ("service", "region", "language", "accepts", "cost")]
    return {"page": page, "services": mark_services(page), "filters": filters, "asked": {"name": "", "state": "", **asked}, "old": OLD}


@requires(P.DIRECTORY_VIEW)
@require_safe
def partner_list(request: ActorRequest) -> HttpResponse:
    return render(request, "casework/partner_list.html", _listed(request, request.GET.dict()))


@requires(P.CONSENT_RECORD)
@require_safe
def case_partners(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Who could help this person: asked at first for the region of the case and the person's language."""
    case = fetch(request, WITH_PERSON, pk=case_id)
    asked = request.GET.dict() or {"region": case.region, "language": case.person.language}
    return render(request, "casework/case_partners.html", _listed(request, asked) | case_frame(request, case, "case-sharing"))


@requires(P.DIRECTORY_VIEW)
@require_safe
def partner_detail(request: ActorRequest, service_id: UUID) -> HttpResponse:
    service = fetch(request, WITH_PEOPLE, pk=service_id)
    note_seen(request, service)
    return render(request, "casework/partner_detail.html", {"service": mark_services([service])[0]})


@requires(P.DIRECTORY_EDIT)
def partner_new(request: ActorRequest) -> HttpResponse:
    form = ServiceForm(posted(request), actor=request.actor, initial={"regions": [request.actor.organisation.region]})
    made = saved(request, form, lambda facts, key: add_service(by=request.actor, facts=facts, form_key=key))
    if made is not None:
        messages.success(request, _("Saved. Number and address are marked as unverified until somebody has tried them."))
        return redirect("partner-detail", made.pk)
    return render(request, "casework/partner_form.html", {"form": form})


@requires(P.DIRECTORY_EDIT)
def partner_edit(request: ActorRequest, service_id: UUID) -> HttpResponse:
    service = fetch(request, PartnerService, pk=service_id)
    form = ServiceForm(posted(request), actor=request.actor, initial=initial_of(service, SERVICE + SEALED))

    def change(facts: dict[str, Any], _key: UUID | None) -> PartnerService:
        return change_service(by=request.actor, service=service, facts=facts, version=form.cleaned_data.get("version"))

    if saved(request, form, change) is not None:
        messages.success(request, _("Saved."))
        return redirect("partner-detail", service.pk)
    return render(request, "casework/partner_form.html", {"form": form, "service": service})


@requires(P.DIRECTORY_EDIT)
def partner_check(request: ActorRequest, service_id: UUID) -> HttpResponse:
    """Somebody rang, or was there."""
    service = fetch(request, PartnerService, pk=service_id)
    form = CheckForm(posted(request), actor=request.actor, initial={"version": service.version})

    def check(facts: dict[str, Any], _key: UUID | None) -> PartnerService:
        return check_service(by=request.actor, service=service, version=form.cleaned_data.get("version"), **facts)

    if saved(request, form, check) is not None:
        messages.success(request, _("Saved."))
        return redirect("partner-detail", service.pk)
    return render(request, "casework/partner_check.html", {"form": form, "service": service})
