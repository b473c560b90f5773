"""What row security, audit and encryption cost: every page with all of them, and with each of them off, by turns.

    python -m tests.locks [--cases 100000] [--repeat 40] [--keep FOLDER]

They can be switched off here and nowhere else: no part of the program, no setting and no variable can do it. It happens in
the process of this measurement, on an installation of invented cases that it made for itself, marked as its own, and
removes afterwards (with --keep it stays in FOLDER, to be measured again). Measure on a quiet machine.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg

AIM_MS = 5.0  # what the three may cost together, on every page
MARK = "only-to-measure"  # a file and a folder by which bench knows its own again
MADE_FOR_IT = "pana-locks-"
LOCKS = ("row security", "audit", "encryption")


class NotForThis(Exception):
    """The locks of this installation stay where they are."""


def refuse_unless_thrown_away() -> None:
    """A demo on its own embedded server, in a folder that was made for this and carries its mark."""
    from django.conf import settings

    var = Path(settings.VAR_DIR)
    marked = (var / MARK).is_file() and var.parent.name.startswith(MADE_FOR_IT)
    if not (settings.DEMO_INSTALLATION and marked and (var / "postgres").is_dir()):
        raise NotForThis("Locks are only switched off on an installation that this measurement made for itself.")


# --- each lock off -----------------------------------------------------------------------------------
def _superuser() -> psycopg.Connection:
    """Of the embedded server: the only one who may let a login pass row security by."""
    from django.conf import settings
    from django.db import connection

    keys = json.loads((Path(settings.VAR_DIR) / "secrets.json").read_text(encoding="utf-8"))
    parts = connection.settings_dict
    return psycopg.connect(
        host=parts["HOST"], port=parts["PORT"], user="postgres", password=keys["postgres"], dbname=parts["NAME"], autocommit=True
    )


@contextmanager
def _without_row_security(_memory: dict[Any, Any]) -> Iterator[None]:
    with _superuser() as superuser:
        superuser.execute("alter role pana_web bypassrls")
        try:
            yield
        finally:
            superuser.execute("alter role pana_web nobypassrls")


@contextmanager
def _without_audit(_memory: dict[Any, Any]) -> Iterator[None]:
    from access.models import AuditEvent

    with patch.object(AuditEvent.objects, "bulk_create", lambda *_args, **_kwargs: []):
        yield


@contextmanager
def _without_encryption(memory: dict[Any, Any]) -> Iterator[None]:
    """A value that was opened once is there in clear, as if it had never been sealed; what is written is not sealed."""
    from access.crypto.fields import EncryptedTextField

    opened = EncryptedTextField.open

    def in_clear(field: EncryptedTextField, instance: Any, value: bytes) -> Any:
        if value not in memory:
            memory[value] = opened(field, instance, value)
        return memory[value]

    with (
        patch.object(EncryptedTextField, "open", in_clear),
        patch.object(EncryptedTextField, "seal", lambda _field, _row, value: str(value or "").encode()),
        patch("access.crypto.fields.person_of", lambda _value: None),
    ):
        yield


OFF: dict[str, Callable[[dict[Any, Any]], Any]] = {
    "row security": _without_row_security, "audit": _without_audit, "encryption": _without_encryption,
}  # fmt: skip


# --- measuring ---------------------------------------------------------------------------------------
def measure_locks(repeat: int) -> list[dict[str, Any]]:
    """For every page: milliseconds with all locks, and how much less it takes without each and without all three."""
    from config.bench.pages import measured_things

    refuse_unless_thrown_away()
    return [_measure(thing, repeat) for thing in measured_things()]


def _measure(thing: Any, repeat: int) -> dict[str, Any]:
    memory: dict[Any, Any] = {}
    variants: dict[str, tuple[str, ...]] = {name: (name,) for name in LOCKS} | {"all three": LOCKS}
    for off in variants.values():  # what is warm for one must be warm for the others
        _ask(thing, off, memory)
    differences: dict[str, list[float]] = {name: [] for name in variants}
    all_on: list[float] = []
    for _ in range(repeat):
        before = _ask(thing, (), memory)
        for name, off in variants.items():  # A B A B: each is compared with what ran just before and just after it
            without = _ask(thing, off, memory)
            after = _ask(thing, (), memory)
            differences[name].append((before + after) / 2 - without)
            all_on.append(before)
            before = after
    told = {name: round(statistics.median(found), 2) for name, found in differences.items()}
    return {"name": thing.name, "median_ms": round(statistics.median(all_on), 2), "costs_ms": told}


def _ask(thing: Any, off: tuple[str, ...], memory: dict[Any, Any]) -> float:
    from config.bench.pages import signed_in_as

    client = signed_in_as(thing.role)
    with ExitStack() as locks:
        for name in off:
            locks.enter_context(OFF[name](memory))
        began = time.perf_counter()
        response = thing.ask(client)
        took = (time.perf_counter() - began) * 1000
    if response.status_code not in {200, 302}:
        raise AssertionError(f"{thing.name} without {off}: answered {response.status_code}")
    return took


# --- the installation it is measured on --------------------------------------------------------------
def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.locks", description="What the locks cost, page by page.")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=40, help="pairs of requests a page and lock")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the installation there, or measure the one that is there")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.here:
        return _measure_here(given.repeat)
    with ExitStack() as stack:
        folder = given.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=MADE_FOR_IT)))
        return _measure_in(folder / MADE_FOR_IT, given.cases, given.repeat)


def _measure_in(folder: Path, cases: int, repeat: int) -> int:
    from config.embedded import DEMO_MARK
    from tests.config.conftest import ROOT, clean_environment

    var = folder / "var"
    environment = clean_environment(var)
    if not (var / MARK).exists():
        for command in (("prepare",), ("demo", "--cases", str(cases), "--months", "60", "--seed", "1")):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True, stdout=sys.stderr)
            (var / DEMO_MARK).touch()
        (var / MARK).touch()
    return subprocess.run([sys.executable, "-m", "tests.locks", "--here", "--repeat", str(repeat)], cwd=ROOT, env=environment, check=False).returncode


def _measure_here(repeat: int) -> int:
    from config.boot import boot

    boot("web")
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    failed = []
    for page in (found := measure_locks(repeat)):
        costs = page["costs_ms"]
        told = "  ".join(f"{name} {cost:+.2f}" for name, cost in costs.items())
        sys.stdout.write(f"{page['name']:<28}{page['median_ms']:>9.2f} ms  {told}\n")
        if costs["all three"] > AIM_MS:
            failed.append(page["name"])
    sys.stdout.write(f"locks checked={len(found)} failed={len(failed)} (aim: {AIM_MS} ms together) {', '.join(failed)}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
