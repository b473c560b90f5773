"""Taking a report from one state to the next: locked, and only as the table of moves allows."""

from __future__ import annotations

from django.db import transaction

from reports.models import Report
from reports.workflow import ReportState, require_move


def take(report: Report, wanted: ReportState) -> Report:
    """The report, locked, moved to the wanted state (not saved yet)."""
    with transaction.atomic():
        found: Report = Report.objects.select_for_update().get(pk=report.pk)
    require_move(found.state, wanted)
    found.state = wanted
    return found
