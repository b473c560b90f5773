"""Every login of the database does its own work and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from access.context import SYSTEM, acting, signed
from access.crypto.fields import EncryptedTextField
from access.outbox.actions import enqueue
from access.outbox.models import OutboxJob
from config.rights import counted_columns
from reports.counting import counting
from tests.bootstrap import URLS
from tests.world import address_of, as_owner, entered_with

Measure = Callable[..., None]
TABLES = "select c.relname from pg_class c where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace"


@pytest.fixture(autouse=True)
def database(world: Any, request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """Really committed, because another login must see it."""
    if request.node.get_closest_marker("django_db"):
        yield
        return
    with django_db_blocker.unblock():
        as_owner(lambda: OutboxJob.objects.all().delete())
        yield
        as_owner(lambda: OutboxJob.objects.all().delete())


@pytest.mark.django_db
def test_this_file_alone_has_its_database() -> None:
    """pytest-django makes the database only where one test asks for it in its own way."""
    assert connection.settings_dict["NAME"].startswith("test_")


def promise(organisation_id: UUID | None) -> None:
    with acting(organisation_id=organisation_id):
        enqueue(kind="tests.of-the-future", payload={}, key=str(uuid4()), organisation_id=organisation_id)


def ask(query: str, *values: object) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, list(values))
        return cursor.fetchall()


def test_the_pages_see_the_promises_of_their_organisation_and_the_worker_all(world: Any) -> None:
    ours, theirs = world.organisations["rodnik"].pk, world.organisations["sana-sezim"].pk
    promise(ours)
    promise(theirs)
    with entered_with(URLS.worker):
        promise(None)
        assert OutboxJob.objects.count() == 3

    with acting(organisation_id=ours):
        assert set(OutboxJob.objects.values_list("organisation_id", flat=True)) == {ours}
        assert OutboxJob.objects.exclude(organisation_id=ours).update(attempts=3) == 0
        assert OutboxJob.objects.all().delete()[0] == 0, "forgetting is the worker's"
    assert OutboxJob.objects.count() == 0, "nobody acts, nothing is seen"


@pytest.mark.parametrize("whose", ["sana-sezim", None])
def test_the_pages_cannot_promise_in_the_name_of_others(world: Any, whose: str | None) -> None:
    foreign = world.organisations[whose].pk if whose else None
    with pytest.raises(DatabaseError, match="row-level security"), acting(organisation_id=world.organisations["rodnik"].pk):
        enqueue(kind="tests.of-the-future", payload={}, key=str(uuid4()), organisation_id=foreign)


def test_the_worker_stands_under_the_same_rows_and_has_no_more_rights_than_the_pages(world: Any) -> None:
    from casework.models import Case

    with entered_with(URLS.worker):
        assert ask("select current_user, rolsuper, rolbypassrls from pg_roles where rolname = current_user") == [("pana_worker", False, False)]
        assert Case.objects.count() == 0
        with acting(organisation_id=world.organisations["rodnik"].pk):
            assert set(Case.objects.values_list("organisation__code", flat=True)) == {"rodnik"}
    more = [
        (table, right)
        for (table,) in ask(TABLES)
        for right in ("select", "insert", "update", "delete", "truncate", "references", "trigger")
        if ask("select has_table_privilege('pana_worker', %s, %s) and not has_table_privilege('pana_web', %s, %s)", table, right, table, right)[0][0]
    ]
    assert more == []


def test_the_worker_reads_no_session_but_may_clear_those_that_are_over() -> None:
    with entered_with(URLS.worker):
        with pytest.raises(DatabaseError, match="permission denied"):
            list(Session.objects.all())
        Session.objects.filter(expire_date__lt=timezone.now() - timedelta(days=9000)).delete()


def test_the_report_login_reads_nothing_that_identifies_and_writes_nothing(world: Any, measure: Measure) -> None:
    """By the catalogue of the database, column by column, and by trying with the login itself."""
    failed: list[str] = []
    checked = 0
    secret = {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedTextField) or field.name in getattr(getattr(model, "Privacy", None), "identifying", ())
    }
    for table, column in sorted(secret):
        checked += 1
        if ask("select has_column_privilege('pana_report', %s, %s, 'select')", table, column)[0][0]:
            failed.append(f"may read {table}.{column}")
    for (table,) in ask(TABLES):
        for right in ("insert", "update", "delete", "truncate", "trigger", "references"):
            checked += 1
            if ask("select has_table_privilege('pana_report', %s, %s)", table, right)[0][0]:
                failed.append(f"may {right} {table}")
    assert counted_columns().isdisjoint(secret)
    organisation = world.organisations["rodnik"].pk
    with psycopg.connect(address_of(URLS.report), autocommit=True) as login:
        login.execute("select set_config('app.ctx', %s, false)", [signed(organisation, None, SYSTEM)])
        assert login.execute("select count(id) from casework_case").fetchone() != (0,)
        for table, column in sorted(secret):
            checked += 1
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                login.execute(f'select "{column}" from {table}')
    measure("D03", checked=checked, failed=failed)


def test_counting_gives_up_every_other_right_and_takes_it_back(world: Any) -> None:
    with acting(organisation_id=world.organisations["rodnik"].pk):
        with counting():
            assert ask("select current_user") == [("pana_report",)]
            assert ask("select count(id) from casework_case")[0][0] > 0
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                ask("select surname from casework_identity")
        assert ask("select current_user") == [("pana_web",)]
        with pytest.raises(ZeroDivisionError), counting():
            raise ZeroDivisionError
        assert ask("select current_user") == [("pana_web",)]


def test_rights_are_given_again_only_where_they_are_missing() -> None:
    from config.rights import give_rights

    def take_some_away() -> None:
        with connection.cursor() as cursor:
            cursor.execute("revoke select on casework_case from pana_worker")
            cursor.execute("revoke select (id) on casework_case from pana_report")
            cursor.execute("grant select (surname) on casework_identity to pana_report")
        give_rights()

    as_owner(take_some_away)

    assert ask("select has_table_privilege('pana_worker', 'casework_case', 'select')") == [(True,)]
    assert ask("select has_column_privilege('pana_report', 'casework_case', 'id', 'select')") == [(True,)]
    assert ask("select has_column_privilege('pana_report', 'casework_identity', 'surname', 'select')") == [(False,)]
