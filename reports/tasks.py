"""Making and publishing reports in the background: steps that are whole or not at all, with progress in between."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from celery import shared_task
from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone

from access.actors import system_actor
from access.context import acting
from access.models import Organisation, OrganisationKind
from access.outbox.models import JobState, OutboxJob
from access.outbox.registry import job
from reports.actions import BUILD, build_report, fail_report, freeze_months
from reports.decisions import LedgerBroken
from reports.disclosure import LedgerContradictionError
from reports.gate import GateRefused
from reports.models import Report
from reports.owed import SCHEDULE_REPORTS, promise_schedule, request_owed
from reports.publishing import judge
from reports.publishing_actions import PUBLISH, publish_report, refuse_publication
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


@job(PUBLISH, atomic=False, patience=timedelta(minutes=5), max_attempts=4)
def publish(promised: OutboxJob) -> None:
    """Give out the report a job speaks of."""
    publish_now(UUID(str(promised.payload["organisation"])), UUID(str(promised.payload["report"])))


def publish_now(organisation_id: UUID, report_id: UUID) -> None:
    """Pass the gate, then draw and publish in one transaction. Begun again, it does what is left; a refusal is told."""
    by = system_actor(Organisation.objects.get(pk=organisation_id))
    judged: list[str] = []

    def give_out(report: Report) -> None:
        publish_report(by=by, report=report, judged=judged[0] if judged else "")

    try:
        _step(organisation_id, report_id, "gate", 20, lambda report: judged.append(judge(report)), ReportState.PUBLISHING)
        _step(organisation_id, report_id, "files", 60, give_out, ReportState.PUBLISHING)
    except tuple(PROBLEMS) as refusal:
        problem = next(name for kind, name in PROBLEMS.items() if isinstance(refusal, kind))
        with acting(organisation_id=organisation_id):
            refuse_publication(by=by, report=Report.objects.get(pk=report_id), problem=problem)


@job(SCHEDULE_REPORTS, patience=timedelta(minutes=2))
def schedule(promised: OutboxJob) -> None:
    """Ask for the reports an organisation owes; in one transaction with the note that it is done."""
    organisation = Organisation.objects.get(pk=UUID(str(promised.payload["organisation"])))
    with acting(organisation_id=organisation.pk):
        request_owed(organisation)


@shared_task(name="reports.tasks.look_at_schedules")
def look_at_schedules() -> int:
    """Promise a look at what each organisation owes. After a standstill the next look finds what was missed."""
    organisations = Organisation.objects.filter(is_active=True, kind=OrganisationKind.NGO)
    for organisation in organisations:
        with acting(organisation_id=organisation.pk):
            promise_schedule(organisation)
    return len(organisations)


@shared_task(name="reports.tasks.sweep_lost")
def sweep_lost() -> int:
    """A job that was given up leaves its report where people can go on: made again, or approved again."""
    given_up = OutboxJob.objects.filter(kind__in=(BUILD, PUBLISH), state=JobState.FAILED)
    for promised in given_up:
        organisation_id, report_id = UUID(str(promised.payload["organisation"])), UUID(str(promised.payload["report"]))
        state = ReportState.BUILDING if promised.kind == BUILD else ReportState.PUBLISHING
        with acting(organisation_id=organisation_id):
            report = Report.objects.select_related("organisation").filter(pk=report_id, state=state).first()
            live = OutboxJob.objects.filter(kind=promised.kind, payload__report=str(report_id), state__in=("waiting", "running"))
            if report is not None and not live.exists():
                settle = fail_report if promised.kind == BUILD else refuse_publication
                settle(by=system_actor(report.organisation), report=report, problem="worker")
    return len(given_up)


SCHEDULE = {"reports.tasks.look_at_schedules": 900.0, "reports.tasks.sweep_lost": 300.0}


def _step(organisation_id: UUID, report_id: UUID, name: str, progress: int, act: Any, state: str = ReportState.BUILDING) -> None:
    """Say which step begins, then do it in a transaction of its own. A report that has gone on meanwhile is left alone."""
    with acting(organisation_id=organisation_id):
        building = Report.objects.filter(pk=report_id, state=state)
        if not building.update(step=name, progress=progress):
            return
    with acting(organisation_id=organisation_id):
        try:
            report = Report.objects.select_related("organisation").get(pk=report_id, state=state)
        except ObjectDoesNotExist:
            return
        act(report)
