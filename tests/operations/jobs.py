"""A worker whose only work leaves one row per job: `python -m tests.operations.jobs`. Two rows would be a job done twice."""

from __future__ import annotations

import time
from datetime import timedelta

MARK = "tests.operations.mark"


def main() -> None:
    from config.celery import app

    declare()
    app.worker_main(
        ["worker", "--beat", "--pool", "prefork", "--concurrency", "2", "--loglevel", "WARNING", "--without-gossip",
         "--without-mingle", "--without-heartbeat", "--schedule", str(app.conf.beat_schedule_filename)]
    )  # fmt: skip


def declare() -> None:
    """Only once Django stands."""
    from django.db import connection

    from access.outbox.models import OutboxJob
    from access.outbox.registry import job

    @job(MARK, patience=timedelta(seconds=1), max_attempts=100)
    def leave_mark(done: OutboxJob) -> None:
        with connection.cursor() as cursor:
            cursor.execute("insert into done_work (job) values (%s)", [done.id])
        time.sleep(0.03)


if __name__ == "__main__":
    main()
