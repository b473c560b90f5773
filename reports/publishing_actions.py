"""Giving a report out: a director approves, a worker judges, draws and publishes, all of it or nothing."""

from __future__ import annotations

from uuid import uuid4

from django.utils import timezone

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.outbox.actions import enqueue
from access.two_people import are_two_people
from reports.decisions import lock_ledger
from reports.models import Report, ReportFile, TextCheck
from reports.moving import take
from reports.publishing import draw_files, judge
from reports.workflow import ReportState, require_move

PUBLISH = "reports.publish"


class ApproverIsAuthor(Exception):
    """Nobody approves what they made themselves."""


class NotTwoPeople(ApproverIsAuthor):
    """One of the two made or reset the other's account lately: that may be one person with two accounts."""


@audited(Event.REPORT_APPROVED)
def approve_report(*, by: Actor, report: Report) -> Report:
    """Say yes. The worker gives the report out; pressing again changes nothing."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.state in {ReportState.PUBLISHING, ReportState.PUBLISHED}:
        return report
    require_move(report.state, ReportState.PUBLISHING)
    _refuse_one_person(by, report)
    report.state, report.approver_id = ReportState.PUBLISHING, by.user_id
    report.by_command = report.by_command or by.user_id is None
    report.progress, report.step, report.problem = 0, "waiting", ""
    report.save(update_fields=["state", "approver", "by_command", "progress", "step", "problem"])
    payload = {"report": str(report.pk), "organisation": str(report.organisation_id)}
    enqueue(kind=PUBLISH, payload=payload, key=f"{PUBLISH}:{report.pk}:{uuid4()}", organisation_id=report.organisation_id)
    return report


@audited(Event.REPORT_PUBLISHED)
def publish_report(*, by: Actor, report: Report, judged: str = "") -> Report:
    """Give out what was approved: files, hashes, state and date in one transaction, byte for byte for ever.

    `judged` is the mark of what the auditor said yes to; when something else has been published since, it is asked again.
    """
    lock_ledger(report.organisation_id)
    report = take(report, ReportState.PUBLISHED)
    judge(report, judged)
    report.published_at, report.progress, report.step = timezone.now(), 100, ""
    files = draw_files(report)
    report.hashes = {one.kind: {"sha256": one.sha256, "size": len(one.content)} for one in files}
    report.save(update_fields=["state", "published_at", "progress", "step", "hashes"])
    for one in files:
        ReportFile.objects.create(
            organisation_id=report.organisation_id, report=report, donor_id=report.donor_id, kind=one.kind,
            content=one.content, sha256=one.sha256,
        )  # fmt: skip
    return report


@audited(Event.PUBLICATION_REFUSED, telling=("problem",))
def refuse_publication(*, by: Actor, report: Report, problem: str) -> Report:
    """Nothing was given out: the report waits for approval again, and its page says why in one sentence."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.state == ReportState.PUBLISHING:
        report.state, report.approver_id, report.problem, report.step = ReportState.SUBMITTED, None, problem, ""
        report.save(update_fields=["state", "approver", "problem", "step"])
    return report


def _refuse_one_person(by: Actor, report: Report) -> None:
    """Whoever asked for the report or wrote in it is somebody else than whoever approves it."""
    if by.user_id is None:
        return  # the command of somebody who has the server
    writers = set(TextCheck.objects.filter(report=report).exclude(by=None).values_list("by_id", flat=True))
    for other in {report.author_id, *writers} - {None}:
        if other == by.user_id:
            raise ApproverIsAuthor
        if not are_two_people(by, other):
            raise NotTwoPeople
