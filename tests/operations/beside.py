"""What runs beside the pages: a broker and workers, to be taken away and brought back."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import redis

from tests.config.conftest import ROOT, until
from tests.operations.installation import Installation


class Redis:
    """A Redis of its own."""

    def __init__(self, port: int, folder: Path) -> None:
        self.port, self.folder, self.address = port, folder, f"redis://127.0.0.1:{port}/0"

    def __enter__(self) -> Redis:
        program = os.environ.get("PANA_TEST_REDIS") or shutil.which("redis-server")
        assert program, "Redis was not found: install redis-server, or run python3 tests/run.py, which does."
        self.server = subprocess.Popen(
            [program, "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder), "--save", ""], stdout=subprocess.DEVNULL
        )
        self.client = redis.Redis(port=self.port)
        assert until(self.answers, 30)
        return self

    def answers(self) -> bool:
        try:
            return bool(self.client.ping())
        except redis.RedisError:
            return False

    def lose_everything(self) -> None:
        self.client.flushall()

    def __exit__(self, *_: object) -> None:
        self.client.close()
        self.server.kill()
        self.server.wait(timeout=20)


class Workers:
    """A Celery worker with two hands, on a broker of its own."""

    def __init__(self, demo: Installation, broker: str, **more: str) -> None:
        self.environment = demo.environment | {"CELERY_BROKER_URL": broker} | more
        self.log = demo.var / "log" / "killed-worker.log"

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.operations.jobs"], cwd=ROOT, env=self.environment, stdout=output, stderr=output,
                start_new_session=True,
            )  # fmt: skip

    def hands(self) -> list[psutil.Process]:
        if self.process.poll() is not None:  # it gives up when its hands die before they begin; systemd starts it again
            self.start()
        try:
            return psutil.Process(self.process.pid).children()
        except psutil.NoSuchProcess:
            return []

    def kill_all(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill_all()
