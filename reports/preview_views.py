"""A report before it is published, exactly as the donor will see it: the donor's page, the same renderers, and a mark."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from access.actors import ActorRequest
from access.confirmation import FOR_A_FILE
from access.decorators import requires
from access.events import Event
from access.permissions import Permission as P
from access.scoping import fetch
from reports.choices import name_period
from reports.delivery import give_chart
from reports.documents import compose
from reports.manifest import name_file
from reports.models import Report
from reports.presenters import present
from reports.render import CONTENT_TYPES, RENDERERS, ReportDocument
from reports.workflow import SHOWN_TO_DONORS


def mark_as_draft(document: ReportDocument) -> ReportDocument:
    """The same document with a word before every title, so that no part of a file can be taken for the real one."""
    with translation.override(document.language):
        word = _("DRAFT")
    sections = tuple(replace(section, title=f"{word} · {section.title}") for section in document.sections)
    return replace(document, title=f"{word} · {document.title}", sections=sections)


def _fetch(request: ActorRequest, report_id: UUID) -> Report:
    """A report of the own organisation that has figures and is not out yet."""
    report: Report = fetch(request, Report.objects.select_related("organisation", "programme", "donor"), pk=report_id)
    if report.organisation_id != request.actor.organisation_id or not report.has_figures or report.state in SHOWN_TO_DONORS:
        raise Http404
    return report


@requires(P.REPORT_VIEW)
def report_preview(request: ActorRequest, report_id: UUID) -> HttpResponse:
    """The donor's page. Files are drawn when they are asked for; hashes come with publication."""
    report = _fetch(request, report_id)
    files = [{"kind": kind} for kind in sorted(RENDERERS)]
    context = {"report": report, "period": name_period(report.period), "files": files, "hashes": [], "is_preview": True}
    return render(request, "reports/publication_detail.html", context | present(report))


@requires(P.REPORT_VIEW)
def report_preview_chart(request: ActorRequest, report_id: UUID, number: int) -> HttpResponse:
    return give_chart(_fetch(request, report_id), number)


@requires(P.REPORT_VIEW, confirmed=FOR_A_FILE)
def report_preview_file(request: ActorRequest, report_id: UUID, kind: str) -> HttpResponse:
    """A file as it would be given out, marked as a draft; who took it is recorded."""
    report = _fetch(request, report_id)
    if kind not in RENDERERS:
        raise Http404
    content = RENDERERS[kind](mark_as_draft(compose(report)))
    request.noted.append((Event.PREVIEW_TAKEN, {"report": str(report.pk), "kind": kind}))
    response = HttpResponse(content, content_type=CONTENT_TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="DRAFT_{name_file(report, kind)}"'
    return response
