"""Who works on a case, and its way from new to closed and back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from access.actors import ActorRequest
from access.decorators import requires
from access.permissions import Permission as P
from access.scoping import fetch
from casework.cases.actions import assign_case, close_case, end_assignment, move_case, reopen_case
from casework.cases.forms import AssignForm, CloseForm, MoveForm, ReopenForm
from casework.cases.models import Assignment
from casework.cases.presenters import WITH_PERSON, case_frame
from casework.submission import posted, saved


@requires(P.CASE_ASSIGN)
def case_assign(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    form = AssignForm(posted(request), actor=request.actor)
    if saved(request, form, lambda facts, _key: assign_case(by=request.actor, case=case, **facts)):
        messages.success(request, _("Saved."))
        return redirect("case-detail", case.pk)
    return render(request, "casework/case_assign.html", {"form": form} | case_frame(request, case))


@requires(P.CASE_ASSIGN)
def assignment_end(request: ActorRequest, assignment_id: UUID) -> HttpResponse:
    assignment = fetch(request, Assignment.objects.select_related("case__person", "user").filter(ended_on=None), pk=assignment_id)
    if request.method == "POST":
        end_assignment(by=request.actor, assignment=assignment)
        messages.success(request, _("Saved."))
        return redirect("case-detail", assignment.case_id)
    context = {"assignment": assignment} | case_frame(request, assignment.case)
    return render(request, "casework/assignment_end.html", context)


@requires(P.CASE_EDIT)
def case_move(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    form = MoveForm(posted(request), actor=request.actor, case=case)
    if saved(request, form, lambda facts, _key: move_case(by=request.actor, case=case, state=facts["state"])):
        messages.success(request, _("Saved."))
        return redirect("case-detail", case.pk)
    return render(request, "casework/case_move.html", {"form": form} | case_frame(request, case))


@requires(P.CASE_CLOSE)
def case_close(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    form = CloseForm(posted(request), actor=request.actor, case=case)
    if saved(request, form, lambda facts, _key: close_case(by=request.actor, case=case, **facts)):
        messages.success(request, _("The case was closed. It stays readable and can be reopened with a reason."))
        return redirect("case-detail", case.pk)
    return render(request, "casework/case_close.html", {"form": form} | case_frame(request, case))


@requires(P.CASE_CLOSE)
def case_reopen(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    form = ReopenForm(posted(request), actor=request.actor)
    if saved(request, form, lambda facts, _key: reopen_case(by=request.actor, case=case, **facts)):
        messages.success(request, _("The case is open again."))
        return redirect("case-detail", case.pk)
    return render(request, "casework/case_reopen.html", {"form": form} | case_frame(request, case))
