"""Deadlocks, locks that take too long and slow statements: a sentence and another press, never a half-saved row."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, OperationalError, connection, transaction
from django.test import RequestFactory

from access.context import acting
from access.errors import failed as failed_page
from access.models import Membership
from tests.bootstrap import URLS
from tests.world import address_of

Measure = Callable[..., None]


@pytest.fixture(autouse=True)
def database(world: Any, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.mark.django_db
def test_this_file_alone_has_its_database(world: Any) -> None:
    """pytest-django makes the database only where one test asks for it in its own way."""
    assert connection.settings_dict["NAME"].startswith("test_")


def page_for(problem: Exception) -> tuple[int, bool]:
    """What a person would see: the status, and whether it is the sentence about somebody else who saved."""
    try:
        raise problem
    except DatabaseError:
        answer = failed_page(RequestFactory().get("/"))
    return answer.status_code, b"same thing" in answer.content or "одно и то же" in answer.content.decode()


def cross(world: Any, turn: int) -> list[Exception]:
    """Two people lock two rows in opposite order; the database ends one of them."""
    organisation, met = world.organisations["rodnik"].pk, threading.Barrier(2)
    problems: list[Exception] = []

    def take(first: int, second: int) -> None:
        try:
            with acting(organisation_id=organisation):
                rows = list(Membership.objects.order_by("pk").values_list("pk", flat=True)[:2])
                Membership.objects.select_for_update().get(pk=rows[first])
                met.wait(timeout=60)
                Membership.objects.select_for_update().get(pk=rows[second])
        except OperationalError as problem:
            problems.append(problem)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda order: take(*order), [(0, 1), (1, 0)]))
    return problems


def too_long(world: Any, limit: str) -> Exception | None:
    """Somebody else holds the row (or the statement is slow) and patience is at its end."""
    organisation = world.organisations["rodnik"].pk
    with psycopg.connect(address_of(URLS.owner)) as other:
        other.execute("lock table access_membership in access exclusive mode")
        try:
            with acting(organisation_id=organisation), connection.cursor() as cursor:
                cursor.execute(f"set local {limit} = 20")
                Membership.objects.count()
        except OperationalError as problem:
            return problem
    return None


def test_deadlocks_and_locks_that_take_too_long_end_in_a_sentence(world: Any, measure: Measure) -> None:
    failed: list[str] = []
    checked = 0
    for turn in range(6):
        problems = cross(world, turn)
        checked += 1
        if len(problems) != 1 or page_for(problems[0])[0] != 503:
            failed.append(f"deadlock {turn}: {problems}")
    for limit in ("lock_timeout", "statement_timeout") * 8:
        problem = too_long(world, limit)
        checked += 1
        if problem is None or page_for(problem)[0] != 503:
            failed.append(f"{limit}: {problem!r}")
    with acting(organisation_id=world.organisations["rodnik"].pk):
        if not Membership.objects.exists():
            failed.append("the connection does not work any more")
    measure("C09", checked=checked, failed=failed, note="6 deadlocks, 16 time-outs; status 503 and one sentence")


def wait_in_vain(slow: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.QueryCanceled):
        slow.execute("select pg_sleep(60)")


def test_a_slow_statement_of_a_page_is_ended_and_the_worker_is_given_time(world: Any, measure: Measure) -> None:
    told = {}
    for login, url in (("web", URLS.web), ("worker", URLS.worker)):
        with psycopg.connect(address_of(url)) as one:
            told[login] = {
                name: one.execute(f"show {name}").fetchone()[0]  # type: ignore[index]
                for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
            }
    failed = [] if told["web"] == {"statement_timeout": "1min", "lock_timeout": "20s", "idle_in_transaction_session_timeout": "2min"} else [str(told)]
    if told["worker"]["statement_timeout"] != "0":
        failed.append("the worker is hurried")
    beside = 0
    with psycopg.connect(address_of(URLS.web)) as slow:
        slow.execute("set statement_timeout = 1500")
        waiting = threading.Thread(target=wait_in_vain, args=(slow,))
        waiting.start()
        while waiting.is_alive():
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("select 1")
                beside += 1
        waiting.join()
    if beside < 10:
        failed.append("the others waited")
    measure("C13", checked=3, failed=failed, note=f"{beside} requests answered beside one slow statement")
