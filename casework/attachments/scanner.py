"""Asking a virus scanner (clamd) over its socket. Without an answer nothing counts as clean."""

from __future__ import annotations

import socket
import struct
from typing import Any

from django.conf import settings

CHUNK, SECONDS = 64 * 1024, 30.0


class ScannerAway(Exception):
    """No scanner is set up, or it does not answer. What must be scanned waits."""


def has_scanner() -> bool:
    return bool(settings.VIRUS_SCANNER)


def is_clean(data: bytes) -> bool:
    """Whether the scanner finds nothing in these bytes."""
    try:
        with _connect() as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), CHUNK):
                chunk = data[start : start + CHUNK]
                line.sendall(struct.pack("!I", len(chunk)) + chunk)
            line.sendall(struct.pack("!I", 0))
            answer = _answer(line)
    except OSError as error:
        raise ScannerAway(type(error).__name__) from None
    if answer == b"stream: OK":
        return True
    if answer.endswith(b" FOUND"):
        return False
    raise ScannerAway("The scanner gave no verdict.")


def _connect() -> socket.socket:
    """`/run/clamav/clamd.ctl` or `host:port`."""
    where: Any = str(settings.VIRUS_SCANNER)
    if not where:
        raise ScannerAway("No scanner is set up.")
    if where.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        line.connect(where)
        return line
    host, _colon, port = where.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)


def _answer(line: socket.socket) -> bytes:
    said = b""
    while not said.endswith(b"\0") and len(said) < 4096:
        part = line.recv(4096)
        if not part:
            break
        said += part
    return said.rstrip(b"\0\n")
