"""Adds a synthetic past to an installation, all of it or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model

from access.models import Membership, Organisation
from access.roles import Role
from casework.models import Case
from config.demo.accounts import create_accounts, create_organisations
from config.demo.draw import draw_cases
from config.demo.houses import create_houses
from config.demo.outcomes import OUTCOMES, OutcomeMaker
from config.demo.past import PAST, PastMaker
from config.demo.rows import ORDER, RowMaker, copy_rows

BATCH = 5000
LARGE = 5000


class AlreadyLoaded(Exception):
    """The same cases are there already: this seed was used before."""


def prepare_ground() -> dict[str, Organisation]:
    """Organisations, accounts and houses of the demo, made once."""
    with transaction.atomic():
        organisations = create_organisations()
        create_accounts(organisations)
        create_houses(organisations)
    return organisations


def load_cases(
    *, number: int, months: int, seed: int, until: date, progress: Callable[[int], None] = lambda done: None
) -> int:
    """Add `number` cases over `months` up to `until`; the number of rows written. One transaction."""
    organisations = prepare_ground()
    with transaction.atomic(), open_to_copy(large=number > LARGE):
        leads = members_with(Role.CASE_MANAGER)
        maker = RowMaker(organisations, leads, Random(f"rows-{seed}"), until)
        past = PastMaker(organisations, members_with(Role.OPERATOR), Random(f"past-{seed}"))
        outcomes = OutcomeMaker(organisations, leads, Random(f"outcomes-{seed}"), until)
        written = 0
        for count, case in enumerate(draw_cases(number=number, months=months, seed=seed, until=until), start=1):
            if count == 1 and Case.objects.filter(pk=case.id).exists():
                raise AlreadyLoaded
            maker.add(case)
            past.add(case)
            outcomes.add(case)
            if count % BATCH == 0 or count == number:
                written += maker.flush() + flush(past.rows) + flush(outcomes.rows)
                progress(count)
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    return written


@contextmanager
def open_to_copy(*, large: bool) -> Iterator[None]:
    """COPY is refused under forced row security: the owner, who may see every row anyway, lifts it for this transaction.

    For a large load the foreign keys are checked once at the end over whole tables, not row by row.
    """
    tables = [model._meta.db_table for model in (*ORDER, *PAST, *OUTCOMES)]
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")  # what waits to be checked would keep the tables from being altered
        cursor.execute("set constraints all deferred")
        keys = foreign_keys(tables) if large else []
        for table, name, _definition in keys:
            cursor.execute(f'alter table {table} drop constraint "{name}"')
        for table in tables:
            cursor.execute(f"alter table {table} no force row level security")
        yield
        cursor.execute("set constraints all immediate")
        for table, name, definition in keys:
            cursor.execute(f'alter table {table} add constraint "{name}" {definition}')
        for table in tables:
            cursor.execute(f"alter table {table} force row level security")


def foreign_keys(tables: list[str]) -> list[tuple[str, str, str]]:
    """Table, name and definition of every foreign key these tables hold."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint "
            "where contype = 'f' and conrelid = any(%s::regclass[])",
            [tables],
        )
        return [(str(table), str(name), str(definition)) for table, name, definition in cursor.fetchall()]


def flush(rows: dict[type[Model], list[dict[str, Any]]]) -> int:
    """Copy what has gathered, in the order of the dictionary, and forget it."""
    count = 0
    for model, waiting in rows.items():
        if waiting:
            copy_rows(model, waiting)
            count += len(waiting)
            waiting.clear()
    return count


def members_with(role: Role) -> dict[str, UUID]:
    """Organisation code -> the demo person who holds this role there."""
    members = Membership.objects.filter(roles__contains=[role.value], ended_at=None).select_related("organisation")
    return {member.organisation.code: member.user_id for member in members}
