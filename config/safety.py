"""What Pana refuses to start with: each in one sentence that says what to do."""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection
from django.utils.translation import gettext as _

from config.problems import StartupProblem

OLDEST = 150004  # before it, MERGE could pass row security by
OPEN_TABLES = """
select count(*) from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'organisation_id'
where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and not (c.relrowsecurity and c.relforcerowsecurity)
"""
TOO_MIGHTY = """
select rolsuper or rolbypassrls or rolcreaterole
  or exists (select 1 from pg_class where relowner = r.oid and relnamespace = 'public'::regnamespace)
from pg_roles r where rolname = current_user
"""
GUESSABLE = ("secret", "change", "password", "insecure", "default", "example")  # long enough not to come by chance


def refuse_unsafe() -> None:
    """For servers and workers: nothing is served by an installation that cannot keep a secret or a row."""
    problems = [*settings_refusals(), *database_refusals()]
    if problems:
        raise StartupProblem(" ".join(problems))


def settings_refusals() -> Iterator[str]:
    """From the settings alone. A demo holds nobody's data and may be careless with keys and TLS."""
    if settings.DEBUG:
        yield _("DEBUG is on: take it out of the settings, it shows strangers the inside.")
    if "*" in settings.ALLOWED_HOSTS:
        yield _("PANA_HOSTS allows every name: write the names of this server.")
    if settings.DEMO_INSTALLATION:
        return
    if not settings.TLS and "PANA_EMBEDDED" not in os.environ:
        yield _("TLS is off: put a proxy with a certificate before Pana and take PANA_TLS=0 out.")
    if len(settings.SECRET_KEY) < 40 or len(set(settings.SECRET_KEY)) < 10 or any(word in settings.SECRET_KEY.lower() for word in GUESSABLE):
        yield _("SECRET_KEY can be guessed: make a new one of 50 random characters.")
    for name in ("INSTALLATION_KEY", "CONTEXT_KEY"):
        if _is_weak(getattr(settings, name)):
            yield _("PANA_%(name)s is weak: it must be 32 random bytes in base64.") % {"name": name}
    if len({settings.SECRET_KEY, settings.INSTALLATION_KEY, settings.CONTEXT_KEY}) < 3:
        yield _("Two of the keys are the same: each must be its own.")
    addresses = settings.DATABASE_ADDRESSES
    if "PANA_EMBEDDED" not in os.environ and addresses["DATABASE_URL"] == addresses["DATABASE_OWNER_URL"]:
        yield _("The pages enter the database as its owner: give them the login pana_web in DATABASE_URL.")


def _is_weak(key: str) -> bool:
    try:
        raw = base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        return True
    return len(raw) < 32 or len(set(raw)) < 16


def database_refusals() -> Iterator[str]:
    """From the database, as the login that is going to work with it."""
    if _ask("select current_setting('server_version_num')::int") < OLDEST:
        yield _("PostgreSQL is older than 15.4: install a newer one.")
    if _ask(TOO_MIGHTY):
        yield _("This login of the database may pass row security by: use one that owns nothing (manage.py logins).")
    if _ask(OPEN_TABLES):
        yield _("A table is without row security: run manage.py migrate.")
    if settings.DEMO_INSTALLATION:
        return
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        if _ask(f"select current_setting('{name}')") == "off":
            yield _("The database has %(name)s off and may lose what was said to be saved: switch it on.") % {"name": name}


def _ask(query: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


@register(Tags.security, deploy=True)
def check_settings(**_kwargs: Any) -> list[CheckMessage]:
    """The same for `manage.py check --deploy`."""
    return [Error(problem, id="pana.E001") for problem in settings_refusals()]
