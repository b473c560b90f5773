"""Whether a published report is still what was given out."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from access.actors import ActorRequest
from access.decorators import requires
from access.permissions import Permission as P
from access.scoping import fetch
from reports.choices import name_period
from reports.delivery import list_hashes
from reports.models import Report
from reports.verification import verify
from reports.workflow import SHOWN_TO_DONORS


@requires(P.REPORT_VIEW)
def report_verify(request: ActorRequest, report_id: UUID) -> HttpResponse:
    """Check a report that is or was public, now, line by line."""
    report = fetch(request, Report.objects.select_related("programme"), pk=report_id)
    if report.organisation_id != request.actor.organisation_id or report.state not in SHOWN_TO_DONORS:
        raise Http404
    proofs = verify(report)
    return render(request, "reports/report_verify.html", {
        "report": report, "period": name_period(report.period), "proofs": proofs, "holds": all(one.holds for one in proofs),
        "hashes": list_hashes(report),
    })  # fmt: skip
