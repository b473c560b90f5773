"""Celery carries JSON and ids, on a folder or on a real broker, and asks each room what is due."""

from __future__ import annotations

from pathlib import Path

from celery import Celery

from config.celery import app, folder_broker


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
