"""Programmes and the life of a report. Every step is somebody's, in one transaction, recorded."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.indicators import declared
from access.outbox.actions import enqueue
from access.receipts import once, take_version
from reports.choices import read_closed_period
from reports.context.listing import list_context
from reports.decisions import decide, keep_shown, list_rows_to_append, load_ledger, lock_ledger
from reports.documents import narrative_codes
from reports.late import count_late_told, list_open_months, read_month_with_late
from reports.models import DataCheck, LedgerFigure, MonthSnapshot, Programme, Report, TextCheck
from reports.moving import take
from reports.presenters import review_of
from reports.schedule import due_day, find_coarser, runs_in
from reports.workflow import ReportMoveRefused, ReportState, require_move

BUILD = "reports.build"


class OutsideProgramme(Exception):
    """The programme does not run in this period, or is closed."""


class TextNotConfirmed(Exception):
    """Whoever wrote the text has not confirmed that nobody can be recognised in it."""


class CoarserFirst(Exception):
    """A longer period that ends with this one is made first: the other way round it would lose figures."""


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
    """Ask for a report. Months that are not frozen yet wait until somebody has confirmed the data; a command asks nobody.

    Asking again gives the same report; a failed one is tried again.
    """
    months = read_closed_period(period).months
    if not programme.is_active or not runs_in(programme, months):
        raise OutsideProgramme
    Programme.objects.select_for_update().get(pk=programme.pk)  # two presses, one report
    earlier = Report.objects.filter(programme=programme, period=period)
    report: Report | None = earlier.exclude(state=ReportState.WITHDRAWN).first()
    if report is not None and report.state != ReportState.FAILED:
        return report
    if report is None:
        report = Report(organisation_id=by.organisation_id, programme=programme, period=period, by_command=by_command)
        report.replaces = earlier.order_by("-withdrawn_at").first()
        report.replaces_reference = report.replaces.reference if report.replaces else ""
    report.donor_id, report.author_id, report.k = programme.donor_id, by.user_id, programme.k
    report.due_on, report.setup = due_day(programme, period), _take_setup(programme)
    waits = not by_command and bool(list_open_months(by.organisation_id, period))
    report.state = ReportState.CHECKING if waits else ReportState.BUILDING
    report.progress, report.step, report.problem = 0, "waiting", ""
    report.save()
    if not waits:
        _promise_building(report)
    return report


def _promise_building(report: Report) -> None:
    """The worker makes the report, once this transaction is through."""
    payload = {"report": str(report.pk), "organisation": str(report.organisation_id)}
    enqueue(kind=BUILD, payload=payload, key=f"{BUILD}:{report.pk}:{uuid4()}", organisation_id=report.organisation_id)


@audited(Event.DATA_CONFIRMED)
def confirm_data(*, by: Actor, report: Report, findings: dict[str, int], serious: int) -> Report:
    """The officer has seen what is missing or odd and has the months frozen: from here on they do not change."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.state == ReportState.BUILDING:
        return report
    require_move(report.state, ReportState.BUILDING)
    if find_coarser(report) is not None:
        raise CoarserFirst
    DataCheck.objects.create(
        organisation_id=report.organisation_id, report=report, by=by.user, findings=findings, serious=serious,
        months=list_open_months(report.organisation_id, report.period),
    )  # fmt: skip
    report.state, report.author_id = ReportState.BUILDING, by.user_id
    report.save(update_fields=["state", "author"])
    _promise_building(report)
    return report


@audited(Event.REPORT_BUILT)
def freeze_months(*, by: Actor, report: Report) -> Report:
    """Freeze what is not frozen yet: every month from January to the end of the period, once and for ever."""
    lock_ledger(by.organisation_id)
    for month in list_open_months(by.organisation_id, report.period):
        kept = read_month_with_late(by.organisation_id, month)
        MonthSnapshot.objects.create(
            organisation_id=by.organisation_id,
            month=month,
            rows=[list(row) for row in kept.month.rows],
            items=[list(item) for item in kept.month.items],
            late=[list(one) for one in kept.late],
            late_items=[list(one) for one in kept.late_items],
            counted=sorted(declared()),
            sha256=kept.month.sha256,
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
    report.late_told = count_late_told(report.organisation_id, report.period, report.k)
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


@audited(Event.REPORT_NARRATED, telling=("confirmed",))
def narrate_report(*, by: Actor, report: Report, texts: dict[str, str], confirmed: bool, version: int | None = None) -> Report:
    """Write the short text of each section. Who writes confirms, each time, that nobody can be recognised in it."""
    if not report.is_editable:
        raise ReportMoveRefused
    take_version(report, expected=version)
    report.narrative = {code: texts.get(code, "") for code in narrative_codes()}
    report.save(update_fields=["narrative"])
    if any(report.narrative.values()):
        if not confirmed:
            raise TextNotConfirmed
        seen = review_of(report)
        TextCheck.objects.create(
            organisation_id=report.organisation_id, report=report, by=by.user, sha256=seen.sha256,
            recognised=len(seen.recognised), flagged=seen.flagged,
        )  # fmt: skip
    return report


@audited(Event.REPORT_SUBMITTED)
def submit_report(*, by: Actor, report: Report) -> Report:
    """Lay the report before the director."""
    report = take(report, ReportState.SUBMITTED)
    report.submitted_at, report.reason, report.context = timezone.now(), "", list_context(report)
    report.save(update_fields=["state", "submitted_at", "reason", "context"])
    return report


@audited(Event.REPORT_RETURNED)
def return_report(*, by: Actor, report: Report, reason: str) -> Report:
    """Send it back with a reason; the figures stay as they are, the texts may change."""
    report = take(report, ReportState.RETURNED)
    report.reason = reason
    report.save(update_fields=["state", "reason"])
    return report


@audited(Event.REPORT_WITHDRAWN)
def withdraw_report(*, by: Actor, report: Report, reason: str) -> Report:
    """Take a wrong report back, visibly. Its figures stay in the ledger: readers have them."""
    report = take(report, ReportState.WITHDRAWN)
    report.reason, report.withdrawn_at = reason, timezone.now()
    report.save(update_fields=["state", "reason", "withdrawn_at"])
    return report


def _take_setup(programme: Programme) -> dict[str, Any]:
    return {
        "code": programme.code,
        "name": programme.name,
        "regions": list(programme.regions),
        "indicators": list(programme.indicators),
        "breakdowns": list(programme.breakdowns),
        "language": programme.language,
        "k": programme.k,
        "logo": str(programme.logo_id or ""),
    }
