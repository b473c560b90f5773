"""Health needs and languages of the person of a case: health only for whoever cares for them."""

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
from casework.forms import VersionedForm
from casework.health.actions import keep_health, keep_speech
from casework.health.forms import HEALTH, SPEECH, HealthForm, SpeechForm
from casework.health.models import HealthSheet, Speech
from casework.submission import posted, saved


@requires(P.CASE_VIEW, P.CASE_VIEW_ALL)
@require_safe
def case_health(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    sheet = _of(request, HealthSheet, case) if request.actor.may(P.PERSON_HEALTH_VIEW) else None
    speech = _of(request, Speech, case)
    note_seen(request, *[row for row in (sheet, speech) if row is not None])
    return render(request, "casework/case_health.html", {"sheet": sheet, "speech": speech} | case_frame(request, case, "case-health"))


@requires(P.PERSON_HEALTH_VIEW)
def health_edit(request: ActorRequest, case_id: UUID) -> HttpResponse:
    return _edit(request, case_id, HealthSheet, (HealthForm, HEALTH), keep_health)


@requires(P.CASE_EDIT, P.SERVICE_ADD)
def speech_edit(request: ActorRequest, case_id: UUID) -> HttpResponse:
    return _edit(request, case_id, Speech, (SpeechForm, SPEECH), keep_speech)


def _edit(request: ActorRequest, case_id: UUID, model: Any, kind: tuple[type[VersionedForm], tuple[str, ...]], act: Callable[..., Any]) -> HttpResponse:
    form_class, names = kind
    case, before = _present(request, case_id, model, names)
    form = form_class(posted(request), actor=request.actor, initial=before)
    context: dict[str, Any] = {"form": form, "differences": []}
    try:
        if saved(request, form, lambda facts, _key: act(
            by=request.actor, case=case, facts=facts, version=form.cleaned_data["version"] or 0
        ), conflicts=True):  # fmt: skip
            messages.success(request, _("Saved."))
            return redirect("case-health", case.pk)
    except EditConflict:
        case, before = _present(request, case_id, model, names)
        context = {"form": reopen_on(form, before["version"]), "differences": differences(form, before)}
    return render(request, "casework/health_form.html", context | case_frame(request, case))


def _present(request: ActorRequest, case_id: UUID, model: Any, names: tuple[str, ...]) -> tuple[Case, dict[str, Any]]:
    case = fetch(request, WITH_PERSON, pk=case_id)
    row = _of(request, model, case)
    if row is None:
        return case, {"version": 0, "needs_interpreter": case.person.needs_interpreter}
    note_seen(request, row)
    return case, {name: getattr(row, name) for name in (*names, "version")} | {"needs_interpreter": case.person.needs_interpreter}


def _of(request: ActorRequest, model: Any, case: Case) -> Any:
    return model.objects.visible_to(request.actor).filter(person_id=case.person_id).first()
