"""Published figures over time, for donors and for the organisation's own staff."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from access.actors import ActorRequest
from access.decorators import requires
from access.forms import ActorForm
from access.permissions import Permission as P
from reports.over_time import LENGTHS, Told, Wish, compose_over_time, gather_told, list_breakdowns, list_indicators
from reports.presenters import list_charts, show_layout
from reports.render import draw_chart
from reports.wording import LADDER_NAMES

LENGTH_NAMES = {1: _("Months"), 3: _("Quarters"), 6: _("Half-years"), 12: _("Years")}


class OverTimeForm(ActorForm):
    """What to look at. Only what was published is offered."""

    indicator = forms.ChoiceField(label=_("Indicator"))
    programme = forms.ChoiceField(label=_("Programme"), required=False)
    breakdown = forms.ChoiceField(label=_("Divide by"), required=False)
    length = forms.TypedChoiceField(label=_("Periods"), choices=[(n, LENGTH_NAMES[n]) for n in LENGTHS], coerce=int)

    def offer_published(self, told: list[Told], indicator: str) -> None:
        """Choices from what is there."""
        self.offer("indicator", [(one.code, one.name) for one in list_indicators(told)])
        self.offer("programme", [("", _("All, side by side")), *((one.code, one.setup.name) for one in told)])
        self.offer("breakdown", [("", _("Not divided")), *((name, LADDER_NAMES[name]) for name in list_breakdowns(told, indicator))])
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"


@requires(P.REPORT_READ, P.REPORT_VIEW)
def over_time(request: ActorRequest) -> HttpResponse:
    told, form, wish = _read(request)
    context: dict[str, Any] = {"form": form, "told": told}
    if wish:
        document = compose_over_time(told, wish)
        (layout,) = document.sections[0].layouts
        drawn = bool(list_charts(document))
        query = urlencode({name: value for name, value in vars(wish).items() if value})
        context |= {"table": show_layout(document, layout, int(drawn)), "document": document, "query": query}
    return render(request, "reports/over_time.html", context)


@requires(P.REPORT_READ, P.REPORT_VIEW)
def over_time_chart(request: ActorRequest) -> HttpResponse:
    told, _form, wish = _read(request)
    document = compose_over_time(told, wish) if wish else None
    charts = list_charts(document) if document else []
    picture = draw_chart(document, charts[0]) if document and charts else None
    if picture is None:
        raise Http404
    return HttpResponse(picture, content_type="image/svg+xml")


def _read(request: ActorRequest) -> tuple[list[Told], OverTimeForm, Wish | None]:
    """What may be seen, the form, and what is wished for; without a wish the first that makes sense."""
    told = gather_told(request.actor)
    usual = _choose(told)
    asked = request.GET if "indicator" in request.GET else {"indicator": usual.indicator, "length": usual.length} if usual else {}
    form = OverTimeForm(asked or None, actor=request.actor)
    form.offer_published(told, str(asked.get("indicator", "")))
    if not asked or not form.is_valid():
        return told, form, None
    return told, form, Wish(**{name: form.cleaned_data[name] for name in Wish.__dataclass_fields__})


def _choose(told: list[Told]) -> Wish | None:
    """The first indicator of people, in the length of period most often published."""
    indicators = list_indicators(told)
    if not indicators:
        return None
    lengths = [len(figure.months) for one in told for figure in one.figures if not figure.dims]
    first = next((one for one in indicators if one.code == "PROT_ASSIST_ALL"), indicators[0])
    usual = max((n for n in LENGTHS if n in lengths), key=lengths.count, default=1)
    return replace(Wish(first.code), length=usual)
