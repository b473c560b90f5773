"""Prevention, partnership and training of officials: the list, a new activity, a correction."""

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
from access.scoping import fetch
from casework.activities.actions import change_activity, record_activity
from casework.activities.forms import FIELDS, ActivityEditForm, ActivityForm
from casework.activities.listing import choices, filtered
from casework.activities.models import Activity
from casework.conflicts import differences, reopen_on
from casework.forms import initial_of
from casework.submission import posted, saved


@requires(P.ACTIVITY_VIEW)
def activity_list(request: ActorRequest) -> HttpResponse:
    page = page_of(request, filtered(request.actor, request.GET), 50)
    context = {"page": page, "activities": list(page), "choices": choices(request.GET)}
    return render(request, "casework/activity_list.html", context)


@requires(P.ACTIVITY_EDIT)
def activity_new(request: ActorRequest) -> HttpResponse:
    form = ActivityForm(posted(request), actor=request.actor)
    if saved(request, form, lambda facts, key: record_activity(by=request.actor, facts=facts, form_key=key)):
        messages.success(request, _("Saved."))
        return redirect("activity-list")
    return render(request, "casework/activity_form.html", {"form": form, "is_new": True, "differences": []})


@requires(P.ACTIVITY_EDIT)
def activity_edit(request: ActorRequest, activity_id: UUID) -> HttpResponse:
    activity = fetch(request, Activity, pk=activity_id)
    form = ActivityEditForm(posted(request), actor=request.actor, initial=initial_of(activity, FIELDS))
    context: dict[str, Any] = {"form": form, "differences": []}
    try:
        if saved(request, form, lambda facts, _key: change_activity(
            by=request.actor, activity=activity, facts=facts, version=form.cleaned_data["version"]
        ), conflicts=True):  # fmt: skip
            messages.success(request, _("Saved."))
            return redirect("activity-list")
    except EditConflict:
        newest = fetch(request, Activity, pk=activity_id)
        context = {"form": reopen_on(form, newest.version), "differences": differences(form, initial_of(newest, FIELDS))}
    return render(request, "casework/activity_form.html", context | {"is_new": False})
