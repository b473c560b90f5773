"""PostgreSQL's own programs: those of the server's version, wherever they are."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from config.backup.problems import BackupFailed
from config.embedded.server import packaged_binaries


def find_program(name: str, server: int) -> Path:
    """`pg_dump` or `pg_restore` of this major version; a newer one if there is no other."""
    found = {path: version for path in _candidates(name, server) if (version := _version(path)) >= server}
    if not found:
        raise BackupFailed(
            f"No {name} of PostgreSQL {server} was found: install the client programs of that version, "
            "or name their folder in PANA_PG_BIN."
        )
    return min(found, key=lambda path: found[path])


def _candidates(name: str, server: int) -> Iterator[Path]:
    named = os.environ.get("PANA_PG_BIN")
    folders = [Path(named)] if named else []
    folders += [Path(f"/usr/lib/postgresql/{server}/bin"), Path(f"/usr/pgsql-{server}/bin"), packaged_binaries()]
    on_path = shutil.which(name)
    yield from (folder / name for folder in folders)
    if on_path:
        yield Path(on_path)


def _version(path: Path) -> int:
    if not path.exists():
        return 0
    told = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=False)
    number = re.search(r"(\d+)(?:\.\d+)?", told.stdout)
    return int(number.group(1)) if told.returncode == 0 and number else 0


def connection_environment(address: str) -> dict[str, str]:
    """Where to connect, as the programs read it from the environment: a password in arguments could be seen by others."""
    parts = urlsplit(address)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    told = {
        "PGHOST": unquote(query.get("host", "")) or unquote(parts.hostname or ""),
        "PGPORT": query.get("port", "") or str(parts.port or ""),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGDATABASE": parts.path.lstrip("/"),
        "PGSSLMODE": unquote(query.get("sslmode", "")),
        "PGSSLROOTCERT": unquote(query.get("sslrootcert", "")),
    }
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return kept | {"LC_ALL": "C.UTF-8", "TZ": "UTC"} | {name: value for name, value in told.items() if value}
