"""A full disk under the database: clear errors, nothing half-written, and work goes on once there is room."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from config.embedded.server import Server
from tests.config.conftest import until
from tests.operations.installation import is_mounted, small_disk

pytestmark = [pytest.mark.xdist_group("operations"), pytest.mark.operations]
PAIR = "with one as (insert into cases values (%s, repeat('x', 20000)) returning n) insert into notes select n from one"
COMPLETE = "select count(*), count(*) filter (where n in (select n from notes)), (select count(*) from notes) from cases"


def accepts(address: str) -> bool:
    try:
        psycopg.connect(address, connect_timeout=2).close()
    except psycopg.Error:
        return False
    return True


def fill(address: str, limit: int, start: int = 0) -> tuple[list[int], str]:
    """Write pairs until it does not go on: what was acknowledged, and the class of the error."""
    saved: list[int] = []
    try:
        with psycopg.connect(address, autocommit=True) as connection:
            for number in range(start, start + limit):
                connection.execute(PAIR, [number])
                saved.append(number)
    except psycopg.Error as problem:
        return saved, type(problem).__name__
    return saved, ""


def test_a_full_disk_leaves_nothing_half_and_needs_no_hand_work(tmp_path: Path, measure: Callable[..., None]) -> None:
    failed: list[str] = []
    with small_disk(tmp_path / "disk", 220) as disk:
        mounted = is_mounted(disk)
        var = disk / "var"
        (var / "log").mkdir(parents=True, mode=0o711)
        server = Server(var, "only-for-this-test", settings={"max_wal_size": "64MB", "min_wal_size": "32MB"})
        server.initialise()
        address = f"postgresql://postgres:{server.password}@127.0.0.1:{server.start().port}/postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("create table cases (n int, words text)")
            connection.execute("alter table cases alter words set storage external")
            connection.execute("create table notes (n int)")
            if not mounted:
                connection.execute("alter system set temp_file_limit = 0")
        filler = disk / "filler"
        if mounted:
            room = os.statvfs(disk)
            filler.write_bytes(bytes(max(0, room.f_bavail * room.f_frsize - 12 * 1024 * 1024)))
        saved, problem = fill(address, 3000 if mounted else 50)
        if mounted and not problem:
            failed.append("the disk was never full")
        filler.unlink(missing_ok=True)
        port = server.start().port  # what the supervisor does; the server may have ended itself to save the log
        address = f"postgresql://postgres:{server.password}@127.0.0.1:{port}/postgres"
        assert until(lambda: accepts(address), 120), "it comes back by itself"
        more, second = fill(address, 50, start=10_000)
        if second or len(more) != 50:
            failed.append(f"after there was room again: {second}")
        with psycopg.connect(address) as connection:
            cases, with_note, notes = connection.execute(COMPLETE).fetchone() or (0, 0, 0)
        if not (cases == with_note == notes and cases >= len(saved) + len(more)):
            failed.append(f"{len(saved) + len(more)} acknowledged, {cases} cases, {with_note} whole, {notes} notes")
        server.stop()
    how = f"a disk of 220 MB filled after {len(saved)} rows ({problem})" if mounted else "no disk could be mounted here: only room again was tried"
    measure("C10", checked=3, failed=failed, note=f"{how}; the copy on a full disk is in R02")
