"""One connection serves one person after the other, as behind a pool: nobody finds the context of the one before."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.db import DatabaseError, OperationalError, connection, transaction

from access.context import acting
from access.models import Membership
from access.session_store import SessionStore

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
    organisations = [organisation.pk for organisation in world.organisations.values()]
    chance, failed = random.Random(3), []
    ways = [chance.choice(WAYS) for _ in range(TURNS - 20)] + [timed_out] * 20
    chance.shuffle(ways)
    for number, way in enumerate(ways):
        own = chance.choice(organisations)
        seen = way(own)
        if not seen <= {own}:
            failed.append(f"turn {number}, {way.__name__}: rows of others")
        if Membership.objects.exists():
            failed.append(f"turn {number}, {way.__name__}: a context stayed")
        with connection.cursor() as cursor:
            cursor.execute("select coalesce(current_setting('app.ctx', true), ''), current_user")
            if cursor.fetchone() != ("", "pana_web"):
                failed.append(f"turn {number}, {way.__name__}: something of the session stayed")
    measure("I12", checked=len(ways), failed=failed,
            note="one connection for all, as with a pool of one; PgBouncer itself is not on this machine")  # fmt: skip


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
