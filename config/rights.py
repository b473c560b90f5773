"""What each login of the database may do with the tables. Given by their owner after every change of the tables.

The pages' login gets its rights as tables are made (default privileges). The worker's login gets the same ones, but
for tables that only signing in needs. The report's login may read the columns that counting needs, and nothing that
identifies: the list comes from `class Privacy` of the models, so a new field is closed until somebody sorts it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from django.apps import apps
from django.conf import settings
from django.db import connection, models

# What reports count or are made of. No table of people's names, of words, of addresses is among them.
COUNTED = (
    "access.Organisation", "casework.Activity", "casework.Case", "casework.Exploitation", "casework.FollowUp", "casework.IdentityDocument",
    "casework.Person", "casework.Referral", "casework.RightToStay", "casework.Service", "casework.VictimStatusDecision", "casework.Workstream",
    "casework.Step", "hotline.Call", "shelters.Bed", "shelters.Shelter", "shelters.Stay", "shelters.Booking", "shelters.TurnAway",
    "reports.MonthSnapshot", "reports.LedgerFigure", "reports.Programme",
)  # fmt: skip
# Not marked as identifying, but a number of one's own in somebody else's papers.
NOT_FOR_COUNTING = {"journal_number", "import_key"}
# What only signing in needs. Of sessions the worker may remove those whose time is over.
ONLY_PAGES = {"django_session", "access_authenticatorapp", "access_passkey", "access_recoverycode"}
CLEARED = {"django_session": "expire_date"}

Right = tuple[str, str]
TABLE_RIGHTS = """
select c.relname, a.privilege_type from pg_class c, aclexplode(c.relacl) a
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'S') and c.relowner = current_user::regrole
  and a.grantee = to_regrole(%s) order by 1, 2
"""
COLUMN_RIGHTS = """
select c.relname, t.attname, a.privilege_type from pg_class c join pg_attribute t on t.attrelid = c.oid, aclexplode(t.attacl) a
where c.relnamespace = 'public'::regnamespace and c.relowner = current_user::regrole and a.grantee = to_regrole(%s)
order by 1, 2
"""
COLUMNS = """
select c.relname, t.attname from pg_class c join pg_attribute t on t.attrelid = c.oid
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and t.attnum > 0 and not t.attisdropped
"""
FUNCTION_RIGHTS = """
select p.oid::regprocedure::text from pg_proc p, aclexplode(p.proacl) a
where p.pronamespace in ('public'::regnamespace, 'app'::regnamespace) and p.proowner = current_user::regrole
  and a.grantee = to_regrole(%s) order by 1
"""
# What policies ask: who acts, and what they may do.
ASKED_BY_POLICIES = """
select p.oid::regprocedure::text from pg_proc p
where p.pronamespace = 'app'::regnamespace and p.proowner = current_user::regrole and p.provolatile = 's'
  and (p.proname = 'context' or exists (select 1 from pg_depend d
    where d.classid = 'pg_policy'::regclass and d.refclassid = 'pg_proc'::regclass and d.refobjid = p.oid)) order by 1
"""


def login_of(name: str) -> str:
    """The account in the address of this environment variable, as settings.py read it."""
    return unquote(urlsplit(str(settings.DATABASE_ADDRESSES[name])).username or "")


def give_rights() -> None:
    """Bring the rights of worker and report up to date; what is right already is left alone."""
    web, worker, report = (login_of(name) for name in ("DATABASE_URL", "DATABASE_WORKER_URL", "DATABASE_REPORT_URL"))
    if not _ask("select 1 from pg_class where relname = 'worker_login'"):
        return  # the tables are not there yet, or an older release's
    _run("insert into app.worker_login (login) values (%s) on conflict (one) do update set login = excluded.login", worker)
    if worker != web and _exists(worker):
        for statement in _worker_statements(web, worker):
            _run(statement)
    if report != web and _exists(report):
        for statement in _report_statements(report):
            _run(statement)


def _exists(login: str) -> bool:
    return bool(_ask("select 1 from pg_roles where rolname = %s", login))


# --- the worker --------------------------------------------------------------------------------------
def _worker_statements(web: str, worker: str) -> Iterator[str]:
    wanted = {right for right in _ask(TABLE_RIGHTS, web) if right[0] not in ONLY_PAGES}
    wanted |= {(table, "DELETE") for table in CLEARED if (table, "DELETE") in _ask(TABLE_RIGHTS, web)}
    has = set(_ask(TABLE_RIGHTS, worker))
    yield from _differences(wanted, has, worker)
    columns = {(table, column, "SELECT") for table, column in CLEARED.items()}
    for table, column, right in sorted(columns - set(_ask(COLUMN_RIGHTS, worker))):
        yield f"grant {right} ({_name(column)}) on {_name(table)} to {_name(worker)}"
    if not _ask("select 1 where has_schema_privilege(%s, 'public', 'usage')", worker):
        yield f"grant usage on schema public to {_name(worker)}"
    yield from _functions({name for (name,) in _ask(FUNCTION_RIGHTS, web)}, worker)


def _differences(wanted: set[Right], has: set[Right], login: str) -> Iterator[str]:
    kinds = dict(_ask("select relname, case relkind when 'S' then 'sequence' else 'table' end from pg_class where relkind in ('r', 'p', 'S')"))
    for table, right in sorted(has - wanted):
        yield f"revoke {right} on {kinds[table]} {_name(table)} from {_name(login)}"
    for table, right in sorted(wanted - has):
        yield f"grant {right} on {kinds[table]} {_name(table)} to {_name(login)}"


def _functions(wanted: set[str], login: str) -> Iterator[str]:
    has = {name for (name,) in _ask(FUNCTION_RIGHTS, login)}
    yield from (f"revoke execute on function {name} from {_name(login)}" for name in sorted(has - wanted))
    yield from (f"grant execute on function {name} to {_name(login)}" for name in sorted(wanted - has))


# --- the report --------------------------------------------------------------------------------------
def counted_columns() -> set[tuple[str, str]]:
    """Table and column of everything the report's login may read."""
    return {(model._meta.db_table, column) for model in map(apps.get_model, COUNTED) for column in _plain_columns(model)}


def _plain_columns(model: type[models.Model]) -> Iterator[str]:
    """Neither identifying nor encrypted nor free words."""
    privacy: Any = getattr(model, "Privacy", None)
    sorted_out = {*getattr(privacy, "sensitive", ()), *getattr(privacy, "plain", ())} - NOT_FOR_COUNTING
    for field in model._meta.concrete_fields:
        is_words = isinstance(field, models.TextField) and not field.choices
        if field.name in sorted_out and not is_words and field.get_internal_type() not in {"BinaryField", "FileField"}:
            yield str(field.column)


def _report_statements(report: str) -> Iterator[str]:
    yield from _differences(set(), set(_ask(TABLE_RIGHTS, report)), report)
    # on the way back to an older release some columns are not there
    wanted = {(table, column, "SELECT") for table, column in counted_columns() & set(_ask(COLUMNS))}
    has = set(_ask(COLUMN_RIGHTS, report))
    for table, column, right in sorted(has - wanted):
        yield f"revoke {right} ({_name(column)}) on {_name(table)} from {_name(report)}"
    for table, column, right in sorted(wanted - has):
        yield f"grant {right} ({_name(column)}) on {_name(table)} to {_name(report)}"
    if not _ask("select 1 where has_schema_privilege(%s, 'public', 'usage')", report):
        yield f"grant usage on schema public to {_name(report)}"
    yield from _functions({name for (name,) in _ask(ASKED_BY_POLICIES)}, report)


# --- asking ------------------------------------------------------------------------------------------
def _ask(query: str, *values: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, list(values))
        return list(cursor.fetchall())


def _run(statement: str, *values: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))


def _name(identifier: str) -> str:
    return str(connection.ops.quote_name(identifier))
