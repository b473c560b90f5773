"""Internal figures for staff: unprotected, recorded, never for publication."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from access.actors import ActorRequest
from access.context import acting_to_count
from access.decorators import requires
from access.events import Event
from access.indicators import BREAKDOWN_NAMES, Scope, declared
from access.paging import page_of
from access.permissions import Permission as P
from access.scoping import note_seen
from casework.models import Case
from reports.asking import answer, list_chips, name_value, read_question
from reports.counting import counting
from reports.forms import FiguresForm, this_year
from reports.query import count_behind, list_rows


@requires(P.FIGURES_VIEW)
def figures(request: ActorRequest) -> HttpResponse:
    """Every indicator of a period, or one, divided and narrowed as wished. Only days and codes stand in the address."""
    form = FiguresForm(request.GET if request.GET else {**this_year()}, actor=request.actor)
    context: dict[str, Any] = {"form": form, "figures": []}
    if form.is_valid():
        question = read_question(form.cleaned_data, request.GET, request.actor.organisation_id)
        with acting_to_count(request.actor), counting():
            context |= {"figures": answer(question), "chips": list_chips(question), "narrowed": [(f"by_{n}", code) for n, code in question.where.items()]}
        request.noted.append((Event.FIGURES_QUERIED, question.detail()))
    return render(request, "reports/figures.html", context)


@requires(P.FIGURES_VIEW)
def figure_rows(request: ActorRequest) -> HttpResponse:
    """Exactly the rows a figure counts: codes for those who may see all cases, otherwise only how many."""
    form = FiguresForm(request.GET, actor=request.actor)
    indicator = declared().get(request.GET.get("indicator", ""))
    if indicator is None or not form.is_valid():
        raise Http404
    by = {name: request.GET[f"by_{name}"] for name in indicator.breakdowns if f"by_{name}" in request.GET}
    scope = Scope(form.cleaned_data["first"], form.cleaned_data["last"], request.actor.organisation_id)
    may_open = request.actor.may(P.CASE_VIEW_ALL)
    with acting_to_count(request.actor):
        rows = list_rows(indicator, scope, by)
        number, lines = count_behind(indicator, rows), rows.count()
        page = page_of(request, rows.order_by("pk"), 100) if may_open else None
        cases = [_case_of(row) for row in page] if page else []
    note_seen(request, *[case for case in cases if case is not None])
    detail = {"indicator": indicator.code, "first": f"{scope.first}", "last": f"{scope.last}", "by": list(by)}
    request.noted.append((Event.FIGURES_QUERIED, detail))
    context = {
        "indicator": indicator, "number": number, "lines": lines, "page": page, "may_open": may_open, "period": form.cleaned_data,
        "rows": list(zip(page or [], cases, strict=True)), "by": [(BREAKDOWN_NAMES[n], name_value(n, v)) for n, v in by.items()],
    }  # fmt: skip
    return render(request, "reports/figure_rows.html", context)


def _case_of(row: Any) -> Case | None:
    return row if isinstance(row, Case) else getattr(row, "case", None)
