"""Giving out the files and charts of a report."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from access.actors import ActorRequest
from access.scoping import note_seen
from reports.models import Report, ReportFile
from reports.presenters import draw
from reports.render import CONTENT_TYPES


def give_chart(report: Report, number: int) -> HttpResponse:
    """A chart as a picture of its own."""
    picture = draw(report, number) if report.has_figures else None
    if picture is None:
        raise Http404
    return HttpResponse(picture, content_type="image/svg+xml")


def give_file(request: ActorRequest, report: Report, kind: str) -> HttpResponse:
    """A file of a published report as it was on the day; who took it is recorded."""
    found = ReportFile.objects.visible_to(request.actor).filter(report=report, kind=kind).first()
    if found is None:
        raise Http404
    note_seen(request, found)
    response = HttpResponse(bytes(found.content), content_type=CONTENT_TYPES[found.kind])
    name = f"{report.setup['code']}_{report.period}.{found.kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-SHA256"] = found.sha256
    return response
