"""The reports of the demo that are made in the background, after Pana has started."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from access.outbox.actions import enqueue
from access.outbox.models import OutboxJob
from access.outbox.registry import job
from config.demo.reports import publish_demo_reports

PUBLISH = "demo.reports"


@job(PUBLISH, atomic=False, patience=timedelta(minutes=20), max_attempts=3)
def publish(promised: OutboxJob) -> None:
    """Publish what is not published yet."""
    publish_demo_reports()


def promise_reports() -> None:
    """Once for an installation."""
    with transaction.atomic():
        enqueue(kind=PUBLISH, payload={}, key=PUBLISH, organisation_id=None)
