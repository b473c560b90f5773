"""How the person of a case can be reached safely: what holds now, and agreeing anew."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from access.actors import ActorRequest
from access.decorators import requires
from access.permissions import Permission as P
from access.receipts import EditConflict
from access.scoping import fetch, note_seen
from casework.cases.presenters import WITH_PERSON, case_frame
from casework.conflicts import differences, reopen_on
from casework.contact.actions import agree_contact
from casework.contact.forms import ContactForm, contact_initial
from casework.contact.presenters import days_of, hours_of, ways
from casework.people.models import Identity
from casework.submission import posted, saved


@requires(P.CASE_VIEW, P.CASE_VIEW_ALL)
@require_safe
def case_contact(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Every way with its answer at this moment, and the words that were agreed."""
    case = fetch(request, WITH_PERSON, pk=case_id)
    plan, identity = getattr(case.person, "safe_contact", None), _identity(request, case.person_id)
    note_seen(request, *[row for row in (plan, identity) if row is not None])
    context = {
        "plan": plan, "ways": ways(case.person, identity), "identity": identity,
        "days": days_of(plan) if plan else "", "hours": hours_of(plan) if plan else "",
    }  # fmt: skip
    return render(request, "casework/case_contact.html", context | case_frame(request, case, "case-contact"))


@requires(P.PERSON_EDIT)
def contact_edit(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    before = _present(request, case)
    form = ContactForm(posted(request), actor=request.actor, initial=before)
    context: dict[str, Any] = {"form": form, "differences": []}
    try:
        if saved(request, form, lambda facts, _key: agree_contact(
            by=request.actor, case=case, facts=facts, version=form.cleaned_data["version"] or 0
        ), conflicts=True):  # fmt: skip
            messages.success(request, _("Saved."))
            return redirect("case-contact", case.pk)
    except EditConflict:
        case = fetch(request, WITH_PERSON, pk=case_id)
        before = _present(request, case)
        context = {"form": reopen_on(form, before["version"]), "differences": differences(form, before)}
    return render(request, "casework/contact_form.html", context | case_frame(request, case))


def _present(request: ActorRequest, case: Any) -> dict[str, Any]:
    plan, identity = getattr(case.person, "safe_contact", None), _identity(request, case.person_id)
    note_seen(request, *[row for row in (plan, identity) if row is not None])
    return contact_initial(case.person, plan, identity)


def _identity(request: ActorRequest, person_id: UUID) -> Identity | None:
    if not request.actor.may(P.PERSON_IDENTITY_VIEW):
        return None
    found: Identity | None = Identity.objects.visible_to(request.actor).filter(person_id=person_id).first()
    return found
