"""What the database itself says about its locks: asked of its catalogue, not of our code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction

from tests.world import as_owner

# Kept by the side that moved the referral or was reminded of it, which may be the recipient: the referral is then another organisation's.
MAY_CROSS = {("casework_referralstatechange", "referral_id"), ("casework_referralreminder", "referral_id")}
# Named in the commands of the installation, where nobody says which organisation is meant.
UNIQUE_EVERYWHERE = {"reports_programme_code_key"}

TABLES = """
select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'organisation_id'
where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
"""
OPEN_TABLES = f"""
select c.relname from pg_class c where c.relname in ({TABLES}) and c.relnamespace = 'public'::regnamespace and (
  not c.relrowsecurity or not c.relforcerowsecurity
  or (select count(distinct polcmd) from pg_policy p where p.polrelid = c.oid and p.polcmd in ('r', 'a', 'w', 'd')) < 4)
"""
OWNERS_ALONE = """
select p.polname || ' on ' || p.polrelid::regclass from pg_policy p
where p.polcmd = '*' and p.polroles <> array[(select relowner from pg_class where oid = p.polrelid)]
"""
CROSSING = f"""
select k.conrelid::regclass::text, a.attname from pg_constraint k
join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
where k.contype = 'f' and array_length(k.conkey, 1) = 1
  and k.conrelid::regclass::text in ({TABLES}) and k.confrelid::regclass::text in ({TABLES})
  and not exists (
    select 1 from pg_constraint s join pg_attribute o on o.attrelid = s.conrelid and o.attnum = any (s.conkey)
    where s.contype = 'f' and s.conrelid = k.conrelid and s.confrelid = k.confrelid
      and array_length(s.conkey, 1) = 2 and k.conkey[1] = any (s.conkey) and o.attname = 'organisation_id')
"""
LOOSE_FUNCTIONS = """
select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where n.nspname not in ('pg_catalog', 'information_schema') and p.prosecdef
  and not exists (select 1 from unnest(coalesce(p.proconfig, '{}')) as setting where setting like 'search_path=%pg_temp%')
"""
PUBLIC_RIGHTS = """
select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace,
  aclexplode(c.relacl) acl where n.nspname in ('public', 'app') and acl.grantee = 0
"""
KEYS_WITHOUT_ORGANISATION = f"""
select k.conname from pg_constraint k where k.contype = 'u' and k.conrelid::regclass::text in ({TABLES})
  and not exists (select 1 from pg_attribute a where a.attrelid = k.conrelid and a.attnum = any (k.conkey)
                  and (a.attname = 'organisation_id' or a.atttypid = 'uuid'::regtype))
"""
VIEWS = "select c.relname from pg_class c where c.relkind in ('v', 'm') and c.relnamespace in ('public'::regnamespace, 'app'::regnamespace)"
OF_APP = "select c.relname from pg_class c where c.relkind = 'r' and c.relnamespace = 'app'::regnamespace"
ROUNDABOUT = """
select has_schema_privilege('pana_web', 'public', 'create'), has_schema_privilege('pana_web', 'app', 'create'),
  has_database_privilege('pana_web', current_database(), 'create'), pg_has_role('pana_web', 'pana_owner', 'member'),
  exists (select 1 from pg_roles where rolname = 'pana_web' and (rolsuper or rolbypassrls or rolcreaterole or rolreplication))
"""


def ask(query: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def names(query: str) -> set[str]:
    return {row[0] for row in ask(query)}


@pytest.fixture(autouse=True)
def database(world: Any, django_db_blocker: Any) -> Iterator[None]:
    """The migrated database; without a transaction, because the planted holes are the owner's work."""
    with django_db_blocker.unblock():
        yield


def test_every_table_of_an_organisation_is_locked_for_each_command() -> None:
    assert names(OPEN_TABLES) == set(), "Add RowSecurity for these tables in a migration."
    assert len(names(TABLES)) >= 30


def test_every_model_of_ours_with_an_organisation_is_among_them() -> None:
    ours = {m._meta.db_table for m in apps.get_models() if any(f.column == "organisation_id" for f in m._meta.concrete_fields)}

    assert ours <= names(TABLES)


def test_the_policy_for_everything_is_the_owners_alone() -> None:
    assert names(OWNERS_ALONE) == set()


def test_no_foreign_key_crosses_organisations() -> None:
    assert {tuple(row) for row in ask(CROSSING)} == MAY_CROSS, "Add SameOrganisation for these columns."


def test_functions_with_the_owners_rights_look_nowhere_else() -> None:
    assert names(LOOSE_FUNCTIONS) == set()


def test_nothing_is_granted_to_everybody() -> None:
    assert names(PUBLIC_RIGHTS) == set()


def test_the_tables_of_keys_and_chain_are_closed_to_the_pages() -> None:
    rights = {
        (table, right)
        for table in names(OF_APP)
        for right in ("select", "insert", "update", "delete", "truncate", "references", "trigger")
        if ask(f"select has_table_privilege('pana_web', 'app.{table}', '{right}')")[0][0]
    }

    assert rights == set()
    assert {"context_key", "audit_chain", "audit_head"} <= names(OF_APP)


def test_the_pages_cannot_make_anything_or_become_anybody() -> None:
    assert ask(ROUNDABOUT) == [(False, False, False, False, False)]


def test_no_view_looks_past_the_locks() -> None:
    assert names(VIEWS) == set()


def test_no_key_over_the_whole_installation_tells_that_a_row_exists() -> None:
    known = {"access_outboxjob_key_key"}  # made of ids

    assert names(KEYS_WITHOUT_ORGANISATION) - UNIQUE_EVERYWHERE - known == set()


def test_the_whole_catalogue_counted(measure: Any) -> None:
    """Tables × commands, keys, functions, rights and views: one line for all the questions above."""
    known = {"access_outboxjob_key_key"}
    wrong = [
        *names(OPEN_TABLES), *names(OWNERS_ALONE), *({tuple(row) for row in ask(CROSSING)} - MAY_CROSS), *names(LOOSE_FUNCTIONS),
        *names(PUBLIC_RIGHTS), *names(VIEWS), *(names(KEYS_WITHOUT_ORGANISATION) - UNIQUE_EVERYWHERE - known),
    ]  # fmt: skip
    counted = ask("select count(*) from pg_policy")[0][0] + ask("select count(*) from pg_constraint where contype in ('f', 'u')")[0][0]
    counted += ask("select count(*) from pg_proc where pronamespace = 'app'::regnamespace")[0][0] + 6 * len(names(TABLES))
    measure("I11", checked=counted, failed=wrong)


PLANTED: dict[str, tuple[str, Callable[[], Any]]] = {
    "a table without a lock": ("create table planted (id uuid, organisation_id uuid)", lambda: names(OPEN_TABLES)),
    "a lock with a hole": (
        "create table planted (id uuid, organisation_id uuid); alter table planted enable row level security;"
        "alter table planted force row level security; create policy p on planted for select using (true)",
        lambda: names(OPEN_TABLES),
    ),
    "a plain foreign key": (
        "create table planted (id uuid, organisation_id uuid, case_id uuid references casework_case (id))",
        lambda: {table for table, _ in ask(CROSSING)},
    ),
    "a function with a loose path": (
        "create function planted() returns int language sql security definer as 'select 1'",
        lambda: {name.removesuffix("()") for name in names(LOOSE_FUNCTIONS)},
    ),
    "a right for everybody": (
        "create table planted (id uuid); grant select on planted to public",
        lambda: {name.removeprefix("public.") for name in names(PUBLIC_RIGHTS)},
    ),
    "a view": ("create view planted as select 1 as one", lambda: names(VIEWS)),
    "a key of the installation": (
        "create table planted (id uuid, organisation_id uuid, number text unique)",
        lambda: {name.removesuffix("_number_key") for name in names(KEYS_WITHOUT_ORGANISATION)},
    ),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_hole_is_found(planted: str) -> None:
    statement, question = PLANTED[planted]

    def plant() -> Any:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            found = question()
            transaction.set_rollback(True)
        return found

    assert "planted" in as_owner(plant)


def test_every_relation_between_organisations_is_known_to_django() -> None:
    """A model without organisation_id that points at one of an organisation would slip past the questions above."""
    loose = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if not any(f.column == "organisation_id" for f in model._meta.concrete_fields)
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and any(f.column == "organisation_id" for f in field.related_model._meta.concrete_fields)
    }

    assert loose == set()
