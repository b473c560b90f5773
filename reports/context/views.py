"""Figures of others: the collection, one figure, a file of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
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
from reports.context.actions import add_context_figure, change_context_figure, import_context, remove_context_figure
from reports.context.forms import FIELDS, ContextFigureEditForm, ContextFigureForm, ContextFileForm
from reports.context.listing import gather_series
from reports.context.models import ContextFigure
from reports.context.reading import NotAFileOfFigures, read_context
from reports.context.wording import known_indicators

SHOWN, RECENT = 100, 5


@requires(P.REPORT_VIEW)
def context_list(request: ActorRequest) -> HttpResponse:
    """All figures, or those of one indicator; those about which sources disagree on request."""
    chosen, doubts = request.GET.get("indicator", ""), request.GET.get("doubts") == "1"
    mine = ContextFigure.objects.visible_to(request.actor)
    numbers = mine.count_by_indicator()
    rows = mine.with_doubts()
    rows = rows.filter(indicator=chosen) if chosen in numbers else rows
    since = request.GET.get("since", str(timezone.localdate().year - RECENT))
    rows = rows.filter(year__gte=int(since)) if since.isascii() and since.isdecimal() and len(since) == 4 else rows
    rows = rows.filter(is_doubtful=True) if doubts else rows
    context = {
        "series": gather_series(rows), "chosen": chosen, "doubts": doubts, "since": since, "years": _list_years(mine), "total": sum(numbers.values()),
        "indicators": [(code, name, numbers[code]) for code, name in known_indicators() if code in numbers],
    }  # fmt: skip
    return render(request, "reports/context_list.html", context)


def _list_years(mine: Any) -> list[str]:
    """Years to begin with, the newest first."""
    return [str(year) for year in mine.exclude(year=None).order_by("-year").values_list("year", flat=True).distinct()]


@requires(P.REPORT_PREPARE)
def context_new(request: ActorRequest) -> HttpResponse:
    form = ContextFigureForm(posted(request), actor=request.actor, initial={"indicator": request.GET.get("indicator", "")})
    if saved(request, form, lambda facts, key: add_context_figure(by=request.actor, facts=facts, form_key=key)):
        messages.success(request, _("Saved."))
        return redirect("context-list")
    return render(request, "reports/context_form.html", {"form": form, "is_new": True, "differences": []})


@requires(P.REPORT_PREPARE)
def context_edit(request: ActorRequest, figure_id: UUID) -> HttpResponse:
    figure = fetch(request, ContextFigure, pk=figure_id)
    form = ContextFigureEditForm(posted(request), actor=request.actor, initial=initial_of(figure, FIELDS) | {"pk": figure.pk})
    context: dict[str, Any] = {"form": form, "differences": []}
    try:
        if saved(request, form, lambda facts, _key: change_context_figure(
            by=request.actor, figure=figure, facts=facts, version=form.cleaned_data["version"]
        ), conflicts=True):  # fmt: skip
            messages.success(request, _("Saved."))
            return redirect("context-list")
    except EditConflict:
        newest = fetch(request, ContextFigure, pk=figure_id)
        context = {"form": reopen_on(form, newest.version), "differences": differences(form, initial_of(newest, FIELDS))}
    return render(request, "reports/context_form.html", context | {"is_new": False, "figure": figure})


@requires(P.REPORT_PREPARE)
def context_remove(request: ActorRequest, figure_id: UUID) -> HttpResponse:
    figure = fetch(request, ContextFigure, pk=figure_id)
    if request.method == "POST":
        remove_context_figure(by=request.actor, figure=figure)
        messages.success(request, _("Removed."))
        return redirect("context-list")
    (series,) = gather_series(ContextFigure.objects.visible_to(request.actor).with_doubts().filter(pk=figure_id))
    return render(request, "reports/context_remove.html", {"figure": figure, "series": series})


@requires(P.REPORT_PREPARE)
def context_import(request: ActorRequest) -> HttpResponse:
    """A file is taken whole or not at all."""
    form = ContextFileForm(request.POST or None, request.FILES or None, actor=request.actor)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            figures, mistakes = read_context(form.cleaned_data["file"].read())
        except NotAFileOfFigures as problem:
            form.add_error("file", str(problem))
        else:
            if not mistakes:
                done = import_context(by=request.actor, figures=figures)
                messages.success(request, _("Added: %(added)s. There already: %(known)s.") % {"added": done.added, "known": done.known})
                return redirect("context-list")
            context |= {"mistakes": mistakes[:SHOWN], "number": len(mistakes)}
    return render(request, "reports/context_import.html", context)
