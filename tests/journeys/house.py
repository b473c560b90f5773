"""A whole Pana as a newcomer starts it, in a folder of its own, for the browser journeys."""

from __future__ import annotations

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue

from access.factors.rules import code_at, step_at

ROOT = Path(__file__).parents[2]
READY_WITHIN = 240
OWN = (
    "DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_BACKUP_URL", "DATABASE_WORKER_URL", "DATABASE_REPORT_URL", "PANA_DB_ROLE", "PANA_DEMO", "PANA_EMBEDDED", "SECRET_KEY",
    "PANA_INSTALLATION_KEY", "PANA_CONTEXT_KEY", "CELERY_BROKER_URL", "PANA_VAR", "DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE",
)  # fmt: skip


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def clean_environment(var: Path, **extra: str) -> dict[str, str]:
    """The environment of a newcomer: nothing of the test run leaks in."""
    kept = {name: value for name, value in os.environ.items() if name not in OWN}
    few = {"PANA_DEMO_REPORT_MONTHS": "1"}  # the reports of the demo are made beside the journeys; one month is enough for them
    return kept | few | {"PANA_VAR": str(var), "PYTHONUNBUFFERED": "1"} | extra


@dataclass
class House:
    """A running installation: its address, its folder and its people."""

    var: Path
    environment: dict[str, str]
    port: int = field(default_factory=free_port)
    accounts: list[dict[str, str]] = field(default_factory=list)
    used: dict[str, int] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> House:
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--port", str(self.port)],
            cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        self.lines: list[str] = []
        self._wait_until_ready()
        self.accounts = json.loads(self.manage("demo_accounts", "--json"))
        return self

    def _wait_until_ready(self) -> None:
        queue: Queue[str | None] = Queue()
        threading.Thread(target=self._read, args=(queue,), daemon=True).start()
        while True:
            try:
                line = queue.get(timeout=READY_WITHIN)
            except Empty:
                line = None
            if line is None:
                raise AssertionError("Pana did not become ready:\n" + "".join(self.lines))
            if "ready at" in line:
                return

    def _read(self, queue: Queue[str | None]) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            queue.put(line)
        queue.put(None)

    def manage(self, *arguments: str) -> str:
        """Run a command of manage.py beside the running house; its output."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def account(self, role: str, organisation: str) -> dict[str, str]:
        return next(a for a in self.accounts if a["role"] == role and a["organisation"] == organisation)

    def code(self, username: str) -> str:
        """The code this person's app shows; each is good for one time, so who comes again at once waits for the next."""
        secret = next(base64.b32decode(a["totp_secret"]) for a in self.accounts if a["username"] == username)
        now = time.time()
        earliest = step_at(now) - (1 if now % 30 < 20 else 0)  # the code before is good only until this half minute ends
        step = max(earliest, self.used.get(username, 0) + 1)
        time.sleep(max(0.0, (step - 1) * 30 + 0.2 - time.time()))
        self.used[username] = step
        return code_at(secret, step)

    def stop(self) -> int:
        """Ctrl-C, as a person would."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
        try:
            return self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            raise
