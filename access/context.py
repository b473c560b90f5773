"""Tells PostgreSQL who is acting, for the length of one transaction, with a signature it can check."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection, transaction

LIFETIME_SECONDS = 3600


def context_key() -> bytes:
    """The 64-byte block key of the signature: the secret, padded as HMAC-SHA256 wants it."""
    return base64.b64decode(settings.CONTEXT_KEY).ljust(64, b"\0")


def signed(organisation_id: UUID | None, user_id: UUID | None) -> str:
    """organisation|user|expiry|signature; the database refuses it when any part was changed or it is too old."""
    message = f"{organisation_id or ''}|{user_id or ''}|{int(time.time()) + LIFETIME_SECONDS}"
    mac = hmac.new(context_key(), message.encode(), hashlib.sha256).hexdigest()
    return f"{message}|{mac}"


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
    """One transaction in which the database shows what this organisation may see, and nothing afterwards."""
    with transaction.atomic():
        put(signed(organisation_id, user_id))
        yield
        put("")
