"""The reports of the demo that are made in the background, after Pana has started."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from access.outbox.actions import enqueue
from access.outbox.models import OutboxJob
from access.outbox.registry import job
from config.demo.reports import publish_demo_reports

PUBLISH = "demo.reports"


@job(PUBLISH, atomic=False, patience=timedelta(minutes=5), max_attempts=3)
def publish(promised: OutboxJob) -> None:
    """Publish one report and promise the next, so that work of people comes in between."""
    if publish_demo_reports(limit=1):
        promise_reports(number=int(promised.payload.get("number") or 0) + 1)


def promise_reports(*, number: int = 0) -> None:
    """Each promise once for an installation."""
    with transaction.atomic():
        enqueue(kind=PUBLISH, payload={"number": number}, key=f"{PUBLISH}:{number}", organisation_id=None)
