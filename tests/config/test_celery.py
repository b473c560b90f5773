"""Celery carries JSON and ids, on a folder or on a real broker, and asks each room what is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from celery import Celery

from config.celery import app, folder_broker
from config.processes.clock import Every, SteadyScheduler


def test_a_message_through_the_folder_arrives(tmp_path: Path) -> None:
    options = folder_broker(f"filesystem://{tmp_path}")
    carrier = Celery("carrier", broker="filesystem://", set_as_current=False)
    carrier.conf.update(broker_transport_options=options, task_default_queue="pana")
    carrier.send_task("tests.nothing", expires=60)
    assert len(list((tmp_path / "messages").iterdir())) == 1
    with carrier.connection_for_read() as connection:
        queue = connection.SimpleQueue("pana")
        message = queue.get(timeout=5)
        assert message.headers["task"] == "tests.nothing"
        message.ack()
        queue.close()
    assert list((tmp_path / "messages").iterdir()) == []
    assert {path.name for path in tmp_path.iterdir()} == {"messages", "control"}, "nothing lands beside the folder"


def test_a_real_broker_needs_no_folder() -> None:
    assert folder_broker("redis://localhost:6379/0") == {}


def test_only_json_travels_and_a_lost_worker_gives_its_message_back() -> None:
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_serializer == "json"
    assert app.conf.task_acks_late
    assert not app.conf.result_backend


def test_the_sweep_of_the_outbox_is_in_the_schedule_and_lapses() -> None:
    app.finalize(auto=True)
    entry = app.conf.beat_schedule["access.outbox.tasks.drain"]
    assert entry["schedule"].seconds == 5.0
    assert entry["options"]["expires"] >= 5.0
    assert "access.outbox.tasks.drain" in app.tasks


def test_the_clock_goes_on_when_the_machine_s_is_set_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    carrier = Celery("carrier", set_as_current=False)
    carrier.conf.update(timezone="UTC", beat_schedule={"sweep": {"task": "tests.nothing", "schedule": Every(5.0)}})
    done: list[datetime] = []
    scheduler = SteadyScheduler(carrier, schedule_filename=str(tmp_path / "beat"))
    monkeypatch.setattr(scheduler, "apply_entry", lambda entry, producer=None: done.append(datetime.now(UTC)))
    scheduler.__dict__["producer"] = None  # no broker is asked
    noon = datetime(2026, 6, 1, 12, tzinfo=UTC)
    ran = []
    with time_machine.travel(noon) as clock:
        for minutes in (0, 1, -59, -58):
            clock.move_to(noon + timedelta(minutes=minutes))
            before = len(done)
            for _ in range(20):
                scheduler.tick()
            ran.append(len(done) > before)
    scheduler.close()

    assert ran[1:] == [True, True, True]
