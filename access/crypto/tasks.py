"""Keys turn by themselves: when an epoch is old, when somebody was erased, and when a turn was left half-way."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from celery import shared_task

from access.crypto.turning import ROTATE, destroy_old_epochs, is_due, rotate
from access.models import Organisation
from access.outbox.models import OutboxJob
from access.outbox.registry import job


@job(ROTATE, atomic=False, patience=timedelta(minutes=30), max_attempts=8)
def rotate_promised(promised: OutboxJob) -> None:
    """Turn the keys of the organisation a job speaks of."""
    organisation = Organisation.objects.get(pk=UUID(str(promised.payload["organisation"])))
    rotate(organisation, older_than=datetime.fromisoformat(str(promised.payload["older_than"])))


@shared_task(name="access.crypto.tasks.turn")
def turn() -> int:
    """Every organisation whose turn it is; epochs that no backup needs any more are destroyed."""
    turned = 0
    for organisation in Organisation.objects.order_by("code"):
        if is_due(organisation):
            rotate(organisation)
            turned += 1
        destroy_old_epochs(organisation)
    return turned


SCHEDULE = {"access.crypto.tasks.turn": 3600.0}
