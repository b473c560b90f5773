"""Exports in the standard's format: ask, let a second person agree where names are in it, take the file once."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from access.actors import ActorRequest
from access.approvals.actions import NotApproved
from access.confirmation import FOR_A_FILE
from access.decorators import requires
from access.paging import page_of
from access.permissions import Permission as P
from access.scoping import fetch, note_seen
from casework.htcds.actions import MOST, ExportMade, File, TooManyCases, ask_export, make_export
from casework.htcds.forms import ExportForm
from casework.htcds.listing import list_exports
from casework.htcds.models import CaseExport
from casework.submission import posted, saved

SHOWN = 50


@requires(P.CASE_EXPORT)
def export_list(request: ActorRequest) -> HttpResponse:
    form = ExportForm(posted(request), actor=request.actor)
    asked = saved(request, form, lambda facts, key: ask_export(by=request.actor, facts=facts, form_key=key))
    if asked:
        messages.success(request, _("A second person must agree now.") if asked.with_names else _("The file can be taken now."))
        return redirect("export-list")
    page = page_of(request, CaseExport.objects.visible_to(request.actor).select_related("asked_by"), SHOWN)
    note_seen(request, *page)
    return render(request, "casework/export_list.html", {"form": form, "page": page, "rows": list_exports(request.actor, page)})


@requires(P.CASE_EXPORT, confirmed=FOR_A_FILE)
@require_POST
def export_file(request: ActorRequest, export_id: UUID) -> HttpResponse:
    """The file, once, for whoever asked for it."""
    export = fetch(request, CaseExport.objects.asked_by(request.actor), pk=export_id)
    try:
        return _give(request, make_export(by=request.actor, export=export))
    except ExportMade:
        messages.error(request, _("This file was taken already. Ask for it again if it is needed once more."))
    except NotApproved:
        messages.error(request, _("No second person has agreed, or it was too long ago."))
    except TooManyCases:
        messages.error(request, _("These are more than %(most)s cases. Choose a shorter period.") % {"most": MOST})
    return redirect("export-list")


def _give(request: ActorRequest, file: File) -> HttpResponse:
    """Which cases, and whose names, are in it is on record."""
    request.seen += file.seen
    response = HttpResponse(file.content, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="htcds_{file.export.first}_{file.export.last}.zip"'
    response.headers["X-Content-SHA256"] = file.export.sha256
    return response
