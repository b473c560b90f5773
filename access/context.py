"""Tells PostgreSQL who is acting, for the length of one transaction, with a signature it can check."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection, transaction

from access.permissions import Permission

if TYPE_CHECKING:
    from access.actors import Actor

LIFETIME_SECONDS = 3600
COUNTING = "counting"
MAY_COUNT = Permission.FIGURES_VIEW
SYSTEM = ("system",)  # a sweep or a schedule: every row of the one organisation


def context_key() -> bytes:
    """The 64-byte block key of the signature: the secret, padded as HMAC-SHA256 wants it."""
    return base64.b64decode(settings.CONTEXT_KEY).ljust(64, b"\0")


def signed(organisation_id: UUID | None, user_id: UUID | None, words: Iterable[str] = ()) -> str:
    """organisation|user|words|expiry|signature; the database refuses it when any part was changed or it is too old.

    The words are what the policies ask for by `app.may('…')`: names of permissions, or "system".
    """
    told = ",".join(sorted(words))
    message = f"{organisation_id or ''}|{user_id or ''}|{told}|{int(time.time()) + LIFETIME_SECONDS}"
    mac = hmac.new(context_key(), message.encode(), hashlib.sha256).hexdigest()
    return f"{message}|{mac}"


def context_of(actor: Actor) -> str:
    """The signed context of somebody who acts: their organisation, themselves, and all they may do."""
    return signed(actor.organisation_id, actor.user_id, actor.permissions if actor.user_id else SYSTEM)


def put(value: str) -> None:
    """Set the context of the running transaction; an empty text clears it.

    The value travels beside the statement, never inside it: the text of a statement can be read by every other
    connection of the same role (pg_stat_activity), and whoever reads a signed context could act under it.
    """
    connection.validate_no_broken_transaction()
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute("select set_config('app.ctx', %s, true)", [value])


@contextmanager
def acting(*, organisation_id: UUID | None, user_id: UUID | None = None) -> Iterator[None]:
    """One transaction in which the database shows what this organisation may see, and nothing afterwards.

    Without a user it is the system that acts, and sees every row of the organisation; with one, only what needs no
    permission: use `acting_as` for somebody with roles.
    """
    with _under(signed(organisation_id, user_id, SYSTEM if organisation_id and not user_id else ())):
        yield


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """One transaction in which the database shows what this person may see in this organisation."""
    with _under(context_of(actor)):
        yield


@contextmanager
def acting_to_count(actor: Actor) -> Iterator[None]:
    """Counts need every row of the organisation, also those the one who counts may not open: for this long, and no longer."""
    with _under(signed(actor.organisation_id, actor.user_id, {*actor.permissions, COUNTING} if actor.may(MAY_COUNT) else ())):
        yield


@contextmanager
def _under(value: str) -> Iterator[None]:
    before = _present() if connection.in_atomic_block else ""
    with transaction.atomic():
        put(value)
        yield
        put(before)


def _present() -> str:
    """The context of the transaction one is in already: it goes on when the inner one ends."""
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        row = cursor.execute("select current_setting('app.ctx', true)").fetchone()
    return str(row[0] or "") if row else ""
