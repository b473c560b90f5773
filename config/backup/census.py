"""What is in a database, so that a copy can be compared with it: rows table by table, and every lock on them."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

import psycopg
from psycopg import sql

SAME_TEXT = "set timezone = 'UTC'; set datestyle = 'ISO'; set intervalstyle = 'postgres'; set bytea_output = 'hex'; set extra_float_digits = 1"
OURS = "nspname not in ('pg_catalog', 'information_schema') and nspname not like 'pg\\_toast%' and nspname not like 'pg\\_temp%'"
TABLES = f"""
select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and {OURS} order by 1, 2
"""
# Sums of a hash of each row: the order of rows does not matter, one changed letter does.
ROWS = """
select count(*), coalesce(sum(('x' || left(md5(t::text), 16))::bit(64)::bigint::numeric), 0)::text from {} as t
"""
NOT_OF_EXTENSIONS = "not exists (select 1 from pg_depend d where d.objid = {}.oid and d.deptype = 'e')"
CATALOGUE = {
    "locks": f"""
        select n.nspname, c.relname, c.relrowsecurity::text, c.relforcerowsecurity::text, pg_get_userbyid(c.relowner)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and {OURS}""",
    "policies": """
        select schemaname, tablename, policyname, permissive, roles::text, cmd, coalesce(qual, ''), coalesce(with_check, '')
        from pg_policies""",
    "triggers": """
        select tgrelid::regclass::text, tgname, tgenabled::text, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal""",
    "table grants": f"""
        select c.oid::regclass::text, a.grantee::regrole::text, a.privilege_type, a.is_grantable::text
        from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) a
        where c.relkind in ('r', 'p', 'S', 'v') and {OURS} and a.grantee <> c.relowner""",
    "column grants": """
        select t.attrelid::regclass::text, t.attname, a.grantee::regrole::text, a.privilege_type
        from pg_attribute t, aclexplode(t.attacl) a where t.attrelid >= 16384""",
    "function grants": f"""
        select p.oid::regprocedure::text, a.grantee::regrole::text, a.privilege_type
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace, aclexplode(p.proacl) a
        where {OURS} and {NOT_OF_EXTENSIONS.format("p")} and a.grantee <> p.proowner""",
    "functions": f"""
        select p.oid::regprocedure::text, md5(p.prosrc), p.prosecdef::text, coalesce(p.proconfig::text, ''), pg_get_userbyid(p.proowner)
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace where {OURS} and {NOT_OF_EXTENSIONS.format("p")}""",
    "constraints": f"""
        select k.conrelid::regclass::text, k.conname, pg_get_constraintdef(k.oid)
        from pg_constraint k join pg_namespace n on n.oid = k.connamespace where {OURS} and k.contype <> 'n'""",
    "indexes": "select indexdef from pg_indexes where schemaname not in ('pg_catalog', 'information_schema')",
}
HEADS = "select organisation::text, seq, encode(hash, 'hex') from app.audit_head order by 1"
MIGRATIONS = "select app || '.' || name from django_migrations order by 1"


@dataclass(frozen=True)
class Census:
    """Count and fingerprint of every table, every lock as a line, heads of the audit, applied migrations."""

    server: int
    tables: dict[str, list[Any]]
    catalogue: dict[str, list[str]]
    heads: list[list[Any]]
    migrations: list[str]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def take_census(connection: psycopg.Connection) -> Census:
    """Read everything in the transaction the connection is in."""
    connection.execute(SAME_TEXT)
    return Census(
        server=connection.info.server_version // 10000,
        tables=_count_tables(connection),
        catalogue={name: sorted(" | ".join(map(str, row)) for row in connection.execute(query)) for name, query in CATALOGUE.items()},
        heads=[list(row) for row in connection.execute(HEADS)],
        migrations=[str(row[0]) for row in connection.execute(MIGRATIONS)],
    )


def _count_tables(connection: psycopg.Connection) -> dict[str, list[Any]]:
    found = {}
    for schema, table in connection.execute(TABLES).fetchall():
        row = connection.execute(sql.SQL(ROWS).format(sql.Identifier(schema, table))).fetchone()
        found[f"{schema}.{table}"] = list(row or ())
    return found


LIST_OF_CODES = re.compile(r"\(ARRAY\[((?:'[^']*'::character varying(?:, )?)+)\]\)::text\[\]")


def _worded_alike(line: str) -> str:
    """A list of codes as PostgreSQL words it when the definition has been through a copy once."""
    return LIST_OF_CODES.sub(
        lambda found: "ARRAY[" + ", ".join(f"({code})::text" for code in found.group(1).split(", ")) + "]", line
    )


def differences(before: Census, after: Census) -> list[str]:
    """Every table, lock or event that is not the same; empty when the copy is true."""
    found = [
        f"{table}: {before.tables.get(table)} before, {after.tables.get(table)} now"
        for table in sorted({*before.tables, *after.tables})
        if before.tables.get(table) != after.tables.get(table)
    ]
    same_words = before.server == after.server  # another version words its definitions in another way
    for name in sorted({*before.catalogue, *after.catalogue}):
        old, new = ([_worded_alike(line) for line in census.catalogue.get(name, [])] for census in (before, after))
        if same_words:
            found += [f"{name}: missing {line}" for line in sorted(set(old) - set(new))]
            found += [f"{name}: not there before {line}" for line in sorted(set(new) - set(old))]
        elif len(old) != len(new):
            found.append(f"{name}: {len(old)} before, {len(new)} now")
    if before.heads != after.heads:
        found.append("the heads of the audit are not the same")
    if before.migrations != after.migrations:
        found.append("the migrations are not the same")
    return found
