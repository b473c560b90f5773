"""Internal figures for staff: unprotected, recorded, never for publication."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from access.actors import ActorRequest
from access.context import acting_to_count
from access.decorators import requires
from access.events import Event
from access.indicators import BREAKDOWN_NAMES, BREAKDOWN_VOCABULARIES, ORIGINS, Indicator, Scope, Unit, declared
from access.permissions import Permission as P
from access.scoping import note_seen
from casework.models import Case
from casework.vocabulary import VOCABULARIES
from reports.counting import counting
from reports.forms import FiguresForm, this_year
from reports.query import AgeSpan, Figure, list_rows, tally
from reports.wording import SECTION_NAMES


@dataclass(frozen=True)
class ShownFigure:
    """An indicator with its total, its groups, the ages of the people, and the links to the rows."""

    indicator: Indicator
    section: str
    total: int
    link: str
    names: list[str]
    groups: list[tuple[list[str], int, str]]
    ages: list[tuple[str, AgeSpan]]


@requires(P.FIGURES_VIEW)
def figures(request: ActorRequest) -> HttpResponse:
    """Every indicator of a period. Only days and names of breakdowns stand in the address."""
    form = FiguresForm(request.GET if request.GET else {**this_year()}, actor=request.actor)
    shown: list[ShownFigure] = []
    if form.is_valid():
        facts = form.cleaned_data
        wished = tuple(dict.fromkeys(name for name in (facts["by"], facts["then"]) if name))
        scope = Scope(facts["first"], facts["last"], request.actor.organisation_id)
        with acting_to_count(request.actor), counting():
            shown = [_show(one, scope, wished) for one in declared().values()]
        request.noted.append((Event.FIGURES_QUERIED, {"first": f"{scope.first}", "last": f"{scope.last}", "by": list(wished)}))
    return render(request, "reports/figures.html", {"form": form, "figures": shown})


@requires(P.FIGURES_VIEW)
def figure_rows(request: ActorRequest) -> HttpResponse:
    """Exactly the rows a figure counts: codes for those who may see all cases, otherwise only how many."""
    form = FiguresForm(request.GET, actor=request.actor)
    indicator = declared().get(request.GET.get("indicator", ""))
    if indicator is None or not form.is_valid():
        raise Http404
    names = [name for name in indicator.breakdowns if f"by_{name}" in request.GET]
    by = {name: request.GET[f"by_{name}"] for name in names}
    scope = Scope(form.cleaned_data["first"], form.cleaned_data["last"], request.actor.organisation_id)
    may_open = request.actor.may(P.CASE_VIEW_ALL)
    with acting_to_count(request.actor):
        rows = list_rows(indicator, scope, by)
        number = rows.count()
        page = Paginator(rows.order_by("pk"), 100).get_page(request.GET.get("page")) if may_open else None
        cases = [_case_of(row) for row in page] if page else []
    note_seen(request, *[case for case in cases if case is not None])
    detail = {"indicator": indicator.code, "first": f"{scope.first}", "last": f"{scope.last}", "by": names}
    request.noted.append((Event.FIGURES_QUERIED, detail))
    context = {
        "indicator": indicator, "number": number, "page": page, "may_open": may_open, "period": form.cleaned_data,
        "rows": list(zip(page or [], cases, strict=True)), "by": [(BREAKDOWN_NAMES[n], name_value(n, v)) for n, v in by.items()],
    }  # fmt: skip
    return render(request, "reports/figure_rows.html", context)


def name_value(breakdown: str, value: str) -> str:
    """One value of a breakdown in words."""
    if breakdown == "origin":
        return str(ORIGINS.get(value, value))
    vocabulary = BREAKDOWN_VOCABULARIES.get(breakdown)
    return VOCABULARIES[vocabulary].label(value) if vocabulary else value


def _show(indicator: Indicator, scope: Scope, wished: tuple[str, ...]) -> ShownFigure:
    allowed = tuple(name for name in wished if name in indicator.breakdowns)
    found = tally(indicator, scope, [allowed] if allowed else [], ages=indicator.unit is Unit.PERSONS)
    return ShownFigure(
        indicator,
        str(SECTION_NAMES[indicator.section]),
        found.total.number,
        _link(indicator, scope, {}),
        [str(BREAKDOWN_NAMES[name]) for name in allowed],
        [(_name(one), one.number, _link(indicator, scope, dict(one.by))) for one in found.groups.get(allowed, [])],
        [(name_value("sex", span.sex), span) for span in found.ages],
    )


def _name(one: Figure) -> list[str]:
    return [name_value(name, value) for name, value in one.by]


def _link(indicator: Indicator, scope: Scope, by: dict[str, str]) -> str:
    params = {"indicator": indicator.code, "first": str(scope.first), "last": str(scope.last)}
    return "?" + urlencode(params | {f"by_{name}": value for name, value in by.items()})


def _case_of(row: Any) -> Case | None:
    return row if isinstance(row, Case) else getattr(row, "case", None)
