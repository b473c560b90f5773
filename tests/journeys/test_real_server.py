"""The same journey on Debian's PostgreSQL 15 and Redis: the environment moves the same code to a real server."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser

from tests.journeys.house import House, clean_environment, free_port
from tests.journeys.people import Person
from tests.journeys.test_main_job import test_a_call_becomes_a_case_a_stay_and_a_referral as play_main_job
from tests.server import throwaway_server

pytestmark = pytest.mark.xdist_group("browser")
NEEDED = "Install it (on Debian: apt-get install postgresql-15 redis-server), or run python3 tests/run.py, which does."


def system_postgresql() -> Path:
    named = os.environ.get("PANA_TEST_SYSTEM_POSTGRES") or "/usr/lib/postgresql/15/bin"
    assert (Path(named) / "postgres").exists(), f"PostgreSQL 15 was not found. {NEEDED}"
    return Path(named)


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    program = os.environ.get("PANA_TEST_REDIS") or shutil.which("redis-server")
    assert program, f"Redis was not found. {NEEDED}"
    port, folder = free_port(), tmp_path_factory.mktemp("redis")
    server = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", ""], stdout=subprocess.DEVNULL
    )
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.wait(timeout=20)


@pytest.fixture(scope="module")
def real_house(redis: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = Path(tmp_path_factory.mktemp("real"))
    urls = throwaway_server(folder / "postgres", system_postgresql())
    key = base64.b64encode(b"only-for-this-test-run-00000000!").decode()
    environment = clean_environment(
        folder / "var", DATABASE_URL=urls.web, DATABASE_OWNER_URL=urls.owner, DATABASE_BACKUP_URL=urls.backup,
        DATABASE_WORKER_URL=urls.worker, DATABASE_REPORT_URL=urls.report,
        CELERY_BROKER_URL=redis, CACHE_URL=redis, SECRET_KEY="only-for-this-test-run", PANA_INSTALLATION_KEY=key,
        PANA_CONTEXT_KEY=key, PANA_DEMO="1",
    )  # fmt: skip
    with psycopg.connect(urls.owner) as connection:
        version = connection.info.server_version
    assert 150000 <= version < 160000, version
    running = House(var=folder / "var", environment=environment).start()
    yield running
    assert running.stop() == 0


def test_the_main_job_on_a_real_server(real_house: House, browser: Browser) -> None:
    present: list[Person] = []

    def sit_down(language: str, **how: object) -> Person:
        present.append(Person(real_house, browser, language))
        return present[-1]

    play_main_job("ru", sit_down)

    assert [error for somebody in present for error in somebody.errors] == []
    for somebody in present:
        somebody.leave()
