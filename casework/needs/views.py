"""Needs of a case, and the questions an organisation asks."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from access.actors import ActorRequest
from access.decorators import requires
from access.permissions import Permission as P
from access.scoping import fetch, note_seen
from casework.cases.presenters import WITH_PERSON, case_frame
from casework.needs.actions import assess_needs, change_needs_form
from casework.needs.forms import HOW_TO_ASK, NeedsAssessmentForm, QuestionsForm
from casework.needs.models import NeedsForm
from casework.needs.presenters import found_on
from casework.needs.questions import newest_form
from casework.submission import posted, saved


@requires(P.CASE_VIEW, P.CASE_VIEW_ALL)
@require_safe
def case_needs(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """What counts today on top, earlier assessments below."""
    case = fetch(request, WITH_PERSON, pk=case_id)
    found = found_on(case)
    note_seen(request, *[one.assessment for one in found])
    return render(request, "casework/case_needs.html", {"found": found} | case_frame(request, case, "case-needs"))


@requires(P.CASE_EDIT, P.SERVICE_ADD)
def needs_new(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    asked = _asked(request)
    form = NeedsAssessmentForm(posted(request), actor=request.actor, case=case, asked=asked)
    if form.newest is not None:
        note_seen(request, form.newest)
    if saved(request, form, lambda facts, key: assess_needs(
        by=request.actor, case=case, facts=facts, needs=form.needs(), form=asked, form_key=key
    )):  # fmt: skip
        messages.success(request, _("Saved."))
        return redirect("case-needs", case.pk)
    return render(request, "casework/needs_form.html", {"form": form} | case_frame(request, case))


def _asked(request: ActorRequest) -> NeedsForm | None:
    """The version that stood on the page when it was opened, even if somebody changed the questions since."""
    newest = newest_form(request.actor.organisation_id)
    if request.method != "POST" or "asked" not in request.POST:
        return newest
    try:
        pk = UUID(request.POST["asked"]) if request.POST["asked"] else None
    except ValueError:
        return newest
    return NeedsForm.objects.visible_to(request.actor).filter(pk=pk).first() if pk else None


@requires(P.SETTINGS_MANAGE)
def needs_questions(request: ActorRequest) -> HttpResponse:
    newest = newest_form(request.actor.organisation_id)
    form = QuestionsForm(posted(request), actor=request.actor, form=newest)
    if saved(request, form, lambda _facts, _key: change_needs_form(
        by=request.actor, questions=form.questions(), number=form.cleaned_data["number"]
    )):  # fmt: skip
        messages.success(
            request, _("Saved. From now on these questions are asked; what was answered before stays as it was asked.")
        )
        return redirect("needs-questions")
    return render(request, "casework/needs_questions.html", {"form": form, "newest": newest, "how": HOW_TO_ASK})
