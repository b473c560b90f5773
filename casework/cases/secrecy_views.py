"""Who may see a case, and who looked at it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.actors import ActorRequest
from access.decorators import requires
from access.permissions import Permission as P
from access.scoping import fetch
from casework.absence.rules import stand_ins_on
from casework.cases.models import Assignment
from casework.cases.presenters import WITH_PERSON, case_frame
from casework.cases.reaching import looks_at
from casework.cases.secrecy_actions import restrict_case


@requires(P.CASE_VIEW, P.CASE_VIEW_ALL)
@require_safe
def case_access(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Who works on the case and so sees it, and whether those who see all cases do."""
    case = fetch(request, WITH_PERSON, pk=case_id)
    workers = Assignment.objects.visible_to(request.actor).filter(case=case, ended_on=None).select_related("user")
    context = {"workers": workers.order_by("-is_lead", "started_on"), "stand_ins": stand_ins_on(case), "looks": looks_at(case)}
    return render(request, "casework/case_access.html", context | case_frame(request, case, "case-access"))


@requires(P.CASE_EDIT)
@require_POST
def case_restrict(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    restrict_case(by=request.actor, case=case)
    messages.success(request, _("From now on only those who work on the case see it."))
    return redirect("case-access", case.pk)
