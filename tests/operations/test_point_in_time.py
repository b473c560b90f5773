"""Back to a moment, to one transaction, with the settings that deploy/postgresql/archive.conf gives."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from config.embedded.server import Server
from tests.config.conftest import ROOT, until

pytestmark = [pytest.mark.xdist_group("operations"), pytest.mark.operations]
CONF = ROOT / "deploy" / "postgresql" / "archive.conf"
TRANSACTIONS, GOOD = 40, 23


def settings_of(archive: Path) -> dict[str, str]:
    found = re.findall(r"^(\w+) = (.+)$", CONF.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: value.strip("'").replace("ARCHIVE", str(archive)) for name, value in found}


def test_the_archive_goes_back_to_one_transaction(tmp_path: Path, measure: Callable[..., None]) -> None:
    archive, base = tmp_path / "archive", tmp_path / "base"
    for folder in (tmp_path / "first" / "log", tmp_path / "second" / "log", archive):
        folder.mkdir(parents=True, mode=0o711)
    first = Server(tmp_path / "first", "only-for-this-test", settings=settings_of(archive))
    first.initialise()
    first.account.own(archive)
    running = first.start()
    address = f"postgresql://postgres:{first.password}@127.0.0.1:{running.port}/postgres"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("create table cases (n int, xid text)")
        connection.execute("select pg_backup_start('base', true)")
        shutil.copytree(first.data, base, ignore=shutil.ignore_patterns("postmaster.*", "pg_wal"))
        label = connection.execute("select labelfile from pg_backup_stop()").fetchone()
        for number in range(TRANSACTIONS):
            connection.execute("insert into cases select %s, pg_current_xact_id()::text", [number])
        target = connection.execute("select xid from cases where n = %s", [GOOD]).fetchone()
        last = connection.execute("select pg_walfile_name(pg_current_wal_lsn())").fetchone()
        connection.execute("select pg_switch_wal()")
        assert None not in (label, target, last)
        assert until(lambda: (archive / last[0]).exists(), 60)
    first.stop()

    settings = {"restore_command": f"cp {archive}/%f %p", "recovery_target_xid": target[0], "recovery_target_action": "promote"}
    second = Server(tmp_path / "second", first.password, settings=settings)
    shutil.copytree(base, second.data)
    (second.data / "pg_wal").mkdir()
    (second.data / "backup_label").write_text(label[0], encoding="utf-8")
    (second.data / "recovery.signal").touch()
    for path in [second.data, *second.data.rglob("*")]:
        first.account.own(path)
    second.data.chmod(0o700)
    again = second.start()
    address = f"postgresql://postgres:{first.password}@127.0.0.1:{again.port}/postgres"
    with psycopg.connect(address) as connection:
        kept = [row[0] for row in connection.execute("select n from cases order by n")]
    second.stop()

    measure("R04", checked=1, failed=[] if kept == list(range(GOOD + 1)) else [f"kept {kept}"],
            note=f"{GOOD + 1} of {TRANSACTIONS} transactions, to the one asked for")  # fmt: skip
