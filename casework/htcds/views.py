"""Exports in the standard's format: ask, let a second person agree where names are in it, take the file once."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from access.actors import ActorRequest
from access.approvals.actions import NotApproved
from access.approvals.models import Approval
from access.confirmation import FOR_A_FILE
from access.decorators import requires
from access.permissions import Permission as P
from access.scoping import fetch
from casework.htcds.actions import EXPORT, MOST, ExportMade, TooManyCases, ask_export, make_export
from casework.htcds.forms import ExportForm
from casework.htcds.models import CaseExport
from casework.submission import posted, saved


@requires(P.CASE_EXPORT)
def export_list(request: ActorRequest) -> HttpResponse:
    form = ExportForm(posted(request), actor=request.actor)
    asked = saved(request, form, lambda facts, key: ask_export(by=request.actor, facts=facts, form_key=key))
    if asked:
        messages.success(request, _("A second person must agree now.") if asked.with_names else _("Ready to be taken."))
        return redirect("export-list")
    page = Paginator(CaseExport.objects.visible_to(request.actor).select_related("asked_by"), 50).get_page(request.GET.get("page"))
    agreed = Approval.objects.usable().filter(kind=EXPORT, requested_by=request.actor.user, target_id__in=[one.pk for one in page])
    ready = set(agreed.values_list("target_id", flat=True))
    rows = [(one, one.made_at is None and (not one.with_names or one.pk in ready)) for one in page]
    return render(request, "casework/export_list.html", {"form": form, "page": page, "exports": rows})


@requires(P.CASE_EXPORT, confirmed=FOR_A_FILE)
@require_POST
def export_file(request: ActorRequest, export_id: UUID) -> HttpResponse:
    """The file, once. Whose identities are in it is recorded person by person."""
    export = fetch(request, CaseExport, pk=export_id)
    try:
        made, content, identities = make_export(by=request.actor, export=export)
    except ExportMade:
        messages.error(request, _("This file was taken already. Ask for it again if it is needed once more."))
    except NotApproved:
        messages.error(request, _("A second person has not agreed yet."))
    except TooManyCases:
        messages.error(request, _("These are more than %(most)s cases. Choose a shorter period.") % {"most": MOST})
    else:
        request.seen += [("casework.identity", pk) for pk in identities]
        response = HttpResponse(content, content_type="application/zip")
        response.headers["Content-Disposition"] = f'attachment; filename="htcds_{made.first}_{made.last}.zip"'
        response.headers["X-Content-SHA256"] = made.sha256
        return response
    return redirect("export-list")
