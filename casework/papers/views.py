"""Papers of the person of a case, and their right to stay."""

from __future__ import annotations

from collections.abc import Callable
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
from casework.cases.models import Case
from casework.cases.presenters import WITH_PERSON, case_frame
from casework.conflicts import differences, reopen_on
from casework.forms import VersionedForm, initial_of
from casework.papers.actions import change_paper, change_right, record_paper, record_right
from casework.papers.forms import PAPER, RIGHT, PaperForm, RightForm
from casework.papers.models import IdentityDocument, RightToStay
from casework.submission import posted, saved


@requires(P.CASE_VIEW, P.CASE_VIEW_ALL)
@require_safe
def case_papers(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    papers, rights = list(case.person.papers.all()), list(case.person.rights_to_stay.all())
    note_seen(request, *papers, *rights)
    context = {"papers": papers, "rights": rights, "newest": rights[0] if rights else None}
    return render(request, "casework/case_papers.html", context | case_frame(request, case, "case-papers"))


@requires(P.CASE_EDIT, P.SERVICE_ADD)
def paper_new(request: ActorRequest, case_id: UUID) -> HttpResponse:
    return _new(request, case_id, PaperForm, record_paper, "casework/paper_form.html")


@requires(P.CASE_EDIT, P.SERVICE_ADD)
def right_new(request: ActorRequest, case_id: UUID) -> HttpResponse:
    return _new(request, case_id, RightForm, record_right, "casework/right_form.html")


@requires(P.CASE_EDIT, P.SERVICE_ADD)
def paper_edit(request: ActorRequest, case_id: UUID, paper_id: UUID) -> HttpResponse:
    def change(case: Case, row: Any, **kwargs: Any) -> Any:
        return change_paper(by=request.actor, case=case, paper=row, **kwargs)

    return _edit(request, case_id, (IdentityDocument, paper_id), (PaperForm, PAPER), change, "casework/paper_form.html")


@requires(P.CASE_EDIT, P.SERVICE_ADD)
def right_edit(request: ActorRequest, case_id: UUID, right_id: UUID) -> HttpResponse:
    def change(case: Case, row: Any, **kwargs: Any) -> Any:
        return change_right(by=request.actor, case=case, right=row, **kwargs)

    return _edit(request, case_id, (RightToStay, right_id), (RightForm, RIGHT), change, "casework/right_form.html")


def _new(request: ActorRequest, case_id: UUID, kind: type[VersionedForm], act: Callable[..., Any], template: str) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    form = kind(posted(request), actor=request.actor)
    if saved(request, form, lambda facts, key: act(by=request.actor, case=case, facts=facts, form_key=key)):
        messages.success(request, _("Saved."))
        return redirect("case-papers", case.pk)
    return render(request, template, {"form": form, "row": None} | case_frame(request, case))


def _edit(
    request: ActorRequest, case_id: UUID, of: tuple[Any, UUID], kind: tuple[type[VersionedForm], tuple[str, ...]], change: Callable[..., Any], template: str
) -> HttpResponse:
    """The row must be of the person of this case. A colleague's earlier save is shown beside what was typed."""
    case = fetch(request, WITH_PERSON, pk=case_id)
    (model, pk), (form_class, names) = of, kind
    row = fetch(request, model.objects.filter(person_id=case.person_id), pk=pk)
    form = form_class(posted(request), actor=request.actor, initial=initial_of(row, names))
    context: dict[str, Any] = {"form": form, "differences": []}
    try:
        if saved(request, form, lambda facts, _key: change(case, row, facts=facts, version=form.cleaned_data["version"] or 0), conflicts=True):
            messages.success(request, _("Saved."))
            return redirect("case-papers", case.pk)
    except EditConflict:
        row = fetch(request, model.objects.filter(person_id=case.person_id), pk=pk)
        context = {"form": reopen_on(form, row.version), "differences": differences(form, initial_of(row, names))}
    return render(request, template, context | {"row": row} | case_frame(request, case))
