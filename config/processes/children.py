"""Child processes that are watched: started, logged, restarted when they die, stopped in order."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO

import psutil

from config.processes.parent import PARENT

BASE_DIR = Path(__file__).resolve().parent.parent.parent
LOG_BYTES = 5 * 1024 * 1024
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
STEADY_AFTER = 60.0


def start_process(arguments: Sequence[str], output: int | IO[bytes]) -> subprocess.Popen[bytes]:
    """Start one of our programs in its own group; it ends when we end."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        cwd=BASE_DIR,
        env={**os.environ, PARENT: str(os.getpid()), "PYTHONUNBUFFERED": "1"},
        start_new_session=True,
    )


def end_process(process: subprocess.Popen[bytes], patience: float) -> None:
    """Ask, wait, then insist; the whole group, so that nothing stays behind."""
    _signal_group(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(patience)
    _signal_group(process.pid, signal.SIGKILL)
    process.wait()


def _signal_group(pid: int, number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


@dataclass
class Child:
    """One long-running program."""

    name: str
    arguments: Sequence[str]
    var: Path
    patience: float = 10.0
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    started_at: float = 0.0
    due_at: float = 0.0
    _reader: threading.Thread | None = field(default=None, repr=False)

    @property
    def log_path(self) -> Path:
        return self.var / "log" / f"{self.name}.log"

    @property
    def pid_path(self) -> Path:
        return self.var / "run" / f"{self.name}.pid"

    def start(self) -> None:
        self.process = start_process(self.arguments, subprocess.PIPE)
        self.started_at = time.monotonic()
        self._note_pid(self.process.pid)
        self._reader = threading.Thread(target=self._keep_log, args=(self.process,), daemon=True)
        self._reader.start()

    def _note_pid(self, pid: int) -> None:
        with suppress(psutil.NoSuchProcess):
            self.pid_path.write_text(json.dumps([pid, psutil.Process(pid).create_time()]), encoding="utf-8")

    def _keep_log(self, process: subprocess.Popen[bytes]) -> None:
        handler = RotatingFileHandler(self.log_path, maxBytes=LOG_BYTES, backupCount=5, encoding="utf-8")
        assert process.stdout is not None
        with suppress(OSError, ValueError):  # a full disk must not stop the program that is being logged
            for line in process.stdout:
                text = line.decode("utf-8", "replace").rstrip()
                handler.handle(logging.LogRecord(self.name, logging.INFO, "", 0, text, None, None))
        handler.close()

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def tend(self) -> bool:
        """Start again what died, later each time; true when it has just been started."""
        now = time.monotonic()
        if self.is_alive():
            if now - self.started_at > STEADY_AFTER:
                self.deaths = 0
            return False
        if self.process is not None:
            _signal_group(self.process.pid, signal.SIGKILL)  # what it may have left behind
            self.process = None
            self.deaths += 1
            self.due_at = now + min(FIRST_PAUSE * 2 ** (self.deaths - 1), LONGEST_PAUSE)
        if now < self.due_at:
            return False
        self.start()
        return True

    def stop(self) -> None:
        if self.process is not None:
            end_process(self.process, self.patience)
            self.process = None
        if self._reader is not None:
            self._reader.join(timeout=2)
        self.pid_path.unlink(missing_ok=True)

    def clear_stale(self) -> None:
        """End what an earlier, killed `up` left running."""
        try:
            pid, created = json.loads(self.pid_path.read_text(encoding="utf-8"))
            process = psutil.Process(int(pid))
            if abs(process.create_time() - float(created)) < 1:
                _signal_group(process.pid, signal.SIGKILL)
                process.wait(5)
        except (OSError, ValueError, TypeError, psutil.Error):
            pass
        self.pid_path.unlink(missing_ok=True)
