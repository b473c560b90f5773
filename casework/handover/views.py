"""Handing over the cases of a colleague who leaves or is away."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from access.actors import ActorRequest
from access.decorators import requires
from access.models import User
from access.permissions import Permission as P
from casework.cases.actions import CaseIsClosed, NotAMember
from casework.handover.forms import HandOverForm, WhoForm
from casework.handover.work import HandOverChanged, assignments_of, givers, hand_over, people_who_left, team_tasks_of


@requires(P.CASE_ASSIGN)
def handover(request: ActorRequest) -> HttpResponse:
    """First whose cases, then which of them and to whom; nothing moves before the second form is sent."""
    giver = _giver(request)
    who, left = WhoForm(actor=request.actor, initial={"giver": giver}), people_who_left(request.actor)
    context: dict[str, Any] = {"who": who, "giver": giver, "left": left, "form": None}
    if giver is not None:
        answer = _second_step(request, giver, context)
        if answer is not None:
            return answer
    return render(request, "casework/handover.html", context)


def _giver(request: ActorRequest) -> User | None:
    try:
        asked = UUID(request.GET.get("giver", ""))
    except ValueError:
        return None
    return givers(request.actor).filter(pk=asked).first()


def _second_step(request: ActorRequest, giver: User, context: dict[str, Any]) -> HttpResponse | None:
    rows = list(assignments_of(request.actor, giver))
    tasks = team_tasks_of(request.actor, giver).count()
    form = HandOverForm(request.POST if request.method == "POST" else None, actor=request.actor, giver=giver, rows=rows, tasks=tasks)
    context["form"] = form
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        moved = hand_over(
            by=request.actor, giver=giver, taker=form.cleaned_data["taker"], with_tasks=form.cleaned_data.get("with_tasks", False),
            chosen=[UUID(pk) for pk in form.cleaned_data.get("chosen", ())],
        )  # fmt: skip
    except (HandOverChanged, CaseIsClosed, NotAMember):
        form.add_error(None, _("Something changed in the meantime, so nothing was handed over. Look at the list again."))
        return None
    told = ngettext("%(number)s case was handed over.", "%(number)s cases were handed over.", len(moved)) % {"number": len(moved)}
    messages.success(request, told if moved else _("The tasks were handed over."))
    return redirect("case-list")
