"""Programmes: the list, a new one, a change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from access.actors import ActorRequest
from access.decorators import requires
from access.permissions import Permission as P
from access.receipts import EditConflict
from access.scoping import fetch
from casework.conflicts import differences, reopen_on
from casework.forms import initial_of
from casework.submission import posted, saved
from reports.actions import add_programme, change_programme
from reports.choices import is_closed, name_period
from reports.forms import FIELDS, ProgrammeEditForm, ProgrammeForm
from reports.models import Programme, Report
from reports.schedule import CADENCES, Expected, list_coming


@requires(P.PROGRAMME_MANAGE)
def programme_list(request: ActorRequest) -> HttpResponse:
    programmes = Programme.objects.visible_to(request.actor).select_related("donor")
    return render(request, "reports/programme_list.html", {"programmes": programmes})


@requires(P.PROGRAMME_MANAGE)
def programme_new(request: ActorRequest) -> HttpResponse:
    form = ProgrammeForm(posted(request), actor=request.actor)
    if saved(request, form, lambda facts, key: add_programme(by=request.actor, facts=facts, form_key=key)):
        messages.success(request, _("Saved."))
        return redirect("programme-list")
    return render(request, "reports/programme_form.html", {"form": form, "is_new": True, "differences": []})


@requires(P.PROGRAMME_MANAGE)
def programme_edit(request: ActorRequest, programme_id: UUID) -> HttpResponse:
    programme = fetch(request, Programme, pk=programme_id)
    form = ProgrammeEditForm(posted(request), actor=request.actor, initial=initial_of(programme, FIELDS))
    context: dict[str, Any] = {"form": form, "differences": []}
    try:
        if saved(request, form, lambda facts, _key: change_programme(
            by=request.actor, programme=programme, facts=facts, version=form.cleaned_data["version"]
        ), conflicts=True):  # fmt: skip
            messages.success(request, _("Saved."))
            return redirect("programme-list")
    except EditConflict:
        newest = fetch(request, Programme, pk=programme_id)
        context = {"form": reopen_on(form, newest.version), "differences": differences(form, initial_of(newest, FIELDS))}
    return render(request, "reports/programme_form.html", context | {"is_new": False, "programme": programme})


@dataclass(frozen=True)
class ShownExpected:
    """One owed report with what has become of it."""

    period: str
    due_on: date
    report: Report | None
    word: str
    tone: str


@requires(P.PROGRAMME_MANAGE, P.REPORT_VIEW)
def programme_expected(request: ActorRequest, programme_id: UUID) -> HttpResponse:
    """The reports a programme owes, past and coming, with their days."""
    programme = fetch(request, Programme.objects.select_related("donor"), pk=programme_id)
    if programme.organisation_id != request.actor.organisation_id:
        raise Http404
    made: dict[str, Report] = {}
    for report in Report.objects.visible_to(request.actor).filter(programme=programme).order_by("created_at"):
        made[report.period] = report
    owed = list_coming(programme)
    page = Paginator(owed[::-1], 50).get_page(request.GET.get("page"))
    shown = [_show_expected(one, made.get(one.period.code)) for one in page]
    words = [str(CADENCES[code]) for code in CADENCES if code in programme.cadences]
    return render(request, "reports/programme_expected.html", {"programme": programme, "page": page, "expected": shown, "cadences": words})


def _show_expected(one: Expected, report: Report | None) -> ShownExpected:
    if report is not None and report.is_overdue:
        word, tone = _("overdue"), "bad"
    elif report is not None:
        word, tone = str(report.get_state_display()), report.tone
    elif one.due_on < timezone.localdate():
        word, tone = _("overdue"), "bad"
    else:
        word, tone = (_("due"), "warn") if is_closed(one.period) else (_("period not over"), "plain")
    return ShownExpected(name_period(one.period.code), one.due_on, report, word, tone)
