"""Making a report in the background: two steps, each of them whole or not at all, with progress in between."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone

from access.actors import system_actor
from access.context import acting
from access.models import Organisation
from access.outbox.models import OutboxJob
from access.outbox.registry import job
from reports.actions import BUILD, build_report, fail_report, freeze_months
from reports.decisions import LedgerBroken
from reports.disclosure import LedgerContradictionError
from reports.gate import GateRefused
from reports.models import Report
from reports.workflow import ReportState

PROBLEMS: dict[type[Exception], str] = {
    GateRefused: "gate",
    LedgerBroken: "ledger",
    LedgerContradictionError: "contradiction",
}


@job(BUILD, atomic=False, patience=timedelta(minutes=10), max_attempts=4)
def build(promised: OutboxJob) -> None:
    """Make the report a job speaks of."""
    build_now(UUID(str(promised.payload["organisation"])), UUID(str(promised.payload["report"])))


def build_now(organisation_id: UUID, report_id: UUID) -> None:
    """Freeze, decide, pass the gate. What was done already is not done again; a refusal is told to people."""
    organisation = Organisation.objects.get(pk=organisation_id)
    by = system_actor(organisation)
    try:
        with timezone.override(organisation.time_zone):  # a call of the last evening belongs to the month it was made in there
            _step(organisation_id, report_id, "freeze", 10, lambda report: freeze_months(by=by, report=report))
            _step(organisation_id, report_id, "protect", 50, lambda report: build_report(by=by, report=report))
    except tuple(PROBLEMS) as refusal:
        problem = next(name for kind, name in PROBLEMS.items() if isinstance(refusal, kind))
        with acting(organisation_id=organisation_id):
            fail_report(by=by, report=Report.objects.get(pk=report_id), problem=problem)


def _step(organisation_id: UUID, report_id: UUID, name: str, progress: int, act: Any) -> None:
    """Say which step begins, then do it in a transaction of its own."""
    with acting(organisation_id=organisation_id):
        building = Report.objects.filter(pk=report_id, state=ReportState.BUILDING)
        if not building.update(step=name, progress=progress):
            return
    with acting(organisation_id=organisation_id):
        try:
            report = Report.objects.get(pk=report_id, state=ReportState.BUILDING)
        except ObjectDoesNotExist:
            return
        act(report)
