"""The second lock: even code that forgets every filter sees only its own organisation."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from access.context import acting, put, signed
from access.models import Membership


def test_tests_run_as_the_web_role_which_owns_nothing_and_bypasses_nothing(world: Any, db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_user, rolsuper, rolbypassrls from pg_roles where rolname = current_user")
        name, is_super, bypasses = cursor.fetchone()
        cursor.execute("select count(*) from pg_tables where schemaname = 'public' and tableowner = current_user")
        owned = cursor.fetchone()[0]

    assert (name, is_super, bypasses, owned) == ("pana_web", False, False, 0)


def test_without_a_context_nothing_is_seen(world: Any, db: None) -> None:
    assert Membership.objects.count() == 0


def test_a_forgotten_filter_shows_only_the_own_organisation(world: Any, db: None) -> None:
    rodnik = world.organisations["rodnik"]
    with acting(organisation_id=rodnik.pk):
        seen = set(Membership.objects.values_list("organisation__code", flat=True))

    assert seen == {"rodnik"}


def test_a_forged_context_is_refused(world: Any, db: None) -> None:
    own, other = world.organisations["rodnik"].pk, world.organisations["sana-sezim"].pk
    forged = signed(own, None).replace(str(own), str(other))

    with pytest.raises(DatabaseError, match="refused"), transaction.atomic():
        count_under(forged)


def count_under(context: str) -> int:
    put(context)
    return int(Membership.objects.count())


def test_the_signing_key_cannot_be_read(world: Any, db: None) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select * from app.context_key")


def test_every_table_of_an_organisation_is_locked(world: Any, db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'organisation_id'
            where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
              and (not c.relrowsecurity or not c.relforcerowsecurity
                   or not exists (select 1 from pg_policy p where p.polrelid = c.oid))
            """
        )
        unlocked = {row[0] for row in cursor.fetchall()}

    assert unlocked == set(), "Add RowSecurity for these tables in a migration."
