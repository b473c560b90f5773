"""Who waits for a bed, and who was turned away."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from access.actors import ActorRequest
from access.decorators import requires
from access.permissions import Permission as P
from access.scoping import fetch, note_seen
from casework.submission import posted
from shelters.rules import month_of
from shelters.unmet.actions import end_waiting, turn_away, wait_for_bed
from shelters.unmet.forms import TurnAwayForm, WaitingEndForm, WaitingForm
from shelters.unmet.models import TurnAway, TurnAwayReason, WaitingEntry

SEARCHED = ("sex", "age_band", "region", "first_day")


def searched(request: ActorRequest) -> dict[str, Any]:
    """What was looked for on the page of beds, to begin with."""
    given = {name: request.GET.get(name, "") for name in SEARCHED}
    return {**given, "first_day": given["first_day"] or timezone.localdate(), "needs": request.GET.getlist("needs")}


@requires(P.BED_HOLD, P.HOLD_DECIDE)
@require_safe
def waiting_list(request: ActorRequest) -> HttpResponse:
    """The most urgent first, and how many were turned away this month, by reason."""
    entries = WaitingEntry.objects.visible_to(request.actor).first_come()
    note_seen(request, *entries)
    first, end = month_of(timezone.localdate())
    turned = Counter(TurnAway.objects.visible_to(request.actor).filter(day__gte=first, day__lt=end).values_list("reason", flat=True))
    figures = [(str(label), turned[code]) for code, label in TurnAwayReason.choices]
    context = {"entries": entries, "figures": figures, "total": sum(turned.values()), "month": first}
    return render(request, "shelters/waiting_list.html", context)


@requires(P.BED_HOLD)
def waiting_new(request: ActorRequest) -> HttpResponse:
    form = WaitingForm(posted(request), actor=request.actor, initial=searched(request))
    if request.method == "POST" and form.is_valid():
        wait_for_bed(by=request.actor, facts=form.facts, form_key=form.cleaned_data["form_key"])
        messages.success(request, _("On the waiting list."))
        return redirect("waiting-list")
    return render(request, "shelters/waiting_new.html", {"form": form})


@requires(P.BED_HOLD)
def waiting_end(request: ActorRequest, waiting_id: UUID) -> HttpResponse:
    entry = fetch(request, WaitingEntry, pk=waiting_id)
    form = WaitingEndForm(posted(request), actor=request.actor)
    if request.method == "POST" and form.is_valid():
        end_waiting(by=request.actor, entry=entry, how=form.cleaned_data["how"], reason=form.cleaned_data["reason"])
        messages.success(request, _("Saved."))
        return redirect("waiting-list")
    return render(request, "shelters/waiting_end.html", {"form": form, "entry": entry})


@requires(P.BED_HOLD)
def turn_away_new(request: ActorRequest) -> HttpResponse:
    form = TurnAwayForm(posted(request), actor=request.actor, initial=searched(request))
    if request.method == "POST" and form.is_valid():
        turn_away(by=request.actor, facts=form.facts, form_key=form.cleaned_data["form_key"])
        messages.success(request, _("Recorded. It is counted as unmet need."))
        return redirect("waiting-list")
    return render(request, "shelters/turn_away_new.html", {"form": form})
