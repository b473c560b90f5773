"""The page of the hotline's own numbers."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date, timedelta

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from access.actors import ActorRequest
from access.context import acting_to_count
from access.decorators import requires
from access.forms import DateInput
from access.permissions import Permission as P
from hotline.statistics import count_calls

MOST_DAYS = 366
GROUPS = (
    ("kind", _("What kind of contact")), ("hour", _("Hour of the day")), ("weekday", _("Day of the week")), ("topic", _("Topics")),
    ("region", _("Region")), ("language", _("Language spoken")), ("outcome", _("What came of it")),
)  # fmt: skip


class SpanForm(forms.Form):
    """Which days; at most a year and a day."""

    first = forms.DateField(label=_("From"), widget=DateInput())
    last = forms.DateField(label=_("To"), widget=DateInput())

    def clean_last(self) -> date:
        last: date = self.cleaned_data["last"]
        first = self.cleaned_data.get("first")
        if first is not None and last < first:
            raise forms.ValidationError(_("The last day is before the first."))
        if first is not None and (last - first).days >= MOST_DAYS:
            raise forms.ValidationError(_("At most a year at once."))
        return last


@requires(P.CALL_REVIEW, P.FIGURES_VIEW)
@require_safe
def call_statistics(request: ActorRequest) -> HttpResponse:
    """Of the last four weeks, or of the days that were asked for. Numbers only, no call."""
    today = timezone.localdate()
    usual = {"first": today - timedelta(days=27), "last": today}
    form = SpanForm(request.GET if "first" in request.GET else {name: str(day) for name, day in usual.items()})
    days = form.cleaned_data if form.is_valid() else usual
    sees_figures = request.actor.may(P.FIGURES_VIEW)  # who counts need not be allowed to open a call
    with acting_to_count(request.actor) if sees_figures else nullcontext():
        found = count_calls(request.actor, days["first"], days["last"])
    groups = [(name, label, found.groups[name]) for name, label in GROUPS]
    return render(request, "hotline/statistics.html", {"form": form, "days": days, "found": found, "groups": groups})
