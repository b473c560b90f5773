"""The list of cases, a case with its pages, and what is done to the case itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from access.actors import ActorRequest
from access.decorators import requires
from access.paging import page_of
from access.permissions import Permission as P
from access.receipts import EditConflict
from access.scoping import fetch, note_seen
from casework.absence.rules import stand_ins_on
from casework.cases.actions import EDITABLE, change_case, open_case
from casework.cases.forms import CaseForm, CaseForPersonForm, NewCaseForm, open_targets
from casework.cases.history import moments
from casework.cases.joint_actions import open_case_for_new_person
from casework.cases.listing import choices, filtered, for_list
from casework.cases.models import Case
from casework.cases.presenters import (
    WITH_PERSON,
    case_frame,
    guarantee,
    lanes,
    mark_case,
    readable_notes,
    status_tracks,
)
from casework.conflicts import differences, reopen_on
from casework.forms import initial_of
from casework.people.models import Person
from casework.people.search import Match, is_known_elsewhere, look_alikes
from casework.referrals.presenters import mark_consents, mark_referrals
from casework.submission import posted, saved
from casework.suspects.conflicts import conflict_of

PAGE = 50
NEWEST = 8


@requires(P.CASE_VIEW, P.CASE_VIEW_ALL)
def case_list(request: ActorRequest) -> HttpResponse:
    page = page_of(request, for_list(filtered(request.actor, request.GET)), PAGE)
    cases = list(page)
    for case in cases:
        mark_case(case)
    note_seen(request, *cases)
    context = {"page": page, "cases": cases, "choices": choices(request.actor, request.GET)}
    return render(request, "casework/case_list.html", context)


@requires(P.CASE_OPEN)
def case_new(request: ActorRequest) -> HttpResponse:
    form = NewCaseForm(posted(request), actor=request.actor)
    hint = _resembling(request, form) if request.method == "POST" and form.is_valid() else {}
    if not hint:
        case = saved(request, form, lambda _facts, key: open_case_for_new_person(
            by=request.actor, person_facts=form.person_facts(), identity=form.identity_facts(),
            facts=form.case_facts(), lead=form.chosen_lead(), form_key=key,
        ))  # fmt: skip
        if case is not None:
            return _opened(request, case)
    return render(request, "casework/case_new.html", {"form": form, "matches": [], "is_known_elsewhere": False, **hint})


def _resembling(request: ActorRequest, form: NewCaseForm) -> dict[str, Any]:
    """People who may be the same, unless whoever fills the form has said that this is somebody new."""
    identity = form.identity_facts()
    if identity is None or form.cleaned_data["is_new"]:
        return {}
    found: list[Match] = look_alikes(by=request.actor, identity=identity, birth_year=form.person_facts()["birth_year"])
    note_seen(request, *[match.identity for match in found if match.identity])
    hidden = is_known_elsewhere(by=request.actor, identity=identity)
    return {"matches": found, "is_known_elsewhere": hidden} if found or hidden else {}


@requires(P.CASE_OPEN)
def case_for_person(request: ActorRequest, person_id: UUID) -> HttpResponse:
    person = fetch(request, Person, pk=person_id)
    form = CaseForPersonForm(posted(request), actor=request.actor)
    case = saved(request, form, lambda _facts, key: open_case(
        by=request.actor, person=person, facts=form.case_facts(), lead=form.chosen_lead(), form_key=key
    ))  # fmt: skip
    if case is not None:
        return _opened(request, case)
    return render(request, "casework/case_for_person.html", {"form": form, "person": person})


def _opened(request: ActorRequest, case: Case) -> HttpResponse:
    messages.success(request, _("Case %(code)s was opened.") % {"code": case.code})
    if Case.objects.visible_to(request.actor).filter(pk=case.pk).exists():
        return redirect("case-detail", case.pk)
    return redirect("home")


@requires(P.CASE_VIEW, P.CASE_VIEW_ALL)
def case_detail(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    mark_case(case)
    context = {
        "tracks": status_tracks(case),
        "lanes": lanes(case),
        "episodes": list(case.exploitations.order_by("started_on", "created_at")),
        "legs": list(case.route.all()),
        "services": list(case.services.order_by("-given_on", "-created_at")[:NEWEST]),
        "consents": mark_consents(case.consents.select_related("recipient")),
        "referrals": mark_referrals(case.referrals.select_related("recipient")),
        "notes": readable_notes(request.actor, case)[:NEWEST],
        "assignments": list(case.assignments.filter(ended_on=None).select_related("user").order_by("-is_lead")),
        "stand_ins": list(stand_ins_on(case)),
        "others": list(Case.objects.visible_to(request.actor).filter(person_id=case.person_id).exclude(pk=case.pk)),
        "moments": moments(case, NEWEST),
        "guarantee": guarantee(case),
        "conflict": conflict_of(case),
        "can_move": bool(open_targets(case.state)),
    }
    return render(request, "casework/case_detail.html", context | case_frame(request, case, "case-detail"))


@requires(P.CASE_VIEW, P.CASE_VIEW_ALL)
def case_timeline(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    page = page_of(request, moments(case), PAGE)
    context = {"page": page, "moments": list(page)}
    return render(request, "casework/case_timeline.html", context | case_frame(request, case, "case-timeline"))


@requires(P.CASE_EDIT)
def case_edit(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    form = CaseForm(posted(request), actor=request.actor, case=case, initial=initial_of(case, EDITABLE))
    context: dict[str, Any] = {"form": form, "differences": []}
    try:
        if saved(request, form, lambda facts, _key: change_case(
            by=request.actor, case=case, facts=facts, version=form.cleaned_data["version"]
        ), conflicts=True):  # fmt: skip
            messages.success(request, _("Saved."))
            return redirect("case-detail", case.pk)
    except EditConflict:
        case = fetch(request, WITH_PERSON, pk=case_id)
        context = {"form": reopen_on(form, case.version), "differences": differences(form, initial_of(case, EDITABLE))}
    return render(request, "casework/case_edit.html", context | case_frame(request, case))
