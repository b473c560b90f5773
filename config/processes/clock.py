"""Celery's clock, which goes on when somebody sets the machine's back.

Celery remembers when a thing ran last and is to run next by the time of day: set back an hour, it would do nothing for
an hour.
"""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from celery.beat import PersistentScheduler
from celery.schedules import schedule


class Every(schedule):  # type: ignore[misc]  # Celery has no types
    """Every so many seconds. What ran in the future runs now."""

    def is_due(self, last_run_at: datetime) -> tuple[bool, float]:
        if self.maybe_make_aware(last_run_at) > self.now():
            return True, self.seconds
        due: tuple[bool, float] = super().is_due(last_run_at)
        return due


class SteadyScheduler(PersistentScheduler):  # type: ignore[misc]
    """Looks again at everything when it is earlier than it was."""

    ticked = 0.0

    def tick(self, *args: Any, **kwargs: Any) -> float:
        now = time.time()
        if now < self.ticked:
            self._heap = None
        self.ticked = now
        wait: float = super().tick(*args, **kwargs)
        return wait
