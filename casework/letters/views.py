"""Letters of a case, and the words they are made from."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from access.actors import ActorRequest
from access.decorators import requires
from access.permissions import Permission as P
from access.scoping import fetch, note_seen
from casework.cases.models import Case
from casework.cases.presenters import WITH_PERSON, case_frame
from casework.letters.actions import change_template, write_letter
from casework.letters.forms import LetterForm, TemplateForm
from casework.letters.models import Letter
from casework.letters.places import PLACES, Draft, may_read, sample
from casework.letters.rendering import Wording, as_text
from casework.letters.wordings import wording_of, wordings_of
from casework.submission import posted, saved


@requires(P.CASE_VIEW, P.CASE_VIEW_ALL)
@require_safe
def case_letters(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    letters = list(Letter.objects.visible_to(request.actor).filter(case=case).select_related("case", "file", "by", "consent__recipient"))
    note_seen(request, *letters)
    return render(request, "casework/case_letters.html", {"letters": letters} | case_frame(request, case, "case-letters"))


@requires(P.CASE_EDIT)
def letter_new(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """A look at it first; nothing is kept before somebody says so."""
    case = fetch(request, WITH_PERSON.select_related("person__identity"), pk=case_id)
    form = LetterForm(posted(request), actor=request.actor, case=case)
    if "preview" in request.POST:
        return _letter_page(request, case, form, _preview(request, form))
    if saved(request, form, lambda facts, key: write_letter(
        by=request.actor, case=case, wording=form.wording(), facts=facts, form_key=key
    )):  # fmt: skip
        messages.success(request, _("The letter is kept as it goes out. Save the file and print it."))
        return redirect("case-letters", case.pk)
    return _letter_page(request, case, form, None)


def _letter_page(request: ActorRequest, case: Case, form: LetterForm, preview: Wording | None) -> HttpResponse:
    return render(request, "casework/letter_form.html", {"form": form, "preview": preview} | case_frame(request, case))


def _preview(request: ActorRequest, form: LetterForm) -> Wording | None:
    if not form.is_valid():
        return None
    wording, facts = form.wording(), form.facts()
    if not may_read(request.actor, wording.whole):
        raise PermissionDenied
    note_seen(request, form.case.person.identity)
    return as_text(wording, Draft(form.case, request.actor, facts["recipient"], facts["words"], "…"))


@requires(P.SETTINGS_MANAGE)
def letter_templates(request: ActorRequest) -> HttpResponse:
    """All kinds in all languages, and the one that is chosen to be changed."""
    wordings = wordings_of(request.actor.organisation_id)
    asked = (request.GET.get("kind", ""), request.GET.get("language", ""))
    chosen = next((one for one in wordings if (one.kind, one.language) == asked), wordings[0])
    wording = wording_of(request.actor.organisation_id, chosen.kind, chosen.language)
    form = TemplateForm(posted(request), actor=request.actor, wording=wording)
    shown = None
    if request.method == "POST" and "preview" in request.POST:
        shown = replace(wording, title=sample(form.cleaned_data["title"]), text=sample(form.cleaned_data["text"])) if form.is_valid() else None
    elif saved(request, form, lambda facts, _key: change_template(
        by=request.actor, wording=replace(wording, title=facts["title"], text=facts["text"]), number=form.cleaned_data["number"]
    )):  # fmt: skip
        messages.success(request, _("Saved. The next letters are made from these words."))
        return redirect(f"{reverse('letter-templates')}?kind={chosen.kind}&language={chosen.language}")
    context = {"form": form, "wordings": wordings, "chosen": wording, "preview": shown, "places": PLACES}
    return render(request, "casework/letter_templates.html", context)
