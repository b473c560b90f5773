"""Programmes and the life of a report. Every step is somebody's, in one transaction, recorded."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.outbox.actions import enqueue
from access.receipts import once, take_version
from reports.choices import read_closed_period
from reports.context.listing import list_context
from reports.datasets import read_month
from reports.decisions import (
    decide,
    gate_publication,
    keep_shown,
    list_rows_to_append,
    load_ledger,
    lock_ledger,
    read_figures,
)
from reports.documents import compose, narrative_codes
from reports.models import LedgerFigure, MonthSnapshot, Programme, Report, ReportFile
from reports.periods import list_months
from reports.render import RENDERERS
from reports.workflow import ReportMoveRefused, ReportState, require_move

BUILD = "reports.build"


class ApproverIsAuthor(Exception):
    """Nobody approves what they made themselves."""


class OutsideProgramme(Exception):
    """The programme does not run in this period, or is closed."""


@audited(Event.PROGRAMME_CHANGED)
def add_programme(*, by: Actor, facts: dict[str, Any], form_key: UUID | None = None) -> Programme:
    """Write down what a donor funds."""

    def make(pk: UUID) -> Programme:
        return Programme.objects.create(pk=pk, organisation_id=by.organisation_id, **facts)

    return once(by=by, key=form_key, model=Programme, make=make)


@audited(Event.PROGRAMME_CHANGED)
def change_programme(*, by: Actor, programme: Programme, facts: dict[str, Any], version: int | None = None) -> Programme:
    """Change a programme; reports that were made already keep what they were made with."""
    take_version(programme, expected=version)
    for name, value in facts.items():
        setattr(programme, name, value)
    programme.save(update_fields=[*facts, "version"])
    return programme


@audited(Event.REPORT_REQUESTED)
def request_report(*, by: Actor, programme: Programme, period: str, by_command: bool = False) -> Report:
    """Ask for a report: it is made in the background. Asking again gives the same report; a failed one is tried again."""
    months = read_closed_period(period).months
    if not programme.is_active or not _runs(programme, months):
        raise OutsideProgramme
    lock_ledger(by.organisation_id)
    report: Report | None = Report.objects.filter(programme=programme, period=period).exclude(state=ReportState.WITHDRAWN).first()
    if report is not None and report.state != ReportState.FAILED:
        return report
    if report is None:
        report = Report(organisation_id=by.organisation_id, programme=programme, period=period, by_command=by_command)
    report.donor_id, report.author_id, report.k = programme.donor_id, by.user_id, programme.k
    report.state, report.progress, report.step, report.problem = ReportState.BUILDING, 0, "waiting", ""
    report.setup = _take_setup(programme)
    report.save()
    payload = {"report": str(report.pk), "organisation": str(by.organisation_id)}
    enqueue(kind=BUILD, payload=payload, key=f"{BUILD}:{report.pk}:{uuid4()}", organisation_id=by.organisation_id)
    return report


@audited(Event.REPORT_BUILT)
def freeze_months(*, by: Actor, report: Report) -> Report:
    """Freeze what is not frozen yet: every month from January to the end of the period, once and for ever."""
    lock_ledger(by.organisation_id)
    last = read_closed_period(report.period).months[-1]
    known = set(MonthSnapshot.objects.filter(organisation_id=by.organisation_id).values_list("month", flat=True))
    for month in list_months(f"{last[:4]}-01", last):
        if month not in known:
            kept = read_month(by.organisation_id, month)
            MonthSnapshot.objects.create(
                organisation_id=by.organisation_id,
                month=month,
                rows=[list(row) for row in kept.rows],
                items=[list(item) for item in kept.items],
                sha256=kept.sha256,
            )
    return report


@audited(Event.REPORT_BUILT)
def build_report(*, by: Actor, report: Report) -> Report:
    """Decide what may be said, let the auditor judge it, and keep exactly that. All of it or nothing."""
    lock_ledger(by.organisation_id)
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.state != ReportState.BUILDING:
        return report
    ledger, last = load_ledger(by.organisation_id)
    release, report.snapshot_hash = decide(report, ledger)
    LedgerFigure.objects.bulk_create(list_rows_to_append(by.organisation_id, ledger, last, release.figures))
    report.figures = keep_shown(release)
    report.absences = [{name: getattr(gap, name) for name in GAP} for gap in release.table.absences]
    report.certificate, report.built_at = release.certificate, timezone.now()
    report.context = list_context(report)
    report.state, report.progress, report.step = ReportState.DRAFT, 100, ""
    report.save()
    return report


GAP = ("indicator", "period", "scope", "breakdown")


@audited(Event.REPORT_BUILT)
def fail_report(*, by: Actor, report: Report, problem: str) -> Report:
    """Nothing was made; the page says why in one sentence."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.state == ReportState.BUILDING:
        report.state, report.problem, report.step = ReportState.FAILED, problem, ""
        report.save(update_fields=["state", "problem", "step"])
    return report


@audited(Event.REPORT_NARRATED)
def narrate_report(*, by: Actor, report: Report, texts: dict[str, str], version: int | None = None) -> Report:
    """Write the short text of each section."""
    if not report.is_editable:
        raise ReportMoveRefused
    take_version(report, expected=version)
    report.narrative = {code: texts.get(code, "") for code in narrative_codes()}
    report.save(update_fields=["narrative"])
    return report


@audited(Event.REPORT_SUBMITTED)
def submit_report(*, by: Actor, report: Report) -> Report:
    """Lay the report before the director."""
    report = _take(report, ReportState.SUBMITTED)
    report.submitted_at, report.reason, report.context = timezone.now(), "", list_context(report)
    report.save(update_fields=["state", "submitted_at", "reason", "context"])
    return report


@audited(Event.REPORT_RETURNED)
def return_report(*, by: Actor, report: Report, reason: str) -> Report:
    """Send it back with a reason; the figures stay as they are, the texts may change."""
    report = _take(report, ReportState.RETURNED)
    report.reason = reason
    report.save(update_fields=["state", "reason"])
    return report


@audited(Event.REPORT_PUBLISHED)
def publish_report(*, by: Actor, report: Report) -> Report:
    """Approve and give out: the gate once more on the very figures, then the files, byte for byte for ever."""
    lock_ledger(by.organisation_id)
    report = _take(report, ReportState.PUBLISHED)
    if by.user_id is not None and by.user_id == report.author_id:
        raise ApproverIsAuthor
    gate_publication(report, read_figures(report.figures))
    report.approver_id, report.published_at = by.user_id, timezone.now()
    report.by_command = report.by_command or by.user_id is None
    report.save(update_fields=["state", "approver", "published_at", "by_command"])
    document = compose(report)
    for kind, render in RENDERERS.items():
        content = render(document)
        digest = hashlib.sha256(content).hexdigest()
        ReportFile.objects.create(
            organisation_id=report.organisation_id, report=report, donor_id=report.donor_id, kind=kind, content=content, sha256=digest
        )
    return report


@audited(Event.REPORT_WITHDRAWN)
def withdraw_report(*, by: Actor, report: Report, reason: str) -> Report:
    """Take a wrong report back, visibly. Its figures stay in the ledger: readers have them."""
    report = _take(report, ReportState.WITHDRAWN)
    report.reason, report.withdrawn_at = reason, timezone.now()
    report.save(update_fields=["state", "reason", "withdrawn_at"])
    return report


def _take(report: Report, wanted: ReportState) -> Report:
    """The report, locked, moved to the wanted state (not saved yet)."""
    with transaction.atomic():
        found: Report = Report.objects.select_for_update().get(pk=report.pk)
    require_move(found.state, wanted)
    found.state = wanted
    return found


def _runs(programme: Programme, months: tuple[str, ...]) -> bool:
    begun = programme.starts_on is None or f"{programme.starts_on:%Y-%m}" <= months[0]
    return begun and (programme.ends_on is None or f"{programme.ends_on:%Y-%m}" >= months[-1])


def _take_setup(programme: Programme) -> dict[str, Any]:
    return {
        "code": programme.code,
        "name": programme.name,
        "regions": list(programme.regions),
        "indicators": list(programme.indicators),
        "breakdowns": list(programme.breakdowns),
        "language": programme.language,
        "k": programme.k,
    }
