"""The accounts inside the database: who owns, who serves, who works, who counts, who copies.

`pana_owner` owns the tables and changes them (migrations); `pana_web` serves the pages and `pana_worker` does what was
promised, both under row security; `pana_report` counts rows and can read nothing that identifies; `pana_backup` reads
every row to copy it. None of them is a superuser. What they may do with the tables is given in config/rights.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import psycopg
from psycopg import sql

DATABASE = "pana"
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")
LOGINS = {
    "pana_owner": "NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION",
    "pana_web": "NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION",
    "pana_worker": "NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION",
    "pana_report": "NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION",
    "pana_backup": "NOSUPERUSER BYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION",
}
# Settings of the logins themselves, so that they hold behind a connection pool too.
HABITS = (
    "GRANT pg_read_all_data TO pana_backup",
    # counting gives up every other right for as long as it lasts (reports/counting.py)
    "GRANT pana_report TO pana_web, pana_worker",
    # statements, with what they look for, are shown to no other connection
    "ALTER ROLE pana_web SET track_activities = off",
    "ALTER ROLE pana_worker SET track_activities = off",
    "ALTER ROLE pana_report SET track_activities = off",
    # one slow page must not hold up the others
    "ALTER ROLE pana_web SET statement_timeout = '60s'",
    "ALTER ROLE pana_web SET lock_timeout = '20s'",
    "ALTER ROLE pana_web SET idle_in_transaction_session_timeout = '120s'",
    "ALTER ROLE pana_report SET default_transaction_read_only = on",
)
# What the owner makes, the web role may use; nothing is for everybody.
RIGHTS = (
    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    "GRANT USAGE ON SCHEMA public TO pana_web, pana_worker, pana_report, pana_backup",
    "ALTER DEFAULT PRIVILEGES FOR ROLE pana_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO pana_web",
    "ALTER DEFAULT PRIVILEGES FOR ROLE pana_owner GRANT USAGE, SELECT ON SEQUENCES TO pana_web",
    "ALTER DEFAULT PRIVILEGES FOR ROLE pana_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
    "ALTER DEFAULT PRIVILEGES FOR ROLE pana_owner GRANT EXECUTE ON FUNCTIONS TO pana_web",
)


def create_roles(superuser_url: str, passwords: Mapping[str, str], *, may_create_databases: bool = False) -> None:
    """Make roles and database, or put them right again; can be repeated after being cut short."""
    with psycopg.connect(f"{superuser_url}/postgres", autocommit=True) as connection:
        for role, limits in LOGINS.items():
            _create_role(connection, role, limits, passwords[role])
        for statement in HABITS:
            connection.execute(statement)
        connection.execute(f"ALTER ROLE pana_owner {'CREATEDB' if may_create_databases else 'NOCREATEDB'}")
    _prepare(f"{superuser_url}/template1")
    with psycopg.connect(f"{superuser_url}/postgres", autocommit=True) as connection:
        if not _exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s", DATABASE):
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER pana_owner TEMPLATE template1")
        connection.execute(f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC")
        connection.execute(f"GRANT CONNECT ON DATABASE {DATABASE} TO {', '.join(LOGINS)}")
    _prepare(f"{superuser_url}/{DATABASE}")


def _prepare(url: str) -> None:
    """Extensions and rights in one database; new databases (those of tests) inherit them from template1."""
    with psycopg.connect(url) as connection:
        for extension in EXTENSIONS:
            connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
        for statement in RIGHTS:
            connection.execute(statement)


def _create_role(connection: psycopg.Connection, role: str, limits: str, password: str) -> None:
    verb = "ALTER" if _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", role) else "CREATE"
    connection.execute(
        sql.SQL("{} ROLE {} LOGIN {} PASSWORD {}").format(
            sql.SQL(verb), sql.Identifier(role), sql.SQL(limits), sql.Literal(password)
        )
    )


def _exists(connection: psycopg.Connection, query: str, *values: str) -> bool:
    arguments: Sequence[str] = values
    return connection.execute(query, arguments).fetchone() is not None


def statements_for_psql(database: str, passwords: Mapping[str, str]) -> list[str]:
    """The same as text for somebody who is superuser of a server of their own; can be repeated."""
    made = []
    for role, limits in LOGINS.items():
        made.append(
            f"SELECT 'CREATE ROLE {role}' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}')\\gexec"
        )
        password = f" PASSWORD {_quoted(passwords[role])}" if passwords.get(role) else ""
        made.append(f"ALTER ROLE {role} LOGIN {limits}{password};")
    made += [f"{statement};" for statement in HABITS]
    name = '"' + database.replace('"', '""') + '"'
    made.append(
        f"SELECT 'CREATE DATABASE {name} OWNER pana_owner' WHERE NOT EXISTS "
        f"(SELECT FROM pg_database WHERE datname = {_quoted(database)})\\gexec"
    )
    made += [f"REVOKE ALL ON DATABASE {name} FROM PUBLIC;", f"GRANT CONNECT ON DATABASE {name} TO {', '.join(LOGINS)};"]
    made.append(f"\\connect {name}")
    made += [f"CREATE EXTENSION IF NOT EXISTS {extension};" for extension in EXTENSIONS]
    return made + ["GRANT CREATE, USAGE ON SCHEMA public TO pana_owner;"] + [f"{statement};" for statement in RIGHTS]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
