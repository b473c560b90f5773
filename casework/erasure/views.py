"""How long what is kept about a person stays: the times that run, holds, and erasure."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from access.actors import ActorRequest
from access.decorators import requires
from access.permissions import Permission as P
from access.retention.registry import periods_of
from access.retention.table import RULES, Kept
from access.scoping import fetch, note_seen
from casework.cases.models import Case
from casework.cases.presenters import WITH_PERSON, case_frame
from casework.erasure.actions import lift_hold, set_hold
from casework.erasure.forms import HoldForm
from casework.erasure.models import Erasure, LegalHold
from casework.submission import posted, saved

OF_A_PERSON = (Kept.FILES, Kept.STORIES, Kept.IDENTITY)


@requires(P.CASE_VIEW, P.CASE_VIEW_ALL)
def case_keeping(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    return render(request, "casework/case_keeping.html", _context(request, case))


def _context(request: ActorRequest, case: Case) -> dict[str, Any]:
    """What runs for this person, what holds it, and what was done."""
    periods = periods_of(request.actor.organisation)
    holds = list(LegalHold.objects.visible_to(request.actor).filter(person_id=case.person_id).select_related("set_by", "lifted_by"))
    note_seen(request, *holds)
    live = next((hold for hold in holds if hold.lifted_at is None), None)
    return {
        "lines": [{"rule": RULES[kind], "days": periods[kind]} for kind in OF_A_PERSON],
        "holds": holds, "live": live, "backup_days": settings.FORGOTTEN_DAYS,
        "erasure": Erasure.objects.visible_to(request.actor).filter(person_id=case.person_id).select_related("asked_by", "approved_by").first(),
        "has_open": Case.objects.visible_to(request.actor).filter(person_id=case.person_id).open().exists(),
    } | case_frame(request, case, "case-keeping")  # fmt: skip


@requires(P.LEGAL_HOLD)
def hold_set(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    form = HoldForm(posted(request), actor=request.actor)
    if saved(request, form, lambda facts, key: set_hold(by=request.actor, person=case.person, form_key=key, **facts)):
        messages.success(request, _("The hold is set. Nothing about this person is removed until it is lifted."))
        return redirect("case-keeping", case.pk)
    return render(request, "casework/hold_set.html", {"form": form} | case_frame(request, case))


@requires(P.LEGAL_HOLD)
def hold_lift(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    hold = LegalHold.objects.visible_to(request.actor).filter(person_id=case.person_id, lifted_at=None).first()
    if hold is None:
        return redirect("case-keeping", case.pk)
    form = HoldForm(posted(request), actor=request.actor)
    if saved(request, form, lambda facts, _key: lift_hold(by=request.actor, hold=hold, **facts)):
        messages.success(request, _("The hold is lifted. The times run again."))
        return redirect("case-keeping", case.pk)
    return render(request, "casework/hold_lift.html", {"form": form} | case_frame(request, case))
