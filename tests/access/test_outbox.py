"""Promised work is done once, whatever dies in between."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from access.outbox.actions import claim_next, enqueue, forget_done, pause_after, perform
from access.outbox.models import JobState, OutboxJob
from access.outbox.registry import job
from access.outbox.tasks import drain
from tests.bootstrap import URLS
from tests.world import entered_with

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.django_db
LATER = timedelta(days=3650)


@job("tests.leave-mark")
def leave_mark(done: OutboxJob) -> None:
    """The effect of a job is a row that is never due; two effects of one job would be two rows."""
    OutboxJob.objects.create(
        kind="tests.mark", key=str(uuid4()), payload=done.payload, not_before=timezone.now() + LATER
    )


@job("tests.fail-after-mark", max_attempts=3)
def fail_after_mark(done: OutboxJob) -> None:
    leave_mark(done)
    raise LookupError("Aigerim's telephone number")


@job("tests.own-transactions", atomic=False, patience=timedelta(minutes=10))
def work_in_own_transactions(done: OutboxJob) -> None:
    leave_mark(done)


def really_committed(test: Callable[..., None]) -> Callable[..., None]:
    """Run the test on a connection of its own, outside the transaction that pytest wraps round it."""

    def alone(*arguments: Any, **fixtures: Any) -> None:
        with entered_with(URLS.worker):
            OutboxJob.objects.all().delete()  # what the world promised is not looked at here
            try:
                test(*arguments, **fixtures)
            finally:
                OutboxJob.objects.all().delete()
                connection.close()

    @functools.wraps(test)
    def run(*arguments: Any, **fixtures: Any) -> None:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(alone, *arguments, **fixtures).result()

    return run


def promise(kind: str = "tests.leave-mark", key: str = "", **payload: str) -> None:
    enqueue(kind=kind, payload=payload, key=key or str(uuid4()), organisation_id=None)


@transaction.atomic
def promise_and_fail() -> None:
    promise()
    raise ZeroDivisionError


def marks() -> int:
    return OutboxJob.objects.filter(kind="tests.mark").count()


def states(kind: str = "tests.leave-mark") -> set[str]:
    return set(OutboxJob.objects.filter(kind=kind).values_list("state", flat=True))


@really_committed
def test_work_is_promised_only_if_the_transaction_commits() -> None:
    with pytest.raises(ZeroDivisionError):
        promise_and_fail()
    assert not OutboxJob.objects.exists()
    with transaction.atomic():
        promise()
    assert drain() == 1
    assert (states(), marks()) == ({"done"}, 1)


@really_committed
def test_the_same_promise_twice_is_one_job() -> None:
    for _ in range(3):
        promise(key="report 2026-10 tip")
    assert drain() == 1
    promise(key="report 2026-10 tip")
    assert drain() == 0
    assert marks() == 1


@really_committed
def test_a_promise_without_a_broker_stands() -> None:
    from config.celery import app

    before = app.conf.broker_url
    app.conf.broker_url = "redis://127.0.0.1:1/0"
    try:
        with transaction.atomic():
            promise()
    finally:
        app.conf.broker_url = before
    assert drain() == 1


@really_committed
def test_a_failure_undoes_what_it_wrote_and_is_tried_later_with_growing_pauses() -> None:
    promise("tests.fail-after-mark")
    for attempt in (1, 2):
        assert drain() == 1
        failed = OutboxJob.objects.get(kind="tests.fail-after-mark")
        assert (failed.state, failed.attempts, failed.error) == ("waiting", attempt, "LookupError")
        assert failed.not_before > timezone.now()
        assert drain() == 0, "not before its time"
        OutboxJob.objects.filter(pk=failed.pk).update(not_before=timezone.now())
    drain()
    assert OutboxJob.objects.get(kind="tests.fail-after-mark").state == JobState.FAILED
    assert marks() == 0
    assert [pause_after(n).total_seconds() for n in (1, 2, 3, 10, 500)] == [10, 20, 40, 3600, 3600]


@really_committed
def test_an_error_keeps_its_class_name_only(caplog: pytest.LogCaptureFixture) -> None:
    promise("tests.fail-after-mark")
    drain()
    assert "LookupError" in caplog.text
    assert "Aigerim" not in caplog.text
    assert "Aigerim" not in str(list(OutboxJob.objects.values()))


@really_committed
def test_work_nobody_knows_waits_for_a_version_that_knows_it() -> None:
    promise("tests.of-the-future")
    drain()
    unknown = OutboxJob.objects.get(kind="tests.of-the-future")
    assert (unknown.state, unknown.error) == ("waiting", "KeyError")


@really_committed
def test_a_job_whose_worker_died_is_taken_up_again_and_not_for_ever() -> None:
    promise()
    for attempt in range(1, 9):
        assert claim_next() is not None, f"attempt {attempt}"
        assert claim_next() is None, "a fresh claim is respected"
        OutboxJob.objects.filter(state="running").update(claimed_at=timezone.now() - timedelta(minutes=1))
    assert claim_next() is not None
    given_up = OutboxJob.objects.get(kind="tests.leave-mark")
    assert (given_up.state, given_up.error, given_up.attempts) == ("failed", "WorkerLost", 8)


@really_committed
def test_two_workers_who_both_believe_in_a_job_do_it_once() -> None:
    promise()
    claimed = claim_next()
    assert claimed is not None
    perform(claimed)
    perform(claimed)
    assert marks() == 1


@really_committed
def test_work_with_its_own_transactions_is_given_its_time() -> None:
    promise("tests.own-transactions")
    claimed = claim_next()
    assert claimed is not None
    OutboxJob.objects.filter(pk=claimed).update(claimed_at=timezone.now() - timedelta(minutes=9))
    assert claim_next() is None
    perform(claimed)
    assert (states("tests.own-transactions"), marks()) == ({"done"}, 1)


@really_committed
def test_four_workers_share_the_work_without_doing_any_twice() -> None:
    for _ in range(60):
        promise()
    done: list[int] = []

    def work() -> None:
        try:
            done.append(drain())
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert (sum(done), marks(), states()) == (60, 60, {"done"})


@really_committed
def test_what_is_promised_for_later_while_somebody_looks_for_work_is_not_done_now() -> None:
    """The promise was made after the seeker took the time and before they looked: the clock was not set back for that."""
    with transaction.atomic():
        enqueue(kind="tests.leave-mark", payload={}, key=str(uuid4()), organisation_id=None)
    OutboxJob.objects.update(created_at=timezone.now() + timedelta(seconds=5), not_before=timezone.now() + LATER)
    assert (claim_next(), marks()) == (None, 0)
    OutboxJob.objects.update(created_at=timezone.now() + timedelta(hours=1))
    assert claim_next() is not None


DYING_WORKER = """
import os, signal, django
django.setup()
from access.outbox import registry
from access.outbox.actions import claim_next, perform
from tests.access.test_outbox import leave_mark
def leave_mark_and_die(job):
    leave_mark(job)
    os.kill(os.getpid(), signal.SIGKILL)
registry._kinds["tests.leave-mark"] = registry.JobKind(leave_mark_and_die)
perform(claim_next())
"""


@really_committed
def test_a_worker_killed_in_the_middle_loses_nothing_and_doubles_nothing() -> None:
    promise()
    parts = connection.settings_dict
    address = f"postgresql://{parts['USER']}:{parts['PASSWORD']}@{parts['HOST']}:{parts['PORT']}/{parts['NAME']}"
    killed = subprocess.run(
        [sys.executable, "-c", DYING_WORKER],
        cwd=ROOT,
        env={**os.environ, "DATABASE_WORKER_URL": address, "PANA_DB_ROLE": "worker", "DJANGO_SETTINGS_MODULE": "config.settings"},
        check=False,
    )
    assert killed.returncode == -9
    assert (states(), marks()) == ({"running"}, 0), "what it had written is undone"
    OutboxJob.objects.filter(state="running").update(claimed_at=timezone.now() - timedelta(minutes=1))
    assert drain() == 1
    assert (states(), marks()) == ({"done"}, 1)


@really_committed
def test_done_jobs_are_forgotten_and_failed_ones_kept() -> None:
    old = timezone.now() - timedelta(days=40)
    for state in (JobState.DONE, JobState.FAILED):
        OutboxJob.objects.create(kind="tests.old", key=state, state=state, finished_at=old)
    assert forget_done(before=timezone.now() - timedelta(days=30)) == 1
    assert states("tests.old") == {"failed"}
