"""The worker of `manage.py up`: Celery with its clock (beat) in one. Usage: python -m config.processes.worker"""

from __future__ import annotations

from config.boot import fail
from config.problems import StartupProblem
from config.processes.parent import obey_parent

ARGUMENTS = [
    "worker", "--beat", "--pool", "threads", "--concurrency", "2", "--loglevel", "WARNING",
    "--without-gossip", "--without-mingle", "--without-heartbeat",
]  # fmt: skip


def main() -> None:
    obey_parent()
    try:
        from config.celery import app
    except StartupProblem as problem:
        raise SystemExit(fail(problem)) from None
    app.worker_main([*ARGUMENTS, "--schedule", str(app.conf.beat_schedule_filename)])


if __name__ == "__main__":
    main()
