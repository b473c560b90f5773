"""Makes the report of a programme for a period and writes its file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from access.actors import system_actor
from access.context import acting
from access.models import Organisation
from reports.actions import OutsideProgramme, request_report, submit_report
from reports.choices import read_closed_period
from reports.documents import compose
from reports.late import list_open_months
from reports.models import Programme, Report, ReportFile
from reports.periods import PeriodError
from reports.publishing_actions import approve_report
from reports.render import RENDERERS
from reports.tasks import build_now, publish_now
from reports.workflow import EDITABLE, ReportState


class Command(BaseCommand):
    help = "Make the report of a programme for a month (or 2026Q1, 2026H1, 2026) and write it as a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("period", metavar="YYYY-MM")
        parser.add_argument("--programme", required=True, metavar="CODE")
        parser.add_argument("--format", choices=sorted(RENDERERS), default="pdf")
        parser.add_argument("--out", type=Path, default=Path(), metavar="DIR")
        parser.add_argument("--publish", action="store_true", help="approve and publish it, in the name of the system")

    def handle(self, *args: Any, **options: Any) -> None:
        organisation, programme = _find(options["programme"])
        by = system_actor(organisation)
        try:
            with acting(organisation_id=organisation.pk):
                opened = list_open_months(organisation.pk, read_closed_period(options["period"]).code)
                report = request_report(by=by, programme=programme, period=options["period"], by_command=True)
            if opened and report.state == ReportState.BUILDING:
                self.stdout.write(f"Freezing {', '.join(opened)} without a look at the data: what is missing in them stays missing.")
            if report.state == ReportState.BUILDING:
                build_now(organisation.pk, report.pk)
            with acting(organisation_id=organisation.pk):
                report = Report.objects.select_related("organisation").get(pk=report.pk)
                self._require_figures(report)
            if options["publish"]:
                report = _publish(report, by)
            with acting(organisation_id=organisation.pk):
                content = _render(report, options["format"])
        except PeriodError:
            raise CommandError(f"Not a period that is over: {options['period']}. Write for example 2026-03 or 2026Q1.") from None
        except OutsideProgramme:
            raise CommandError("The programme does not run in this period.") from None
        path = options["out"] / f"{programme.code}_{report.period}.{options['format']}"
        _write(path, content)
        self.stdout.write(f"{path} ({report.get_state_display()})")

    def _require_figures(self, report: Report) -> None:
        if not report.has_figures:
            raise CommandError(f"The report was not made ({report.problem or report.get_state_display()}); nothing was published.")


def _find(code: str) -> tuple[Organisation, Programme]:
    for organisation in Organisation.objects.filter(is_active=True):
        with acting(organisation_id=organisation.pk):
            programme = Programme.objects.filter(code=code, organisation=organisation).first()
        if programme is not None:
            return organisation, programme
    raise CommandError(f"There is no programme '{code}'.")


def _publish(report: Report, by: Any) -> Report:
    """What the officer and the director would press, in the name of the system."""
    with acting(organisation_id=report.organisation_id):
        if report.state in EDITABLE:
            report = submit_report(by=by, report=report)
        if report.state == ReportState.SUBMITTED:
            report = approve_report(by=by, report=report)
    if report.state == ReportState.PUBLISHING:
        publish_now(report.organisation_id, report.pk)
    with acting(organisation_id=report.organisation_id):
        report = Report.objects.select_related("organisation").get(pk=report.pk)
    if report.state == ReportState.SUBMITTED:
        raise CommandError(f"The independent check did not pass ({report.problem}); nothing was published.")
    return report


def _render(report: Report, kind: str) -> bytes:
    """The published file byte for byte; a draft is drawn now."""
    kept = ReportFile.objects.filter(report=report, kind=kind).first()
    return bytes(kept.content) if kept else RENDERERS[kind](compose(report))


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as problem:
        raise CommandError(f"The file cannot be written: {problem.strerror}.") from None
