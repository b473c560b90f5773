"""Every minute the clock asks, and the worker answers: both live."""

from __future__ import annotations

from celery import shared_task

from access.health.actions import give_sign
from access.health.models import PulseName


@shared_task(name="access.health.tasks.tick")
def tick() -> None:
    give_sign(PulseName.CLOCK)
    give_sign(PulseName.WORKER)


SCHEDULE = {"access.health.tasks.tick": 60.0}
