"""Grants, what was charged to them, and charging a case, a service or an activity."""

from __future__ import annotations

from collections.abc import Callable
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
from access.receipts import EditConflict
from access.scoping import fetch, note_seen
from casework.activities.models import Activity
from casework.cases.presenters import WITH_PERSON, case_frame
from casework.cases.work import Service
from casework.conflicts import differences, reopen_on
from casework.forms import initial_of
from casework.funding.actions import add_grant, change_grant, charge_activity, charge_case, charge_service
from casework.funding.forms import GRANT, CaseGrantsForm, ChargingForm, GrantEditForm, GrantForm, SharesForm
from casework.funding.models import Grant
from casework.funding.rules import GrantNamed, Target, charges_of, grants_for, part_of, rows_of
from casework.funding.sums import charged, sums_of
from casework.submission import posted, saved

MAY_LOOK = (P.FUNDING_MANAGE, P.CASE_VIEW, P.CASE_VIEW_ALL, P.ACTIVITY_VIEW)


@requires(*MAY_LOOK)
@require_safe
def grant_list(request: ActorRequest) -> HttpResponse:
    page = page_of(request, Grant.objects.visible_to(request.actor).order_by("-starts_on", "name"), 50)
    return render(request, "casework/grant_list.html", {"page": page, "grants": list(page)})


@requires(*MAY_LOOK)
@require_safe
def grant_detail(request: ActorRequest, grant_id: UUID) -> HttpResponse:
    grant = fetch(request, Grant, pk=grant_id)
    rows = charged(request.actor, grant).select_related("case", "service", "activity").order_by("-created_at", "pk")
    page = page_of(request, rows, 50)
    charges: list[Any] = list(page)
    for charge in charges:
        costly = charge.service or charge.activity
        charge.part = part_of(costly.cost, charge.share) if costly else None
    note_seen(request, *charges)
    sums = sums_of(request.actor, grant)
    context = {"grant": grant, "page": page, "charges": charges, "sums": sums, "left": sums.left_of(grant)}
    return render(request, "casework/grant_detail.html", context)


@requires(P.FUNDING_MANAGE)
def grant_new(request: ActorRequest) -> HttpResponse:
    form = GrantForm(posted(request), actor=request.actor)
    try:
        grant = saved(request, form, lambda facts, key: add_grant(by=request.actor, facts=facts, form_key=key))
        if grant is not None:
            messages.success(request, _("Saved."))
            return redirect("grant-detail", grant.pk)
    except GrantNamed:
        form.say_named()
    return render(request, "casework/grant_form.html", {"form": form, "grant": None, "differences": []})


@requires(P.FUNDING_MANAGE)
def grant_edit(request: ActorRequest, grant_id: UUID) -> HttpResponse:
    grant = fetch(request, Grant, pk=grant_id)
    form = GrantEditForm(posted(request), actor=request.actor, initial=initial_of(grant, GRANT))
    context: dict[str, Any] = {"form": form, "differences": []}
    try:
        if saved(request, form, lambda facts, _key: change_grant(
            by=request.actor, grant=grant, facts=facts, version=form.cleaned_data["version"]
        ), conflicts=True):  # fmt: skip
            messages.success(request, _("Saved."))
            return redirect("grant-detail", grant.pk)
    except EditConflict:
        newest = fetch(request, Grant, pk=grant_id)
        context = {"form": reopen_on(form, newest.version), "differences": differences(form, initial_of(newest, GRANT))}
    except GrantNamed:
        form.say_named()
    return render(request, "casework/grant_form.html", context | {"grant": grant})


@requires(P.CASE_VIEW, P.CASE_VIEW_ALL)
@require_safe
def case_funding(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """To which grants the case belongs, and which grant pays how much of each service."""
    case = fetch(request, WITH_PERSON, pk=case_id)
    services: list[Any] = list(case.services.order_by("-given_on", "-created_at"))
    paid = rows_of(case.charges.exclude(service=None))
    for service in services:
        service.paid = [charge for charge in paid if charge.service_id == service.pk]
        for charge in service.paid:
            charge.part = part_of(service.cost, charge.share)  # type: ignore[attr-defined]  # for the page
    context = {"services": services, "charges": rows_of(charges_of(case))}
    return render(request, "casework/case_funding.html", context | case_frame(request, case, "case-funding"))


@requires(P.CASE_EDIT)
def case_charge(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    grants = grants_for(request.actor, case)
    form = CaseGrantsForm(posted(request), actor=request.actor, grants=grants, charges=charges_of(case))
    done, context = _charged(request, form, case, lambda facts: charge_case(by=request.actor, case=case, **facts))
    if done:
        return redirect("case-funding", case.pk)
    context |= {"form": form, "has_grants": grants.exists()}
    return render(request, "casework/case_charge.html", context | case_frame(request, case))


@requires(P.CASE_EDIT, P.SERVICE_ADD)
def service_charge(request: ActorRequest, service_id: UUID) -> HttpResponse:
    service = fetch(request, Service.objects.select_related("case__person__safe_contact"), pk=service_id)
    form = _shares(request, service)
    done, context = _charged(request, form, service, lambda facts: charge_service(by=request.actor, service=service, **facts))
    if done:
        return redirect("case-funding", service.case_id)
    context |= {"form": form, "service": service, "has_grants": bool(form.grants)}
    return render(request, "casework/service_charge.html", context | case_frame(request, service.case))


@requires(P.ACTIVITY_EDIT)
def activity_charge(request: ActorRequest, activity_id: UUID) -> HttpResponse:
    activity = fetch(request, Activity, pk=activity_id)
    form = _shares(request, activity)
    done, context = _charged(request, form, activity, lambda facts: charge_activity(by=request.actor, activity=activity, **facts))
    if done:
        return redirect("activity-list")
    context |= {"form": form, "activity": activity, "has_grants": bool(form.grants)}
    return render(request, "casework/activity_charge.html", context)


def _shares(request: ActorRequest, target: Service | Activity) -> SharesForm:
    return SharesForm(posted(request), actor=request.actor, grants=grants_for(request.actor, target), charges=charges_of(target))


def _charged(request: ActorRequest, form: ChargingForm, target: Target, act: Callable[[dict[str, Any]], Any]) -> tuple[bool, dict[str, Any]]:
    """Whether it was saved; otherwise what a colleague saved first, beside what was typed."""
    try:
        if saved(request, form, lambda facts, _key: act(facts), conflicts=True):
            messages.success(request, _("Saved."))
            return True, {}
    except EditConflict:
        newest = rows_of(charges_of(target))
        form.reopen(newest)
        return False, {"differences": form.differences(newest)}
    return False, {"differences": []}
