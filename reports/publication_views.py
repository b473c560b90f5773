"""The donor's pages: published reports of the programmes they fund, and nothing else."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from access.actors import ActorRequest
from access.decorators import requires
from access.paging import page_of
from access.permissions import Permission as P
from access.scoping import fetch
from reports.choices import name_period
from reports.delivery import give_chart, give_file, list_hashes
from reports.models import Report, ReportFile
from reports.presenters import present


@requires(P.REPORT_READ)
def publication_list(request: ActorRequest) -> HttpResponse:
    rows = Report.objects.visible_to(request.actor).shown_to_donors().select_related("programme", "organisation")
    page = page_of(request, rows, 50)
    return render(request, "reports/publication_list.html", {"page": page, "reports": [(r, name_period(r.period)) for r in page]})


@requires(P.REPORT_READ)
def publication_detail(request: ActorRequest, publication_id: UUID) -> HttpResponse:
    rows = Report.objects.visible_to(request.actor).shown_to_donors().select_related("organisation", "programme", "donor")
    report = fetch(request, rows, pk=publication_id)
    files = ReportFile.objects.visible_to(request.actor).filter(report=report).defer("content")
    context = {"report": report, "period": name_period(report.period), "files": files, "hashes": list_hashes(report), "is_preview": False}
    context["successor"] = Report.objects.visible_to(request.actor).shown_to_donors().filter(replaces=report).first()
    return render(request, "reports/publication_detail.html", context | present(report))


@requires(P.REPORT_READ)
def publication_chart(request: ActorRequest, publication_id: UUID, number: int) -> HttpResponse:
    rows = Report.objects.visible_to(request.actor).shown_to_donors().select_related("organisation")
    return give_chart(fetch(request, rows, pk=publication_id), number)


@requires(P.REPORT_READ)
def publication_file(request: ActorRequest, publication_id: UUID, kind: str) -> HttpResponse:
    report = fetch(request, Report.objects.visible_to(request.actor).shown_to_donors(), pk=publication_id)
    return give_file(request, report, kind)
