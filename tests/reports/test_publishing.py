"""Publication is a job: approved by another person, judged and drawn by the worker, seen by nobody until it is whole."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from access.context import acting
from access.models import AuditEvent, Membership, User
from access.outbox.actions import _due, perform
from access.outbox.models import JobState, OutboxJob
from reports.actions import submit_report
from reports.disclosure import Figure
from reports.disclosure.ledger import write_figures_json
from reports.models import Report, ReportFile
from reports.publishing_actions import NotTwoPeople, approve_report
from reports.tasks import publish_now, sweep_lost
from tests.browsers import enter
from tests.world_reports import closed_month, make_programme, make_report, publish

KINDS = ["csv", "json", "manifest", "pdf", "xlsx"]


def submitted(world: Any, code: str, back: int = 1) -> Report:
    with acting(organisation_id=world.organisations["rodnik"].pk):
        report = make_report(world, "rodnik", make_programme(world, "rodnik", code), closed_month(back))
        return submit_report(by=world.actor("monitoring_officer"), report=report)


def fresh(world: Any, report: Report) -> Report:
    with acting(organisation_id=world.organisations["rodnik"].pk):
        found: Report = Report.objects.get(pk=report.pk)
    return found


def job_of(world: Any, report: Report) -> OutboxJob:
    with acting(organisation_id=world.organisations["rodnik"].pk):
        return OutboxJob.objects.get(kind="reports.publish", payload__report=str(report.pk))


def in_english(client: Any, world: Any, role: str, organisation: str = "rodnik") -> Any:
    user = world.user(role, organisation)
    with acting(organisation_id=None, user_id=user.pk):
        User.objects.filter(pk=user.pk).update(language="en")
    return enter(client, user)


def test_approving_promises_one_job_and_nobody_outside_sees_half_a_publication(world: Any, client_as: Any) -> None:
    report = submitted(world, "one-job")
    director, donor = in_english(client_as("director"), world, "director"), client_as("donor", "fund-aurora")
    press, page = reverse("report-publish", args=[report.pk]), reverse("report-detail", args=[report.pk])
    shown = reverse("publication-detail", args=[report.pk])

    assert director.post(press).status_code == 302
    assert director.post(press).status_code == 302
    waiting = fresh(world, report)
    assert (waiting.state, waiting.approver_id) == ("publishing", world.user("director").pk)
    job_of(world, report)  # one and only one
    text = director.get(page).content.decode()
    assert 'hx-trigger="every' in text
    assert "Approve and publish" not in text
    assert donor.get(shown).status_code == 404

    publish_now(report.organisation_id, report.pk)
    publish_now(report.organisation_id, report.pk)
    assert donor.get(shown).status_code == 200
    progress = reverse("report-progress", args=[report.pk])
    assert director.get(progress).headers["HX-Refresh"] == "true"
    with acting(organisation_id=report.organisation_id):
        assert sorted(ReportFile.objects.filter(report=report).values_list("kind", flat=True)) == KINDS
        told = AuditEvent.objects.filter(object_id=report.pk, action__in=("reports.report.approved", "reports.report.published"))
        assert sorted(told.values_list("action", "actor_id"), key=str)[-1] == ("reports.report.published", None)
        assert told.filter(action="reports.report.published").count() == 1


def test_a_worker_that_was_killed_leaves_a_job_that_is_done_once(world: Any, db: None) -> None:
    report = submitted(world, "killed")
    with acting(organisation_id=report.organisation_id):
        approve_report(by=world.actor("director"), report=report)
        job = OutboxJob.objects.get(kind="reports.publish", payload__report=str(report.pk))
        OutboxJob.objects.filter(pk=job.pk).update(state=JobState.RUNNING, attempts=1, claimed_at=timezone.now())
        Report.objects.filter(pk=report.pk).update(step="gate", progress=20)
        assert job not in _due()
        OutboxJob.objects.filter(pk=job.pk).update(claimed_at=timezone.now() - timedelta(minutes=6))
        assert job in _due()
        perform(job.pk)
        perform(job.pk)
        done = Report.objects.get(pk=report.pk)
        assert (done.state, done.files.count()) == ("published", len(KINDS))
        assert OutboxJob.objects.get(pk=job.pk).state == JobState.DONE


def leak(report: Report) -> None:
    """Figures from which a group of two can be worked out."""
    month = report.period
    total = Figure("PROT_REGISTERED", month, (month,), "total", 11, 11)
    part = Figure("PROT_REGISTERED", month, (month,), "total", 9, 9, axis="sex", leaves=("female",), dims=(("sex", "female"),))
    Report.objects.filter(pk=report.pk).update(figures=json.loads(write_figures_json([total, part])))


def test_a_refusal_of_the_gate_goes_back_to_approval_with_a_sentence(world: Any, client_as: Any) -> None:
    report = submitted(world, "leaks")
    with acting(organisation_id=report.organisation_id):
        leak(report)
        approve_report(by=world.actor("director"), report=report)
    publish_now(report.organisation_id, report.pk)

    refused = fresh(world, report)
    assert (refused.state, refused.problem, refused.approver_id, refused.hashes) == ("submitted", "gate", None, {})
    with acting(organisation_id=report.organisation_id):
        assert not ReportFile.objects.filter(report=report).exists()
    text = in_english(client_as("director"), world, "director").get(reverse("report-detail", args=[report.pk])).content.decode()
    assert "The independent check did not pass. Nothing was published." in text
    assert "Approve and publish" in text


def test_a_publication_that_broke_off_every_time_waits_for_approval_again(world: Any, db: None) -> None:
    report = submitted(world, "lost")
    with acting(organisation_id=report.organisation_id):
        approve_report(by=world.actor("director"), report=report)
        job = OutboxJob.objects.get(kind="reports.publish", payload__report=str(report.pk))
        sweep_lost()
        assert Report.objects.get(pk=report.pk).state == "publishing"
        OutboxJob.objects.filter(pk=job.pk).update(state=JobState.FAILED, finished_at=timezone.now(), error="WorkerLost")
        sweep_lost()
        back = Report.objects.get(pk=report.pk)
        assert (back.state, back.problem) == ("submitted", "worker")
        approve_report(by=world.actor("director"), report=back)
    publish_now(report.organisation_id, report.pk)
    sweep_lost()
    assert fresh(world, report).state == "published"


def test_one_person_with_two_accounts_is_one_person(world: Any, db: None) -> None:
    report, director = submitted(world, "two-people"), world.actor("director")
    with acting(organisation_id=report.organisation_id):
        Membership.objects.filter(user=world.user("monitoring_officer"), organisation_id=report.organisation_id).update(
            vouched_by=director.user, vouched_at=timezone.now()
        )
        with pytest.raises(NotTwoPeople), transaction.atomic():
            approve_report(by=director, report=report)
        Membership.objects.filter(user=world.user("monitoring_officer")).update(vouched_by=None, vouched_at=None)
        approve_report(by=director, report=report)
        with pytest.raises(IntegrityError), transaction.atomic():
            Report.objects.filter(pk=report.pk).update(approver=None)


def test_the_sheet_of_hashes_names_every_file_and_the_sheet_before(world: Any, client_as: Any) -> None:
    with acting(organisation_id=world.organisations["rodnik"].pk):
        programme = make_programme(world, "rodnik", "sheets")
        first = publish(world, "rodnik", make_report(world, "rodnik", programme, closed_month(3)))
        second = publish(world, "rodnik", make_report(world, "rodnik", programme, closed_month(2)))
    donor, sheets = client_as("donor", "fund-aurora"), []
    for report in (first, second):
        answer = donor.get(reverse("publication-file", args=[report.pk, "manifest"]))
        assert f"sheets_{report.period}.manifest.json" in answer.headers["Content-Disposition"]
        sheet = json.loads(answer.content)
        sheets.append(hashlib.sha256(answer.content).hexdigest())
        assert (sheet["format"], sheet["reference"], sheet["k"]) == ("pana-manifest/1", report.reference, 5)
        assert sorted(one["kind"] for one in sheet["files"]) == ["csv", "json", "pdf", "xlsx"]
        for one in sheet["files"]:
            content = donor.get(reverse("publication-file", args=[report.pk, one["kind"]])).content
            assert (hashlib.sha256(content).hexdigest(), len(content)) == (one["sha256"], one["size"])
            assert one["sha256"] in donor.get(reverse("publication-detail", args=[report.pk])).content.decode()
        assert len(sheet["ledger_last_hash"]) == len(sheet["snapshot_sha256"]) == len(sheet["certificate_sha256"]) == 64
    assert sheet["previous_manifest_sha256"] == sheets[0]
    assert sheet["plan"] == {"age": 2, "citizenship": 2, "sex": 1, "type": 2}
