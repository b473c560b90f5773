"""What happened to the person: episodes of exploitation, the road, and the decisions about it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from access.actors import ActorRequest
from access.decorators import requires
from access.permissions import Permission as P
from access.scoping import fetch, note_seen
from casework.cases.fact_actions import change_exploitation, decide_status, record_exploitation, record_leg
from casework.cases.fact_forms import EPISODE, DecisionForm, ExploitationForm, RouteLegForm
from casework.cases.facts import Exploitation
from casework.cases.presenters import WITH_PERSON, case_frame, status_tracks
from casework.forms import initial_of
from casework.submission import posted, saved


@requires(P.CASE_VIEW, P.CASE_VIEW_ALL)
def case_facts(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    episodes = list(case.exploitations.order_by("started_on", "created_at"))
    note_seen(request, *episodes)
    context = {"episodes": episodes, "legs": list(case.route.all()), "tracks": status_tracks(case)}
    return render(request, "casework/case_facts.html", context | case_frame(request, case, "case-facts"))


@requires(P.CASE_EDIT)
def exploitation_new(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    form = ExploitationForm(posted(request), actor=request.actor)
    if saved(request, form, lambda facts, key: record_exploitation(by=request.actor, case=case, facts=facts, form_key=key)):
        messages.success(request, _("Saved."))
        return redirect("case-facts", case.pk)
    return render(request, "casework/exploitation_form.html", {"form": form, "is_new": True} | case_frame(request, case))


@requires(P.CASE_EDIT)
def exploitation_edit(request: ActorRequest, exploitation_id: UUID) -> HttpResponse:
    episode = fetch(request, Exploitation.objects.select_related("case__person"), pk=exploitation_id)
    form = ExploitationForm(posted(request), actor=request.actor, initial=initial_of(episode, EPISODE))
    if saved(request, form, lambda facts, _key: change_exploitation(by=request.actor, episode=episode, facts=facts)):
        messages.success(request, _("Saved."))
        return redirect("case-facts", episode.case_id)
    context = {"form": form, "is_new": False} | case_frame(request, episode.case)
    return render(request, "casework/exploitation_form.html", context)


@requires(P.CASE_EDIT)
def leg_new(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    form = RouteLegForm(posted(request), actor=request.actor)
    if saved(request, form, lambda facts, key: record_leg(by=request.actor, case=case, facts=facts, form_key=key)):
        messages.success(request, _("Saved."))
        return redirect("case-facts", case.pk)
    context = {"form": form, "legs": list(case.route.all())} | case_frame(request, case)
    return render(request, "casework/leg_form.html", context)


@requires(P.CASE_EDIT)
def decision_new(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    form = DecisionForm(posted(request), actor=request.actor, initial={"track": request.GET.get("track", "")})
    if saved(request, form, lambda facts, key: decide_status(by=request.actor, case=case, form_key=key, **facts)):
        messages.success(request, _("Saved."))
        return redirect("case-facts", case.pk)
    return render(request, "casework/decision_form.html", {"form": form} | case_frame(request, case))
