"""The database, the broker or the scanner is away: pages say so or go on, and what was promised is done afterwards."""

from __future__ import annotations

import os
import signal
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psutil
import psycopg
import pytest

from config.embedded import ensure_running, stop
from tests.casework.test_files import Scanner
from tests.config.conftest import until
from tests.operations.beside import Redis, Workers
from tests.operations.installation import Installation
from tests.operations.load import Served

pytestmark = [pytest.mark.xdist_group("operations"), pytest.mark.operations]
Measure = Callable[..., None]
AWAY = {
    "en": "The database cannot be reached just now. Nothing was half-saved",
    "ru": "База данных сейчас недоступна",
    "kk": "Дерекқор",
}
TELLING = ("Traceback", "Exception", "Error", "/site-packages/", "psycopg", "django", "connection", "127.0.0.1", "pana_web", "SELECT", "select ")


def note(key: str) -> dict[str, str]:
    return {"form_key": key, "text": f"invented {key}", "kind": "general"}


def told_wrongly(pages: Served, what: str, method: str, path: str, language: str, form: dict[str, str] | None = None) -> list[str]:
    """What is not as it should be in an answer without a database."""
    status, headers, text = pages.answer(method, path, form, pana_language=language)
    if path == "/health":
        return [] if status == 503 else [f"{what}: {status}"]
    wrong = [f"{what}: {word}" for word in TELLING if word in text] + [f"{what}: header {name}" for name, value in headers.items() if "gunicorn" in value or name == "X-Powered-By"]
    if status != 503 or AWAY[language] not in text or f'lang="{language}"' not in text:
        wrong.append(f"{what}: {status} {text[-300:]}")
    return wrong + ([] if headers.get("Retry-After") == "5" and headers.get("Cache-Control") == "no-store" else [f"{what}: {headers}"])


def test_without_a_database_every_page_says_so(demo: Installation, pages: Served, measure: Measure) -> None:
    key, writing = str(uuid4()), f"/cases/{pages.case}/notes/new/"
    asked = [("GET", path, None) for path in ("/today/", "/cases/", f"/cases/{pages.case}/", "/sign-in/", "/calls/", "/preferences/", "/health")]
    asked += [("POST", writing, note(key)), ("POST", "/cases/search/", {"term": "invented"})]
    stop(demo.var)
    failed, checked = [], 0
    try:
        for language in AWAY:
            for method, path, form in asked:
                failed += told_wrongly(pages, f"{method} {path} {language}", method, path, language, form)
                checked += 1
        if pages.answer("GET", "/static/css/pana.css")[0] == 503:
            failed.append("a style sheet needs no database")
    finally:
        ensure_running(demo.var)
    assert until(lambda: pages.ask("GET", "/today/")[0] == 200, 60), "it comes back by itself"
    pressed = [pages.ask("POST", writing, note(key))[0] for _ in range(2)]
    written = demo.one("select count(*) from access_formreceipt where key = %s", key)
    failed += [] if (pressed, written) == ([302, 302], 1) else [f"pressed again: {pressed}, written {written} times"]
    measure("C11", checked=checked + 3, failed=failed, note=f"database away: {checked} answers in three languages", part=True)


@contextmanager
def frozen(process: psutil.Process) -> Iterator[None]:
    process.suspend()
    try:
        yield
    finally:
        process.resume()


def test_a_database_that_takes_the_call_and_says_nothing_is_away_too(demo: Installation, pages: Served, measure: Measure) -> None:
    server = psutil.Process(ensure_running(demo.var).pid)
    with psycopg.connect(demo.superuser(), autocommit=True) as superuser:
        superuser.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'pana_web'")
    with frozen(server):
        failed = told_wrongly(pages, "a frozen database", "GET", "/today/", "en")
    assert until(lambda: pages.ask("GET", "/today/")[0] == 200, 60)
    measure("C11", checked=1, failed=failed, note="one that does not answer", part=True)


def test_without_broker_and_scanner_work_waits_and_is_done_later(demo: Installation, pages: Served, tmp_path: Path, measure: Measure) -> None:
    port = int(pages.beside["CELERY_BROKER_URL"].rpartition(":")[2].partition("/")[0])
    form = {"form_key": str(uuid4())}
    workers, failed = Workers(demo, pages.beside["CELERY_BROKER_URL"], PANA_VIRUS_SCANNER=pages.beside["PANA_VIRUS_SCANNER"]), []
    try:
        with Redis(port, tmp_path) as there:
            workers.start()
            assert until(lambda: len(there.client.client_list()) > 2, 60), "the worker listens"
        status, place = pages.send_file(form, b"Invented words.")
        failed += [] if status == 302 else [f"a file without broker and scanner: {status} {place}"]
        failed += [] if pages.ask("GET", f"/cases/{pages.case}/files/")[0] == 200 else ["the page of files"]
        file, state = demo.ask("select id::text, state from casework_attachment order by created_at desc limit 1")[0]
        failed += [] if state == "waiting" and pages.ask("GET", f"/files/{file}/")[0] == 404 else [f"given out unscanned: {state}"]
        with frozen_broker(port, tmp_path):
            failed += [] if pages.send_file({"form_key": str(uuid4())}, b"More words.")[0] == 302 else ["a broker that says nothing"]
        with Redis(port, tmp_path), scanner(pages.beside["PANA_VIRUS_SCANNER"]):
            done = "select count(*) from casework_attachment where state = 'waiting'"
            if not until(lambda: demo.one(done) == 0, 90):
                failed.append(f"still undone: {demo.ask('select kind, state, attempts, error from access_outboxjob')}")
        failed += [] if pages.ask("GET", f"/files/{file}/")[0] == 200 else ["not given out when it was clean"]
    finally:
        workers.kill_all()
    twice = demo.one("select count(*) from (select 1 from access_auditevent where action = 'casework.file.scanned' group by object_id having count(*) > 1) t")
    failed += [f"{twice} scanned twice"] if twice else []
    measure("C11", checked=7, failed=failed, note="broker and scanner away: files wait in the outbox and are given out afterwards; Pana sends no mail", part=True)


@contextmanager
def frozen_broker(port: int, folder: Path) -> Iterator[None]:
    with Redis(port, folder) as running:
        os.kill(running.server.pid, signal.SIGSTOP)
        yield


@contextmanager
def scanner(where: str) -> Iterator[None]:
    class Again(socketserver.ThreadingTCPServer):
        allow_reuse_address = True

    host, _, port = where.rpartition(":")
    with Again((host, int(port)), Scanner) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()
