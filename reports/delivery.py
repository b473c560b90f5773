"""Giving out the files and charts of a report."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse

from access.actors import ActorRequest
from access.scoping import note_seen
from reports.manifest import MANIFEST, name_file
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
    response = HttpResponse(bytes(found.content), content_type=CONTENT_TYPES.get(found.kind, "application/json"))
    response.headers["Content-Disposition"] = f'attachment; filename="{name_file(report, found.kind)}"'
    response.headers["X-Content-SHA256"] = found.sha256
    return response


@dataclass(frozen=True)
class FileHash:
    """What a file that was given out must hash to; stays when the report is withdrawn."""

    kind: str
    name: str
    size: int
    sha256: str


def list_hashes(report: Report) -> list[FileHash]:
    """The hashes of everything that was given out with a report; the sheet that holds them all comes last."""
    told = [FileHash(kind, name_file(report, kind), one["size"], one["sha256"]) for kind, one in report.hashes.items()]
    return sorted(told, key=lambda one: (one.kind == MANIFEST, one.kind))
