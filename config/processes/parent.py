"""A child process that ends when its parent ends, however that happens."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
PARENT = "PANA_PARENT"


def die_with_parent(parent: int | None = None) -> None:
    """Ask the kernel to end this process with its parent (Linux; elsewhere pid files are cleaned at the next start)."""
    expected = parent or os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != expected:  # it ended before the kernel knew our wish
        os.kill(os.getpid(), signal.SIGTERM)


def obey_parent() -> None:
    """End with the process named in the environment, if one is named; its name is not for our own children."""
    parent = os.environ.pop(PARENT, "")
    if parent:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have started us deaf to it
        die_with_parent(int(parent))
