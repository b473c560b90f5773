"""The family of the person of a case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.actors import ActorRequest
from access.decorators import requires
from access.permissions import Permission as P
from access.receipts import EditConflict
from access.scoping import fetch, note_seen
from casework.cases.models import Case
from casework.cases.presenters import WITH_PERSON, case_frame
from casework.conflicts import differences, reopen_on
from casework.family.actions import change_relative, name_relative, remove_relative
from casework.family.forms import RelativeForm, relative_initial
from casework.family.models import Relative
from casework.family.presenters import members, named_by, seen_other
from casework.submission import REFUSALS, posted, saved, sentence_for


@requires(P.CASE_VIEW, P.CASE_VIEW_ALL)
@require_safe
def case_family(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    own, others = members(request.actor, case.person), named_by(request.actor, case.person)
    note_seen(request, *[member.row for member in (*own, *others)])
    context = {"members": own, "named_by": others}
    return render(request, "casework/case_family.html", context | case_frame(request, case, "case-family"))


@requires(P.CASE_EDIT, P.SERVICE_ADD)
def relative_new(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    form = RelativeForm(posted(request), actor=request.actor, person_id=case.person_id)
    if saved(request, form, lambda facts, key: name_relative(by=request.actor, case=case, facts=facts, form_key=key)):
        messages.success(request, _("Saved."))
        return redirect("case-family", case.pk)
    return render(request, "casework/relative_form.html", {"form": form, "row": None} | case_frame(request, case))


@requires(P.CASE_EDIT, P.SERVICE_ADD)
def relative_edit(request: ActorRequest, case_id: UUID, relative_id: UUID) -> HttpResponse:
    case, row = _row(request, case_id, relative_id)
    form = RelativeForm(posted(request), actor=request.actor, person_id=case.person_id, initial=_present(request, row))
    context: dict[str, Any] = {"form": form, "differences": []}
    try:
        if saved(request, form, lambda facts, _key: change_relative(
            by=request.actor, case=case, relative=row, facts=_keeping_hidden(request, row, facts), version=form.cleaned_data["version"] or 0
        ), conflicts=True):  # fmt: skip
            messages.success(request, _("Saved."))
            return redirect("case-family", case.pk)
    except EditConflict:
        case, row = _row(request, case_id, relative_id)
        before = _present(request, row)
        context = {"form": reopen_on(form, row.version), "differences": differences(form, before)}
    return render(request, "casework/relative_form.html", context | {"row": row} | case_frame(request, case))


@requires(P.CASE_EDIT, P.SERVICE_ADD)
@require_POST
def relative_remove(request: ActorRequest, case_id: UUID, relative_id: UUID) -> HttpResponse:
    """Written down by mistake."""
    case, row = _row(request, case_id, relative_id)
    try:
        remove_relative(by=request.actor, case=case, relative=row)
        messages.success(request, _("Removed."))
    except REFUSALS as error:
        messages.error(request, sentence_for(error))
    return redirect("case-family", case.pk)


def _row(request: ActorRequest, case_id: UUID, relative_id: UUID) -> tuple[Case, Relative]:
    case = fetch(request, WITH_PERSON, pk=case_id)
    return case, fetch(request, Relative.objects.filter(person_id=case.person_id), pk=relative_id)


def _present(request: ActorRequest, row: Relative) -> dict[str, Any]:
    return relative_initial(row, seen_other(request.actor, row))


def _keeping_hidden(request: ActorRequest, row: Relative, facts: dict[str, Any]) -> dict[str, Any]:
    """Whoever does not see the other case cannot break the link by leaving the code empty."""
    hidden = row.other_id is not None and seen_other(request.actor, row) is None
    return {name: value for name, value in facts.items() if name != "other"} if hidden and facts["other"] is None else facts
