"""The worker's side of the outbox."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from access.outbox.actions import claim_next, forget_done, perform

AT_ONCE = 200


@shared_task(name="access.outbox.tasks.drain")
def drain() -> int:
    """Do what is due, oldest first; the next sweep goes on where this one stops."""
    done = 0
    while done < AT_ONCE and (job_id := claim_next()) is not None:
        perform(job_id)
        done += 1
    return done


@shared_task(name="access.outbox.tasks.forget")
def forget() -> int:
    """Finished jobs are kept for thirty days."""
    return forget_done(before=timezone.now() - timedelta(days=30))


SCHEDULE = {"access.outbox.tasks.drain": 5.0, "access.outbox.tasks.forget": 86400.0}
