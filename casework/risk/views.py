"""Risk and safety of a case, and the reviews that fall due."""

from __future__ import annotations

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
from casework.cases.presenters import WITH_PERSON, case_frame, mark_case
from casework.risk.actions import assess_risk
from casework.risk.agenda import reviews_of
from casework.risk.forms import RiskForm
from casework.risk.presenters import looks_at, review_rules
from casework.submission import posted, saved


@requires(P.CASE_VIEW, P.CASE_VIEW_ALL)
@require_safe
def risk_list(request: ActorRequest) -> HttpResponse:
    when = request.GET.get("when", "")
    page = page_of(request, reviews_of(request.actor, when).select_related("case", "assessed_by"), 50)
    reviews = list(page)
    for review in reviews:
        mark_case(review.case)
    note_seen(request, *reviews)
    return render(request, "casework/risk_list.html", {"page": page, "reviews": reviews, "when": when})


@requires(P.CASE_VIEW, P.CASE_VIEW_ALL)
@require_safe
def case_risk(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """What counts today on top, earlier assessments below, each with what changed."""
    case = fetch(request, WITH_PERSON, pk=case_id)
    looks = looks_at(case)
    note_seen(request, *[look.assessment for look in looks])
    context = {"looks": looks, "rules": review_rules()}
    return render(request, "casework/case_risk.html", context | case_frame(request, case, "case-risk"))


@requires(P.CASE_EDIT, P.SERVICE_ADD)
def risk_new(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    form = RiskForm(posted(request), actor=request.actor, case=case)
    if form.newest is not None:
        note_seen(request, form.newest)
    if saved(request, form, lambda facts, key: assess_risk(by=request.actor, case=case, facts=facts, form_key=key)):
        messages.success(request, _("Saved."))
        return redirect("case-risk", case.pk)
    context = {"form": form, "rules": review_rules()}
    return render(request, "casework/risk_form.html", context | case_frame(request, case))
