"""Celery: carries a nudge from the web to the worker. What must not be lost stands in the outbox, not here."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import beat_embedded_init, setup_logging
from django.apps import apps
from django.conf import settings

from config.processes.clock import Every
from config.processes.parent import die_with_parent

if not apps.apps_ready:  # started by `celery`, not by manage.py or a web server
    import django

    from config.boot import boot

    boot("worker")
    django.setup()
    from django.db import connection

    from config.safety import refuse_unsafe

    refuse_unsafe()
    connection.close()  # the hands of the worker must not share it

app = Celery("pana")


def folder_broker(url: str) -> dict[str, Any]:
    """Where messages lie when the broker is a folder; nothing for a real broker."""
    if not url.startswith("filesystem://"):
        return {}
    folder = Path(url.removeprefix("filesystem://"))
    for name in ("messages", "control"):
        (folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
    return {
        "data_folder_in": str(folder / "messages"),
        "data_folder_out": str(folder / "messages"),
        "control_folder": str(folder / "control"),
        "polling_interval": 0.3,
    }


def patience(url: str) -> dict[str, Any]:
    """A page that nudges the worker does not wait for a Redis that takes the call and says nothing."""
    return {"socket_connect_timeout": 2, "socket_timeout": 5} if url.startswith(("redis://", "rediss://")) else {}


def configure() -> None:
    url = str(settings.CELERY_BROKER_URL)
    options = folder_broker(url)
    app.conf.update(
        broker_url="filesystem://localhost" if options else url,
        broker_transport_options=options or patience(url),
        broker_connection_retry_on_startup=True,
        broker_connection_timeout=2,
        result_backend=None,
        task_ignore_result=True,
        task_serializer="json",
        accept_content=["json"],
        task_default_queue="pana",
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        timezone="UTC",
        beat_schedule_filename=str(settings.VAR_DIR / "run" / "beat"),
        beat_schedule={},
        beat_scheduler="config.processes.clock:SteadyScheduler",
    )
    app.autodiscover_tasks(_rooms)


def _every(task: str, seconds: float) -> dict[str, Any]:
    """An entry that lapses when the worker is busy, so that a slow hour leaves no queue behind it."""
    return {"task": task, "schedule": Every(seconds), "options": {"expires": max(seconds, 5.0)}}


@app.on_after_finalize.connect
def add_schedules(sender: Celery, **_: object) -> None:
    """What each room asks for in `SCHEDULE` of its tasks.py: name of the task to seconds between two runs."""
    for module in _task_modules():
        for task, seconds in getattr(module, "SCHEDULE", {}).items():
            sender.conf.beat_schedule.setdefault(task, _every(task, seconds))


def _rooms() -> list[str]:
    """Packages that may have a tasks.py: every app, and its sub-packages by noun."""
    ours = [each for each in apps.get_app_configs() if Path(each.path).is_relative_to(settings.BASE_DIR)]
    return [
        ".".join([each.name, *folder.relative_to(each.path).parts])
        for each in ours
        for folder in sorted({path.parent for path in Path(each.path).rglob("tasks.py")})
    ]


def _task_modules() -> list[Any]:
    return [import_module(f"{name}.tasks") for name in _rooms()]


@setup_logging.connect
def keep_our_logging(**_: object) -> None:
    """Celery would log the arguments of tasks; Django's LOGGING stays as settings.py says."""


@beat_embedded_init.connect
def beat_ends_with_worker(**_: object) -> None:
    """Beat is a process of its own: it must not outlive a worker that was killed."""
    die_with_parent()


configure()
