"""A PgBouncer before the tests' database: few connections, given to whoever begins a transaction."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg

from config.embedded.account import account_for
from tests.config.conftest import free_port, until

SETTINGS = """
[databases]
* = host={host} port={server_port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {users}
pool_mode = transaction
default_pool_size = {size}
max_client_conn = 100
ignore_startup_parameters = extra_float_digits
"""


@contextmanager
def pooled(url: str, *, size: int) -> Iterator[tuple[str, int]]:
    """Host and port to go to instead of those of this address."""
    program = os.environ.get("PANA_TEST_PGBOUNCER") or shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
    assert Path(program).exists(), "PgBouncer was not found: install pgbouncer, or run python3 tests/run.py, which does."
    parts, port = urlsplit(url), free_port()
    with tempfile.TemporaryDirectory(prefix="pana-pool-") as made:
        folder, users = Path(made), Path(made) / "users.txt"
        account = account_for(folder)  # it does not run as root either
        users.write_text(f'"{parts.username}" "{unquote(parts.password or "")}"\n', encoding="utf-8")
        settings = folder / "pgbouncer.ini"
        settings.write_text(SETTINGS.format(host=parts.hostname, server_port=parts.port, port=port, users=users, size=size), encoding="utf-8")
        for path in (folder, users, settings):
            account.own(path)
        with (folder / "log").open("wb") as log:
            options: dict[str, Any] = account.popen_options()
            process = subprocess.Popen([program, str(settings)], stdout=log, stderr=log, cwd="/", **options)
        try:
            assert until(lambda: _opens(url, port), 30), (folder / "log").read_text(encoding="utf-8")
            yield "127.0.0.1", port
        finally:
            process.terminate()
            process.wait(30)


def _opens(url: str, port: int) -> bool:
    try:
        psycopg.connect(url, host="127.0.0.1", port=port).close()
    except psycopg.Error:
        return False
    return True
