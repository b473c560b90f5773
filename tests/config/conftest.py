"""Whole processes on folders of their own: nothing here touches the database of the other tests."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = ("DATABASE_", "PANA_", "SECRET_KEY", "CELERY_", "DJANGO_", "PYTEST_")


def clean_environment(var: Path) -> dict[str, str]:
    """The environment of a newcomer: nothing of the test run in it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return {**kept, "PANA_VAR": str(var), "PYTHONWARNINGS": "ignore"}


def until(happened: Callable[[], object], seconds: float = 30) -> bool:
    """Wait for another process."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if happened():
            return True
        time.sleep(0.05)
    return False


def processes_of(var: Path) -> list[psutil.Process]:
    """Everything alive that works on this folder."""
    found = []
    for process in psutil.process_iter():
        try:
            named = str(var) in " ".join(process.cmdline()) or process.environ().get("PANA_VAR") == str(var)
            if named and process.status() != psutil.STATUS_ZOMBIE and process.pid != os.getpid():
                found.append(process)
        except psutil.Error:
            continue
    return found


@dataclass
class Up:
    """A running `manage.py up`."""

    process: subprocess.Popen[str]
    var: Path
    port: int
    output: Path

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def says(self, words: str, seconds: float = 60) -> bool:
        return until(lambda: words in self.said() or self.process.poll() is not None, seconds) and words in self.said()

    def tell(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(40)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    """A data folder of its own, with nothing left running on it afterwards."""
    folder = tmp_path / "var"
    yield folder
    for process in processes_of(folder):
        process.kill()


@pytest.fixture
def manage(var: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a command of Pana to its end."""

    def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**clean_environment(var), **more},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture
def start_up(var: Path) -> Iterator[Callable[..., Up]]:
    """Start `manage.py up`, in a session of its own as a terminal would."""
    started: list[Up] = []

    def start(*arguments: str, port: int | None = None) -> Up:
        chosen = port or free_port()
        output = var.parent / f"up-{len(started)}.txt"
        with output.open("w") as stream:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "up", "--empty", "--port", str(chosen), *arguments],
                cwd=ROOT,
                env=clean_environment(var),
                stdout=stream,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        started.append(Up(process, var, chosen, output))
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.tell(signal.SIGINT)
