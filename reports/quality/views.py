"""The page on which data are looked at before they are frozen: findings, completeness, the rows behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from access.actors import ActorRequest
from access.context import acting_to_count
from access.decorators import requires
from access.events import Event
from access.permissions import Permission as P
from access.scoping import fetch, note_seen
from casework.models import Case
from reports.actions import confirm_data
from reports.choices import name_month, name_period
from reports.late import list_open_months
from reports.models import DataCheck, MonthSnapshot, Report
from reports.periods import read_period
from reports.quality.records import read_records
from reports.quality.rules import BY_CODE, KIND_NAMES, Filled, Finding, look_through, measure_fields
from reports.views import REFUSALS, sentence_for
from reports.workflow import ReportState


@dataclass(frozen=True)
class Looked:
    """What looking at the data of a report has shown."""

    months: list[str]
    is_open: bool
    number: int
    findings: list[Finding]
    fields: list[Filled]

    @property
    def total(self) -> int:
        return sum(one.number for one in self.findings)

    @property
    def serious(self) -> int:
        return sum(one.number for one in self.findings if one.rule.is_serious)

    @property
    def kinds(self) -> list[tuple[str, list[Finding]]]:
        grouped = [(str(name), [one for one in self.findings if one.rule.kind == kind]) for kind, name in KIND_NAMES.items()]
        return [(name, found) for name, found in grouped if found]


def look(request: ActorRequest, report: Report) -> Looked:
    """Count as figures are counted: every row, recorded. Months that are to be frozen, or else those of the period."""
    opened = list_open_months(report.organisation_id, report.period)
    months = opened or list(read_period(report.period).months)
    with acting_to_count(request.actor):
        records = read_records(report.organisation_id, months)
    request.noted.append((Event.FIGURES_QUERIED, {"first": months[0], "last": months[-1], "by": ["quality"]}))
    return Looked(months, bool(opened), len(records), look_through(records, timezone.localdate()), measure_fields(records))


def _fetch(request: ActorRequest, report_id: UUID) -> Report:
    report: Report = fetch(request, Report.objects.select_related("programme", "donor"), pk=report_id)
    if report.organisation_id != request.actor.organisation_id:
        raise Http404
    return report


@requires(P.FIGURES_VIEW)
def report_data(request: ActorRequest, report_id: UUID) -> HttpResponse:
    """Findings of the months that the report freezes, and what has been frozen already."""
    report = _fetch(request, report_id)
    frozen = MonthSnapshot.objects.visible_to(request.actor).filter(month__startswith=read_period(report.period).months[0][:4])
    looked = look(request, report)
    return render(request, "reports/report_data.html", _context(report) | {
        "looked": looked, "months": [name_month(month) for month in looked.months],
        "frozen": [(name_month(one.month), one.created_at) for one in frozen.only("month", "created_at")],
        "check": DataCheck.objects.visible_to(request.actor).filter(report=report).first(),
        "waits": report.state == ReportState.CHECKING,
    })  # fmt: skip


@requires(P.REPORT_PREPARE)
@require_POST
def report_data_confirm(request: ActorRequest, report_id: UUID) -> HttpResponse:
    """Freeze and make the report. Serious findings must be accepted in so many words."""
    report = _fetch(request, report_id)
    looked = look(request, report) if report.state == ReportState.CHECKING else None
    if looked and looked.serious and request.POST.get("accepted") != "on":
        messages.error(request, _("There are serious findings. Have them put right, or tick that the months are frozen as they are."))
        return redirect("report-data", report_id)
    findings = {one.rule.code: one.number for one in looked.findings} if looked else {}
    try:
        confirm_data(by=request.actor, report=report, findings=findings, serious=looked.serious if looked else 0)
    except REFUSALS as error:
        messages.error(request, sentence_for(error))
    return redirect("report-detail", report_id)


@requires(P.FIGURES_VIEW)
def report_data_rows(request: ActorRequest, report_id: UUID, rule: str) -> HttpResponse:
    """The rows behind one finding: codes for those who may open cases, otherwise only how many."""
    report = _fetch(request, report_id)
    if rule not in BY_CODE:
        raise Http404
    found = next((one.cases for one in look(request, report).findings if one.rule.code == rule), ())
    may_open = request.actor.may(P.CASE_VIEW_ALL)
    cases = Case.objects.visible_to(request.actor).filter(pk__in=found).order_by("code") if may_open else None
    page = Paginator(cases, 100).get_page(request.GET.get("page")) if cases is not None else None
    note_seen(request, *(page or ()))
    return render(request, "reports/report_data_rows.html", _context(report) | {
        "rule": BY_CODE[rule], "number": len(found), "page": page, "may_open": may_open,
        "hidden": len(found) - cases.count() if cases is not None else 0,
    })  # fmt: skip


def _context(report: Report) -> dict[str, Any]:
    return {"report": report, "period": name_period(report.period)}
