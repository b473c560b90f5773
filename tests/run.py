#!/usr/bin/env python3
"""The test command: installs what the tests need, runs every check, tells how long each took.

    python3 tests/run.py [arguments for pytest]

Needs only Python >= 3.11 (standard library). As root on Debian it installs the browser and the servers with apt-get;
elsewhere it says what to install, and takes Playwright's own browser.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements-dev.txt"
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
CHECK_ENVIRONMENT = {  # the type checker loads settings.py; it opens nothing
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
    "SECRET_KEY": "for the type checker only",
    "PANA_INSTALLATION_KEY": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "PANA_CONTEXT_KEY": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "CELERY_BROKER_URL": "memory://",
}


def say(text: str) -> None:
    print(text, flush=True)


def run(arguments: Sequence[str | Path], **environment: str) -> int:
    return subprocess.run(
        [str(each) for each in arguments], cwd=ROOT, env={**os.environ, **environment}, check=False
    ).returncode


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


# --- what the tests need -----------------------------------------------------------------------------
def make_venv() -> int:
    """The environment of the README's first command; made here if the tests come first."""
    if PYTHON.exists() and run([PYTHON, "-m", "pip", "--version"], PYTHONWARNINGS="ignore") == 0:
        return 0
    if run([sys.executable, "-m", "venv", VENV]) == 0:
        return 0
    if not install("python3-venv"):
        say("Python's venv module is missing: install it (on Debian: python3-venv), then run this again.")
        return 1
    return run([sys.executable, "-m", "venv", "--clear", VENV])


def install_requirements() -> int:
    """Exactly the locked versions; only when the lock has changed."""
    stamp = VENV / "requirements-dev.stamp"
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return 0
    code = run([PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", REQUIREMENTS])
    if code == 0:
        stamp.write_text(wanted, encoding="utf-8")
    else:
        say("The packages could not be installed: read pip's message above; is there a network?")
    return code


_updated: list[bool] = []


def install(*packages: str) -> bool:
    """Install Debian packages by name; false where that cannot be done."""
    if not is_root() or shutil.which("apt-get") is None:
        return False
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    if not _updated:
        _updated.append(run(["apt-get", "update", "-qq"], **quiet) == 0)
    return run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], **quiet) == 0


def find_browser() -> str:
    return next((found for name in BROWSERS if (found := shutil.which(name))), "")


def find_postgresql() -> str:
    """Folder of the newest PostgreSQL that Debian installed."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: float(path.parts[-3]))
    return str(folders[-1].parent) if folders else ""


def find_redis() -> str:
    return shutil.which("redis-server") or ""


def find_pgbouncer() -> str:
    return shutil.which("pgbouncer") or next(iter(map(str, Path("/usr/sbin").glob("pgbouncer"))), "")


def install_system_packages() -> int:
    """Browser, Redis, PgBouncer and a PostgreSQL from the system: the tests run in the one and on the others."""
    if not find_browser() and not install("chromium", "fonts-dejavu-core"):
        say("No Chromium found: taking Playwright's own.")
        if run([PYTHON, "-m", "playwright", "install", "chromium"]):
            say("No browser: install Chromium (on Debian: apt-get install chromium), then run this again.")
            return 1
    if not find_redis() and not install("redis-server"):
        say("No Redis: install redis-server, or the journeys on a real broker will fail.")
    if not find_pgbouncer() and not install("pgbouncer"):
        say("No PgBouncer: install pgbouncer, or the test of a pool of connections will fail.")
    if not find_postgresql() and not (install("postgresql-15") or install("postgresql")):
        say("No PostgreSQL of the system: install postgresql (15 or later), or the journeys on it will fail.")
    return 0


# --- the checks --------------------------------------------------------------------------------------
def check_style() -> int:
    return run([PYTHON, "-m", "ruff", "check", "."])


def check_imports() -> int:
    return run([VENV / "bin" / "lint-imports"], **CHECK_ENVIRONMENT)


def check_types() -> int:
    rooms = [
        name for name in ("config", "access", "casework", "shelters", "hotline", "reports") if (ROOT / name).is_dir()
    ]
    return run([PYTHON, "-m", "mypy", "manage.py", *rooms], **CHECK_ENVIRONMENT)


def run_tests(arguments: Sequence[str]) -> int:
    parallel = [] if any(each.startswith("-n") for each in arguments) else ["-n", "2", "--dist", "loadgroup"]
    # folders of its own: another run on this machine would close them to the database's account while it works in them
    folders = tempfile.mkdtemp(prefix="pana-tests-")
    code = run(
        [PYTHON, "-m", "pytest", *parallel, *arguments],
        PYTEST_DEBUG_TEMPROOT=folders,
        PANA_TEST_BROWSER=find_browser(),
        PANA_TEST_SYSTEM_POSTGRES=find_postgresql(),
        PANA_TEST_REDIS=find_redis(),
        PANA_TEST_PGBOUNCER=find_pgbouncer(),
    )
    if code == 0:
        shutil.rmtree(folders, ignore_errors=True)
    return code


def main(arguments: Sequence[str]) -> int:
    """Preparation stops at the first failure; checks all run, and the first failure is the exit code."""
    timings: list[tuple[str, float, int]] = []

    def timed(name: str, step: Callable[[], int]) -> int:
        say(f"--- {name}")
        began = time.monotonic()
        code = step()
        timings.append((name, time.monotonic() - began, code))
        return code

    preparation = [
        ("environment", make_venv),
        ("packages", install_requirements),
        ("browser and servers", install_system_packages),
    ]
    failed = next((code for name, step in preparation if (code := timed(name, step))), 0)
    if not failed:
        checks = [("style", check_style), ("imports", check_imports), ("types", check_types)]
        codes = [timed(name, step) for name, step in checks]
        codes.append(timed("tests", lambda: run_tests(arguments)))
        failed = next((code for code in codes if code), 0)
    say("---")
    for name, seconds, code in timings:
        say(f"{name:<22}{seconds:8.1f} s  {'ok' if code == 0 else f'failed ({code})'}")
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
