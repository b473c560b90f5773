"""Promise work, claim it, do it once.

A claim is two steps. The first marks the job as running and commits, so that a job that kills its worker is counted
and not tried for ever. The second locks the row while the work is done: a running job whose row nobody locks has
lost its worker and is taken up again.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from access.outbox.models import JobState, OutboxJob
from access.outbox.registry import JobKind, find_kind, known_kinds

logger = logging.getLogger("pana.outbox")
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)
SAME_MOMENT = timedelta(minutes=1)


def enqueue(
    *,
    kind: str,
    payload: Mapping[str, str | int | bool | None],
    key: str,
    organisation_id: UUID | None,
    not_before: datetime | None = None,
) -> None:
    """Promise work inside the caller's transaction: it is done if, and only if, that transaction commits.

    The same key promises the same work: the second promise changes nothing. The payload holds ids only.
    """
    promised = OutboxJob(
        kind=kind,
        payload=dict(payload),
        key=key,
        organisation_id=organisation_id,
        not_before=not_before or timezone.now(),
    )
    OutboxJob.objects.bulk_create([promised], ignore_conflicts=True)
    transaction.on_commit(nudge)


def nudge() -> None:
    """Wake the worker now; without a broker the sweep every few seconds finds the work all the same."""
    from access.outbox.tasks import drain

    try:
        drain.apply_async(retry=False, expires=60)
    except Exception as error:  # the promise stands in the table whatever the broker does
        logger.warning("No broker to nudge (%s); the sweep will find the work.", type(error).__name__)


def claim_next() -> UUID | None:
    """Mark one due job as running and return its id; None when nothing is due."""
    with transaction.atomic():
        chosen = _due().select_for_update(skip_locked=True).order_by("not_before", "id").first()
        if chosen is None:
            return None
        if chosen.attempts >= _max_attempts(chosen.kind):  # it killed its worker every time
            chosen.state, chosen.finished_at, chosen.error = JobState.FAILED, timezone.now(), "WorkerLost"
        else:
            chosen.state, chosen.claimed_at = JobState.RUNNING, timezone.now()
            chosen.attempts += 1
        chosen.save(update_fields=["state", "attempts", "claimed_at", "finished_at", "error"])
        return chosen.id


def _due() -> models.QuerySet[OutboxJob]:
    now = timezone.now()
    due = models.Q(state=JobState.WAITING, not_before__lte=now)
    # Promised before the clock was set back; a promise of this moment is not: it may have been made while this was asked.
    due |= models.Q(state=JobState.WAITING, attempts=0, created_at__gt=now + SAME_MOMENT)
    for kind, found in known_kinds().items():
        due |= models.Q(state=JobState.RUNNING, kind=kind, claimed_at__lte=now - found.patience)
    return OutboxJob.objects.filter(due)


def perform(job_id: UUID) -> None:
    """Do one claimed job; a failure is noted by its class name alone, for its text may hold a person's data."""
    claimed = OutboxJob.objects.filter(pk=job_id, state=JobState.RUNNING).first()
    if claimed is None:
        return
    try:
        kind = find_kind(claimed.kind)
        if kind.atomic:
            _perform_in_one_transaction(job_id, kind)
        else:
            kind.handler(claimed)
            _finish(OutboxJob.objects.filter(pk=job_id, state=JobState.RUNNING))
    except Exception as error:
        _note_failure(job_id, type(error).__name__)


def _perform_in_one_transaction(job_id: UUID, kind: JobKind) -> None:
    with transaction.atomic():
        # waits: somebody who looks for work may hold the row for a moment although it is not free any more
        mine = OutboxJob.objects.select_for_update().filter(pk=job_id, state=JobState.RUNNING).first()
        if mine is None:  # another worker thought us dead, took over and is through
            return
        kind.handler(mine)
        _finish(OutboxJob.objects.filter(pk=job_id))


def _finish(jobs: models.QuerySet[OutboxJob]) -> None:
    jobs.update(state=JobState.DONE, finished_at=timezone.now(), error="")


def _note_failure(job_id: UUID, error: str) -> None:
    with transaction.atomic():
        failed = OutboxJob.objects.select_for_update().get(pk=job_id)
        if failed.state != JobState.RUNNING:
            return
        failed.error = error[:100]
        if failed.attempts >= _max_attempts(failed.kind):
            failed.state, failed.finished_at = JobState.FAILED, timezone.now()
        else:
            failed.state, failed.not_before = JobState.WAITING, timezone.now() + pause_after(failed.attempts)
        failed.save(update_fields=["state", "error", "not_before", "finished_at"])
    logger.warning("Job %s (%s) failed (%s), attempt %s, now %s.", job_id, failed.kind, error, failed.attempts, failed.state)


def _max_attempts(kind: str) -> int:
    found = known_kinds().get(kind)
    return found.max_attempts if found else 8


def pause_after(attempts: int) -> timedelta:
    """10 s, 20 s, 40 s … never more than an hour."""
    return min(FIRST_PAUSE * (1 << max(0, min(attempts - 1, 20))), LONGEST_PAUSE)


def forget_done(*, before: datetime) -> int:
    """Remove finished jobs; failed ones stay until somebody has looked."""
    return OutboxJob.objects.filter(state=JobState.DONE, finished_at__lt=before).delete()[0]
