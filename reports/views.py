"""Reports for staff: the list, a new one, its making, the report itself, and each step of its life."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from access.actors import ActorRequest
from access.confirmation import FOR_A_FILE
from access.decorators import requires
from access.paging import page_of
from access.permissions import Permission as P
from access.receipts import EditConflict
from access.scoping import fetch
from casework.submission import posted
from reports.actions import (
    CoarserFirst,
    OutsideProgramme,
    narrate_report,
    request_report,
    return_report,
    submit_report,
    withdraw_report,
)
from reports.choices import name_period
from reports.delivery import give_chart, give_file, list_hashes
from reports.documents import narrative_codes
from reports.forms import NarrativeForm, ReasonForm, ReportForm
from reports.gate import GateRefused
from reports.models import DataCheck, Report, ReportFile, TextCheck
from reports.periods import PeriodError
from reports.presenters import present, review_of
from reports.publishing_actions import ApproverIsAuthor, NotTwoPeople, approve_report
from reports.workflow import SHOWN_TO_DONORS, ReportMoveRefused, ReportState

REFUSALS = (ReportMoveRefused, ApproverIsAuthor, CoarserFirst, GateRefused, OutsideProgramme, PeriodError, EditConflict)


def sentence_for(error: Exception) -> str:
    """Why a step was refused, for people."""
    sentences: dict[type[Exception], str] = {
        ReportMoveRefused: _("This report has changed in the meantime. Look at it again before you go on."),
        EditConflict: _("A colleague changed this at the same moment. Look at it again before you go on."),
        NotTwoPeople: _("One of you made or reset the other's account lately. Somebody else must approve it."),
        CoarserFirst: _("A report for a longer period ends in the same month. Make that one first, otherwise it would lose figures."),
        ApproverIsAuthor: _("You made this report yourself. Somebody else must approve it."),
        GateRefused: _("The independent check did not pass. Nothing was published."),
        OutsideProgramme: _("The programme does not run in this period."),
        PeriodError: _("Choose a period that is over."),
    }
    return next(sentence for kind, sentence in sentences.items() if isinstance(error, kind))


@requires(P.REPORT_VIEW)
def report_list(request: ActorRequest) -> HttpResponse:
    rows = Report.objects.visible_to(request.actor).select_related("programme", "donor")
    wanted = request.GET.get("state", "")
    if wanted in {"unfinished", "overdue"}:
        rows = rows.unfinished() if wanted == "unfinished" else rows.overdue()
    elif wanted in ReportState.values:
        rows = rows.filter(state=wanted)
    page = page_of(request, rows, 50)
    reports = [(report, name_period(report.period)) for report in page]
    context = {"page": page, "reports": reports, "states": ReportState.choices, "wanted": wanted}
    return render(request, "reports/report_list.html", context)


@requires(P.REPORT_PREPARE)
def report_new(request: ActorRequest) -> HttpResponse:
    form = ReportForm(posted(request), actor=request.actor, initial={"programme": request.GET.get("programme")})
    if request.method == "POST" and form.is_valid():
        try:
            facts = form.cleaned_data
            return redirect("report-detail", request_report(by=request.actor, programme=facts["programme"], period=facts["period"]).pk)
        except REFUSALS as error:
            form.add_error(None, sentence_for(error))
    return render(request, "reports/report_form.html", {"form": form})


@requires(P.REPORT_VIEW)
def report_detail(request: ActorRequest, report_id: UUID) -> HttpResponse:
    """The page of a report: its data to be checked, its making or publishing, afterwards exactly what the donor will see."""
    report = fetch(request, Report.objects.select_related("organisation", "programme", "donor", "replaces"), pk=report_id)
    if report.state == ReportState.CHECKING:
        return redirect("report-data", report.pk)
    context: dict[str, Any] = {"report": report, "period": name_period(report.period)}
    if report.is_in_work or not report.has_figures:
        return render(request, "reports/report_building.html", context)
    files = ReportFile.objects.visible_to(request.actor).filter(report=report).defer("content")
    own = report.author_id is not None and report.author_id == request.actor.user_id
    text_check = TextCheck.objects.visible_to(request.actor).filter(report=report).first()
    context |= present(report) | {"files": files, "hashes": list_hashes(report), "is_own": own, "text_check": text_check}
    context |= {"is_preview": False, "data_check": DataCheck.objects.visible_to(request.actor).filter(report=report).first()}
    context["review"] = review_of(report) if text_check and report.state not in SHOWN_TO_DONORS else None
    return render(request, "reports/report_detail.html", context)


@requires(P.REPORT_VIEW)
def report_progress(request: ActorRequest, report_id: UUID) -> HttpResponse:
    """A piece of the page that asks again until the report is there; then the whole page is opened anew."""
    report = fetch(request, Report, pk=report_id)
    response = render(request, "reports/_progress.html", {"report": report})
    if not report.is_in_work:
        response.headers["HX-Refresh"] = "true"
    return response


@requires(P.REPORT_PREPARE)
@require_POST
def report_again(request: ActorRequest, report_id: UUID) -> HttpResponse:
    """Try once more to make a report that failed."""
    report = fetch(request, Report, pk=report_id)
    try:
        report = request_report(by=request.actor, programme=report.programme, period=report.period)
    except REFUSALS as error:
        messages.error(request, sentence_for(error))
    return redirect("report-detail", report.pk)


@requires(P.REPORT_PREPARE)
def report_text(request: ActorRequest, report_id: UUID) -> HttpResponse:
    """Write the texts. What the second look finds is shown beside them; then they are confirmed and kept."""
    report = fetch(request, Report.objects.select_related("organisation", "programme"), pk=report_id)
    initial = {code: report.narrative.get(code, "") for code in narrative_codes()} | {"version": report.version}
    form = NarrativeForm(
        posted(request), actor=request.actor, initial=initial, seen=request.POST.get("seen", ""), look=lambda texts: review_of(report, texts)
    )
    if request.method == "POST" and form.is_valid():
        try:
            narrate_report(
                by=request.actor, report=report, texts=form.texts(), confirmed=form.cleaned_data["checked"], version=form.cleaned_data["version"]
            )
        except REFUSALS as error:
            form.add_error(None, sentence_for(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("report-detail", report_id)
    return render(request, "reports/report_text.html", {"form": form, "report": report, "period": name_period(report.period)})


def _step(request: ActorRequest, report_id: UUID, act: Any, done: str) -> HttpResponse:
    report = fetch(request, Report, pk=report_id)
    if report.organisation_id != request.actor.organisation_id:
        raise Http404
    try:
        act(by=request.actor, report=report)
    except REFUSALS as error:
        messages.error(request, sentence_for(error))
    else:
        messages.success(request, done)
    return redirect("report-detail", report_id)


@requires(P.REPORT_PREPARE)
@require_POST
def report_submit(request: ActorRequest, report_id: UUID) -> HttpResponse:
    return _step(request, report_id, submit_report, _("The report waits for approval."))


@requires(P.REPORT_APPROVE, confirmed=True)
@require_POST
def report_publish(request: ActorRequest, report_id: UUID) -> HttpResponse:
    """Approve: the worker publishes, the page shows how far it is."""
    return _step(request, report_id, approve_report, _("The report is approved and is being published."))


def _with_reason(request: ActorRequest, report_id: UUID, act: Any, template: str) -> HttpResponse:
    report = fetch(request, Report, pk=report_id)
    form = ReasonForm(posted(request), actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            act(by=request.actor, report=report, reason=form.cleaned_data["reason"])
        except REFUSALS as error:
            form.add_error(None, sentence_for(error))
        else:
            return redirect("report-detail", report_id)
    return render(request, template, {"form": form, "report": report, "period": name_period(report.period)})


@requires(P.REPORT_APPROVE)
def report_return(request: ActorRequest, report_id: UUID) -> HttpResponse:
    return _with_reason(request, report_id, return_report, "reports/report_return.html")


@requires(P.REPORT_APPROVE, confirmed=True)
def report_withdraw(request: ActorRequest, report_id: UUID) -> HttpResponse:
    return _with_reason(request, report_id, withdraw_report, "reports/report_withdraw.html")


@requires(P.REPORT_VIEW)
def report_chart(request: ActorRequest, report_id: UUID, number: int) -> HttpResponse:
    return give_chart(fetch(request, Report.objects.select_related("organisation"), pk=report_id), number)


@requires(P.REPORT_VIEW, confirmed=FOR_A_FILE)
def report_file(request: ActorRequest, report_id: UUID, kind: str) -> HttpResponse:
    return give_file(request, fetch(request, Report, pk=report_id), kind)
