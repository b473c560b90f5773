"""Every migration there is, back and forwards and back again, one by one, while rows lie in the tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from tests.guards.source import ROOMS

Columns = dict[str, tuple[int, str]]
OF_TABLES = """
select c.table_schema, c.table_name, array_agg(c.column_name::text order by c.column_name) from information_schema.columns c
join information_schema.tables t using (table_schema, table_name)
where t.table_type = 'BASE TABLE' and c.table_schema in ('public', 'app') and c.table_name <> 'django_migrations'
group by 1, 2
"""
SUM = "coalesce(sum(('x' || left(md5(coalesce({}::text, '-') || {}), 16))::bit(64)::bigint::numeric), 0)::text"


def columns(address: str) -> Columns:
    """Each column of each table with its rows: how many, and a sum over what stands in them (and in which row)."""
    with psycopg.connect(address) as connection:
        return columns_of(connection)


def columns_of(connection: psycopg.Connection) -> Columns:
    found: Columns = {}
    with psycopg.Cursor(connection) as cursor:
        for schema, table, names in cursor.execute(OF_TABLES).fetchall():
            row = sql.SQL("id::text") if "id" in names else sql.SQL("''")
            sums = sql.SQL(", ").join(sql.SQL(SUM).format(sql.Identifier(name), row) for name in names)
            told = cursor.execute(sql.SQL("select count(*), {} from {}").format(sums, sql.Identifier(schema, table))).fetchone() or ()
            found |= {f"{table}.{name}": (told[0], told[place]) for place, name in enumerate(names, 1)}
    return found


def changed(before: Columns, after: Columns) -> list[str]:
    """Columns that are there both times and do not hold the same."""
    return sorted(name for name in before.keys() & after.keys() if before[name] != after[name])


def every_step() -> list[dict[str, Any]]:
    """For each migration of ours, newest first: the rows there were, and what went wrong."""
    from django.conf import settings
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)]
    states, state = {}, executor._create_project_state()
    for migration in plan:
        states[migration] = state.clone()
        migration.mutate_state(state, preserve=False)
    told: list[dict[str, Any]] = []
    full = columns(settings.DATABASE_ADDRESSES["DATABASE_OWNER_URL"])
    for migration in reversed([each for each in plan if each.app_label in ROOMS]):
        rows = sum({name.partition(".")[0]: count for name, (count, _) in full.items()}.values())
        try:
            problems, full = one_step(executor, migration, states[migration], full)
        except Exception as problem:
            told.append({"migration": str(migration), "rows": rows, "problems": [f"{type(problem).__name__}: {problem}"]})
            break  # what comes before it cannot be tried any more
        told.append({"migration": str(migration), "rows": rows, "problems": problems})
    return told


def one_step(executor: Any, migration: Any, state: Any, full: Columns) -> tuple[list[str], Columns]:
    """Back, and forwards for a moment: what stands in columns that are there all the time stays the same."""
    from django.conf import settings

    executor.unapply_migration(state.clone(), migration)
    without = columns(settings.DATABASE_ADDRESSES["DATABASE_OWNER_URL"])
    with taken_back():
        executor.apply_migration(state.clone(), migration)
        again = columns_here()
    problems = [f"back: {name}" for name in changed(full, without)]
    problems += [f"forwards: {name}" for name in changed(without, again)]
    problems += [f"not there again: {name}" for name in sorted(full.keys() - again.keys())]
    return problems, without


@contextmanager
def taken_back() -> Iterator[None]:
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def columns_here() -> Columns:
    """The same within the transaction that is open."""
    from django.db import connection

    return columns_of(connection.connection)
