"""The database server of a test run: a throw-away one, shared by the workers of pytest-xdist."""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from config.embedded import DatabaseUrls, ensure_running, release
from config.embedded.locks import leave, share

_users: dict[Path, int] = {}


def test_server() -> DatabaseUrls:
    """The addresses of the server to test on.

    DATABASE_URL (with its companions for owner, backup, worker and report) names a server of the operator's own, whose
    owner role may create databases. PANA_TEST_POSTGRES names a folder with other PostgreSQL programs, for example Debian's.
    """
    given = os.environ.get("DATABASE_URL")
    if given and "PANA_TEST_RUN" not in os.environ:
        others = [os.environ.get(f"DATABASE_{role}_URL", given) for role in ("OWNER", "BACKUP", "WORKER", "REPORT")]
        os.environ["PANA_TEST_GIVEN"] = " ".join([given, *others])
    if "PANA_TEST_GIVEN" in os.environ:  # what is set later is set by the tests themselves
        return DatabaseUrls(*os.environ["PANA_TEST_GIVEN"].split())
    programs = os.environ.get("PANA_TEST_POSTGRES")
    return throwaway_server(_folder(programs or ""), Path(programs) if programs else None)


test_server.__test__ = False  # not a test, in spite of its name


def throwaway_server(var: Path, programs: Path | None = None) -> DatabaseUrls:
    """Start a server in this folder; the last process that uses it stops it and removes the folder."""
    if var not in _users:
        var.parent.mkdir(parents=True, exist_ok=True)
        _users[var] = share(var.with_suffix(".users"))
        atexit.register(_forget, var)
    return ensure_running(var, throwaway=True, binaries=programs)


def _folder(programs: str) -> Path:
    """One folder per run: the first process names the run, the workers of xdist inherit the name."""
    run = os.environ.setdefault("PANA_TEST_RUN", f"{os.getpid()}")
    name = hashlib.sha256(f"{run} {programs}".encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"pana-tests-{os.getuid()}" / name


def _forget(var: Path) -> None:
    release(var)
    if leave(_users.pop(var)):
        shutil.rmtree(var, ignore_errors=True)
        var.with_suffix(".users").unlink(missing_ok=True)
