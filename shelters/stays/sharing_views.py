"""Residents to keep apart: the list, and what was decided."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from access.actors import ActorRequest
from access.decorators import requires
from access.permissions import Permission as P
from access.scoping import fetch, note_seen
from casework.suspects.actions import settle_conflict
from casework.suspects.forms import SettleForm
from shelters.models import Stay
from shelters.stays.sharing import residents_sharing


@requires(P.RESIDENT_CONFLICT)
@require_safe
def resident_conflicts(request: ActorRequest) -> HttpResponse:
    pairs = residents_sharing(request.actor)
    note_seen(request, *[stay for pair in pairs for stay in (pair.one, pair.other)])
    return render(request, "shelters/resident_conflicts.html", {"pairs": pairs})


@requires(P.RESIDENT_CONFLICT)
def resident_settle(request: ActorRequest, stay_id: UUID, other_stay_id: UUID) -> HttpResponse:
    """What is done about two residents: kept apart, or safe together."""
    one = fetch(request, Stay.objects.select_related("case"), pk=stay_id)
    other = fetch(request, Stay.objects.select_related("case"), pk=other_stay_id)
    pair = next((p for p in residents_sharing(request.actor) if {p.one.pk, p.other.pk} == {one.pk, other.pk}), None)
    if pair is None:
        raise Http404
    form = SettleForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        settle_conflict(
            by=request.actor, one=one.case, other=other.case, outcome=values["outcome"], decision=values["decision"],
            form_key=values["form_key"],
        )  # fmt: skip
        messages.success(request, _("Recorded. Those who work on the cases see that it was looked into."))
        return redirect("resident-conflicts")
    return render(request, "shelters/resident_settle.html", {"pair": pair, "form": form})
