"""Programmes: the list, a new one, a change."""

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
from access.scoping import fetch
from casework.conflicts import differences, reopen_on
from casework.forms import initial_of
from casework.submission import posted, saved
from reports.actions import add_programme, change_programme
from reports.forms import FIELDS, ProgrammeEditForm, ProgrammeForm
from reports.models import Programme


@requires(P.PROGRAMME_MANAGE)
def programme_list(request: ActorRequest) -> HttpResponse:
    programmes = Programme.objects.visible_to(request.actor).select_related("donor")
    return render(request, "reports/programme_list.html", {"programmes": programmes})


@requires(P.PROGRAMME_MANAGE)
def programme_new(request: ActorRequest) -> HttpResponse:
    form = ProgrammeForm(posted(request), actor=request.actor)
    if saved(request, form, lambda facts, key: add_programme(by=request.actor, facts=facts, form_key=key)):
        messages.success(request, _("Saved."))
        return redirect("programme-list")
    return render(request, "reports/programme_form.html", {"form": form, "is_new": True, "differences": []})


@requires(P.PROGRAMME_MANAGE)
def programme_edit(request: ActorRequest, programme_id: UUID) -> HttpResponse:
    programme = fetch(request, Programme, pk=programme_id)
    form = ProgrammeEditForm(posted(request), actor=request.actor, initial=initial_of(programme, FIELDS))
    context: dict[str, Any] = {"form": form, "differences": []}
    try:
        if saved(request, form, lambda facts, _key: change_programme(
            by=request.actor, programme=programme, facts=facts, version=form.cleaned_data["version"]
        ), conflicts=True):  # fmt: skip
            messages.success(request, _("Saved."))
            return redirect("programme-list")
    except EditConflict:
        newest = fetch(request, Programme, pk=programme_id)
        context = {"form": reopen_on(form, newest.version), "differences": differences(form, initial_of(newest, FIELDS))}
    return render(request, "reports/programme_form.html", context | {"is_new": False, "programme": programme})
