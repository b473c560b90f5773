"""Who stands in for whom: the list, a new absence, its early end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.actors import ActorRequest
from access.decorators import requires
from access.models import User
from access.paging import page_of
from access.permissions import Permission as P
from access.scoping import fetch
from casework.absence.actions import end_standing_in, name_stand_in, note_standing_in
from casework.absence.forms import AbsenceForm, AbsentForm
from casework.absence.listing import SHOWN, absences
from casework.absence.models import Absence
from casework.absence.rules import lendable
from casework.forms import case_workers
from casework.submission import REFUSALS, posted, saved, sentence_for


@requires(P.CASE_VIEW)
@require_safe
def absence_list(request: ActorRequest) -> HttpResponse:
    show = request.GET.get("show", "")
    show = show if show in SHOWN else ""
    page = page_of(request, absences(request.actor, show).select_related("absent", "stand_in", "by", "ended_by"), 50)
    rows: list[Any] = list(page)
    for row in rows:
        row.is_mine = request.actor.user_id in (row.absent_id, row.stand_in_id)
        row.is_to_note = row.stand_in_id == request.actor.user_id and row.noted_at is None and not row.is_over
    return render(request, "casework/absence_list.html", {"page": page, "rows": rows, "show": show, "shown": SHOWN.items()})


@requires(P.CASE_VIEW)
def absence_new(request: ActorRequest) -> HttpResponse:
    """One's own absence; whoever assigns cases may say it for a colleague who cannot."""
    absent = _absent(request)
    rows = list(lendable(request.actor, absent).select_related("case").order_by("case__code"))
    form = AbsenceForm(posted(request), actor=request.actor, absent=absent, rows=rows)
    if saved(request, form, lambda facts, key: name_stand_in(
        by=request.actor, absent=absent, facts=facts, form_key=key,
        cases=None if form.cases is None else [UUID(pk) for pk in form.cases],
    )):  # fmt: skip
        messages.success(request, _("Saved. The colleague is told on their page of today."))
        return redirect("absence-list")
    who = AbsentForm(actor=request.actor, initial={"absent": absent}) if request.actor.may(P.CASE_ASSIGN) else None
    return render(request, "casework/absence_new.html", {"form": form, "who": who, "absent": absent})


def _absent(request: ActorRequest) -> User:
    """Whoever is asked for, by those who may; oneself otherwise."""
    own: User = request.actor.user  # type: ignore[assignment]  # a page is opened by somebody
    try:
        asked = UUID(request.GET.get("absent", ""))
    except ValueError:
        asked = own.pk
    if asked == own.pk or not request.actor.may(P.CASE_ASSIGN):
        return own
    return case_workers(request.actor.organisation_id).filter(pk=asked).first() or own


@requires(P.CASE_VIEW)
def absence_end(request: ActorRequest, absence_id: UUID) -> HttpResponse:
    absence = fetch(request, Absence.objects.not_over().select_related("absent", "stand_in"), pk=absence_id)
    if request.method == "POST":
        try:
            end_standing_in(by=request.actor, absence=absence)
        except REFUSALS as error:
            messages.error(request, sentence_for(error))
        else:
            messages.success(request, _("Ended. The stand-in no longer sees these cases."))
        return redirect("absence-list")
    return render(request, "casework/absence_end.html", {"absence": absence})


@requires(P.CASE_VIEW)
@require_POST
def absence_note(request: ActorRequest, absence_id: UUID) -> HttpResponse:
    absence = fetch(request, Absence.objects.filter(stand_in=request.actor.user), pk=absence_id)
    note_standing_in(by=request.actor, absence=absence)
    messages.success(request, _("Noted."))
    return redirect("absence-list")
