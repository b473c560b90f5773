"""An unsafe installation does not start, and says why in one sentence."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.utils import translation

from config.safety import database_refusals, settings_refusals
from tests.bootstrap import URLS
from tests.config.conftest import ROOT, clean_environment, free_port
from tests.world import address_of, as_owner

Measure = Callable[..., None]
GOOD = {
    "DEBUG": False, "DEMO_INSTALLATION": False, "TLS": True, "SECRET_KEY": "hO2kq9ZbXw7L" * 5, "ALLOWED_HOSTS": ["pana.kz"],
    "INSTALLATION_KEY": base64.b64encode(bytes(range(32))).decode(), "CONTEXT_KEY": base64.b64encode(bytes(range(7, 39))).decode(),
    "SECURE_SSL_REDIRECT": True, "SECURE_HSTS_SECONDS": 31536000, "SECURE_HSTS_INCLUDE_SUBDOMAINS": True, "SECURE_HSTS_PRELOAD": True,
    "SESSION_COOKIE_SECURE": True, "CSRF_COOKIE_SECURE": True,
}  # fmt: skip
BAD = [
    ("DEBUG", True, "DEBUG is on"),
    ("ALLOWED_HOSTS", ["*"], "allows every name"),
    ("TLS", False, "TLS is off"),
    ("SECRET_KEY", "short", "SECRET_KEY can be guessed"),
    ("SECRET_KEY", "django-insecure-" + "x" * 40, "SECRET_KEY can be guessed"),
    ("INSTALLATION_KEY", base64.b64encode(b"a" * 32).decode(), "INSTALLATION_KEY is weak"),
    ("INSTALLATION_KEY", base64.b64encode(bytes(range(16))).decode(), "INSTALLATION_KEY is weak"),
    ("CONTEXT_KEY", "no base64!", "CONTEXT_KEY is weak"),
    ("CONTEXT_KEY", GOOD["INSTALLATION_KEY"], "Two of the keys are the same"),
]


@pytest.fixture
def good(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.delenv("PANA_EMBEDDED", raising=False)
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)
    for name, value in GOOD.items():
        setattr(settings, name, value)
    with translation.override("en"):
        yield settings


def test_good_settings_are_refused_nothing(good: Any) -> None:
    assert list(settings_refusals()) == []


@pytest.mark.parametrize(("name", "value", "words"), BAD)
def test_bad_settings_are_refused(good: Any, name: str, value: object, words: str) -> None:
    setattr(good, name, value)

    assert [problem for problem in settings_refusals() if words in problem]


def test_djangos_check_for_deployment_is_clean(good: Any, measure: Measure) -> None:
    failed = []
    try:
        call_command("check", deploy=True, fail_level="WARNING")
    except SystemCheckError as problem:
        failed.append(str(problem))
    good.DEBUG = True
    with pytest.raises(SystemCheckError, match="DEBUG"):
        call_command("check", deploy=True)
    measure("X02", checked=2, failed=failed, note="clean as for production; a planted fault is found")


@pytest.mark.django_db
def test_a_database_that_may_lose_commits_is_refused(
    good: Any, world: Any, tmp_path: Path, measure: Measure, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database of the tests is such a one: it does without fsync and waits for no disk."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # a browser of Playwright may keep a loop in this process
    told = list(database_refusals())
    failed = [name for name in ("fsync", "synchronous_commit", "full_page_writes") if not any(name in one for one in told)]
    key = base64.b64encode(bytes(range(3, 35))).decode()
    environment = clean_environment(tmp_path / "var") | {
        "DATABASE_URL": address_of(URLS.web), "DATABASE_OWNER_URL": address_of(URLS.owner), "DATABASE_WORKER_URL": address_of(URLS.worker),
        "SECRET_KEY": "hO2kq9ZbXw7L" * 5, "PANA_INSTALLATION_KEY": key, "PANA_CONTEXT_KEY": str(GOOD["CONTEXT_KEY"]),
        "CELERY_BROKER_URL": "memory://", "PANA_HOSTS": "pana.kz",
    }  # fmt: skip
    for command in (("-m", "config.processes.web", "127.0.0.1", str(free_port())), ("-m", "config.processes.worker")):
        done = subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120)
        if done.returncode == 0 or "fsync" not in done.stderr + done.stdout:
            failed.append(f"{command}: {done.returncode} {done.stderr[-300:]}")
    measure("C15", checked=5, failed=failed, note="fsync, synchronous_commit, full_page_writes; web and worker do not start")


def test_an_owner_and_an_open_table_are_refused(good: Any, world: Any, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # a browser of Playwright may keep a loop in this process
    with django_db_blocker.unblock():
        assert any("may pass row security by" in one for one in as_owner(lambda: list(database_refusals())))
