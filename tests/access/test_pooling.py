"""One connection serves one person after the other, as behind a pool: nobody finds the context of the one before."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.db import DatabaseError, OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse

from access.context import acting
from access.models import Membership
from access.session_store import SessionStore
from tests.bootstrap import URLS
from tests.browsers import enter
from tests.pgbouncer import pooled
from tests.world import address_of

TURNS = 1200


@pytest.fixture(autouse=True)
def database(world: Any, django_db_blocker: Any) -> Iterator[None]:
    """Outside any transaction of the test, as requests are."""
    with django_db_blocker.unblock():
        yield


@pytest.mark.django_db
def test_this_file_alone_has_its_database(world: Any) -> None:
    """pytest-django makes the database only where one test asks for it in its own way."""
    assert connection.settings_dict["NAME"].startswith("test_")


def whole(own: UUID) -> set[UUID]:
    with acting(organisation_id=own):
        return set(Membership.objects.values_list("organisation_id", flat=True))


def broken_in_the_middle(own: UUID) -> set[UUID]:
    with suppress(ZeroDivisionError), acting(organisation_id=own):
        Membership.objects.count()
        raise ZeroDivisionError
    return {own}


def refused_by_the_database(own: UUID) -> set[UUID]:
    with suppress(DatabaseError), acting(organisation_id=own), connection.cursor() as cursor:
        cursor.execute("select 1 / 0")
    return {own}


def savepoint_undone(own: UUID) -> set[UUID]:
    with acting(organisation_id=own):
        with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select nothing from nowhere")
        return set(Membership.objects.values_list("organisation_id", flat=True))


def timed_out(own: UUID) -> set[UUID]:
    with suppress(DatabaseError), acting(organisation_id=own), connection.cursor() as cursor:
        cursor.execute("set local statement_timeout = 1")
        cursor.execute("select pg_sleep(1)")
    return {own}


def read_late(own: UUID) -> set[UUID]:
    """A stream that is read after its transaction is over finds nothing."""
    with acting(organisation_id=own):
        late = Membership.objects.values_list("organisation_id", flat=True).iterator(chunk_size=1)
    return {own} | set(late)


WAYS: list[Callable[[UUID], set[UUID]]] = [whole, broken_in_the_middle, refused_by_the_database, savepoint_undone, read_late]


def test_no_turn_finds_the_context_of_the_one_before(world: Any, measure: Callable[..., None]) -> None:
    failed = take_turns(world, TURNS - 20, chance=random.Random(3)) + take_turns(world, 20, chance=random.Random(4), ways=[timed_out])
    measure("I12", checked=TURNS, failed=failed, note="one connection for all", part=True)


def take_turns(world: Any, number: int, *, chance: random.Random, ways: list[Callable[[UUID], set[UUID]]] = WAYS) -> list[str]:
    """One organisation after the other; what somebody saw that was not theirs, or found left behind."""
    organisations, failed = [organisation.pk for organisation in world.organisations.values()], []
    for turn in range(number):
        own, way = chance.choice(organisations), chance.choice(ways)
        seen = way(own)
        if not seen <= {own}:
            failed.append(f"turn {turn}, {way.__name__}: rows of others")
        if Membership.objects.exists():
            failed.append(f"turn {turn}, {way.__name__}: a context stayed")
        with connection.cursor() as cursor:
            cursor.execute("select coalesce(current_setting('app.ctx', true), ''), current_user")
            if cursor.fetchone() != ("", "pana_web"):
                failed.append(f"turn {turn}, {way.__name__}: something of the session stayed")
    return failed


@pytest.fixture
def behind_a_pool(database: None) -> Iterator[None]:
    """Every thread goes through a PgBouncer that has three connections for all of them."""
    kept = {name: connection.settings_dict[name] for name in ("HOST", "PORT", "DISABLE_SERVER_SIDE_CURSORS")}
    with pooled(address_of(URLS.web), size=3) as (host, port):
        connection.close()
        connection.settings_dict.update(HOST=host, PORT=str(port), DISABLE_SERVER_SIDE_CURSORS=True)
        yield
        connection.close()
        connection.settings_dict.update(kept)


def walk(world: Any, number: int, code: str, chance: random.Random) -> list[str]:
    """Pages of one organisation, asked for in a row, with a page that breaks and one that is not there in between."""
    other = next(name for name in ("rodnik", "sana-sezim") if name != code)
    person, failed = enter(Client(raise_request_exception=False), world.user("director", code)), []
    own, foreign = world.row("case", code), world.row("case", other)
    for turn in range(number):
        asked, status = chance.choice([(reverse("case-list"), 200), (own.get_absolute_url(), 200), (foreign.get_absolute_url(), 404), ("/nowhere/", 404)])
        page = person.get(asked)
        if page.status_code != status or foreign.code in page.content.decode():
            failed.append(f"{code}, turn {turn}: {page.status_code} for {asked}")
    person.logout()
    return failed


def test_through_pgbouncer_nobody_finds_the_context_of_another(world: Any, behind_a_pool: None, measure: Callable[..., None]) -> None:
    """Six at once on three connections: each transaction may come to another one."""

    def work(number: int) -> list[str]:
        chance = random.Random(number)
        try:
            return walk(world, 40, ("rodnik", "sana-sezim")[number], chance) if number < 2 else take_turns(world, 250, chance=chance)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as crowd:
        failed = [each for found in crowd.map(work, range(6)) for each in found]
    failed += take_turns(world, 20, chance=random.Random(7), ways=[timed_out])
    servers = len(server_connections())
    failed += [] if 1 < servers <= 3 else [f"{servers} connections to the server"]
    measure("I12", checked=1020, failed=failed, note=f"PgBouncer in transaction pooling: 1,020 turns and 80 pages of six at once on {servers} connections", part=True)


def server_connections() -> list[Any]:
    with psycopg.connect(URLS.owner, dbname=connection.settings_dict["NAME"]) as beside:
        return beside.execute("select pid from pg_stat_activity where usename = 'pana_web' and datname = current_database()").fetchall()


def test_a_database_that_goes_away_while_a_session_is_saved_is_no_deleted_session() -> None:
    """Django would answer 400 to somebody whose note is saved already."""
    session = SessionStore()
    session["something"] = 1
    session.create()
    session["something"] = 2
    connection.connection.close()
    with pytest.raises(OperationalError):
        session.save()
    connection.close()

    SessionStore(session.session_key).delete()
    with pytest.raises(UpdateError):
        session.save()
