"""Finding people and correcting what is known of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from access.actors import ActorRequest
from access.decorators import requires
from access.permissions import Permission as P
from access.receipts import EditConflict
from access.scoping import fetch, note_seen
from casework.cases.models import Case
from casework.cases.presenters import case_frame
from casework.conflicts import differences, reopen_on
from casework.people.actions import change_person
from casework.people.forms import PersonForm, SearchForm, person_initial
from casework.people.models import Identity, Person
from casework.people.search import find_people
from casework.submission import posted, saved


@requires(P.CASE_VIEW, P.CASE_VIEW_ALL)
def case_search(request: ActorRequest) -> HttpResponse:
    """What is looked for travels in the body of the request, so that no address ever holds a name."""
    form = SearchForm(posted(request), actor=request.actor)
    context: dict[str, Any] = {"form": form, "found": None}
    if request.method == "POST" and form.is_valid():
        found = find_people(by=request.actor, term=form.cleaned_data["term"])
        note_seen(request, *[match.identity for match in found.matches if match.identity])
        note_seen(request, *[case for match in found.matches for case in match.cases])
        context["found"] = found
    return render(request, "casework/case_search.html", context)


@requires(P.PERSON_EDIT)
def person_edit(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, Case.objects.select_related("person"), pk=case_id)
    person, before = case.person, _present(request, case.person_id)
    form = PersonForm(posted(request), actor=request.actor, initial=before)
    context: dict[str, Any] = {"form": form, "differences": []}
    try:
        if saved(request, form, lambda facts, _key: change_person(
            by=request.actor, person=person, facts=facts, identity=form.identity_facts(), version=form.cleaned_data["version"]
        ), conflicts=True):  # fmt: skip
            messages.success(request, _("Saved."))
            return redirect("case-detail", case.pk)
    except EditConflict:
        context = {"form": reopen_on(form, before["version"]), "differences": differences(form, before)}
    return render(request, "casework/person_edit.html", context | case_frame(request, case))


def _present(request: ActorRequest, person_id: UUID) -> dict[str, Any]:
    """What is known now; opening the identity is noted."""
    person = fetch(request, Person, pk=person_id)
    identity = None
    if request.actor.may(P.PERSON_IDENTITY_VIEW):
        identity = Identity.objects.visible_to(request.actor).filter(person_id=person_id).first()
        note_seen(request, *[row for row in (identity,) if row])
    return person_initial(person, identity)
