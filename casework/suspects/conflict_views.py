"""Cases that share a suspect: the list for whoever may see both, and settling a pair."""

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
from casework.cases.models import Case
from casework.suspects.actions import settle_conflict
from casework.suspects.conflicts import SharedPair, shared_pairs
from casework.suspects.forms import SettleForm


def _note(request: ActorRequest, pairs: list[SharedPair]) -> None:
    note_seen(request, *[case for pair in pairs for case in (pair.one, pair.other)])
    note_seen(request, *[mention for pair in pairs for both in pair.shared for mention in both])


@requires(P.CONFLICT_SETTLE)
@require_safe
def conflict_list(request: ActorRequest) -> HttpResponse:
    pairs = shared_pairs(request.actor)
    _note(request, pairs)
    context = {"waiting": [p for p in pairs if p.settlement is None], "settled": [p for p in pairs if p.settlement is not None]}
    return render(request, "casework/conflict_list.html", context)


@requires(P.CONFLICT_SETTLE)
def conflict_settle(request: ActorRequest, case_id: UUID, other_id: UUID) -> HttpResponse:
    """Both cases side by side in what they say of the suspect, and the decision."""
    one, other = fetch(request, Case, pk=case_id), fetch(request, Case, pk=other_id)
    pair = next((p for p in shared_pairs(request.actor) if {p.one.pk, p.other.pk} == {one.pk, other.pk}), None)
    if pair is None:
        raise Http404
    _note(request, [pair])
    form = SettleForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        settle_conflict(
            by=request.actor, one=one, other=other, outcome=values["outcome"], decision=values["decision"], form_key=values["form_key"]
        )
        messages.success(request, _("Recorded. Those who work on the cases see that it was looked into."))
        return redirect("conflict-list")
    return render(request, "casework/conflict_settle.html", {"pair": pair, "form": form})
