"""While rows are counted for a report, the connection can read nothing that identifies and write nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import connection, transaction

# The rights of the report's login are taken on inside the transaction that counts, so that a figure and the note that
# it was counted are one; a second connection would count another moment. Its rows are those of the context as before.
TAKE_ON = """
select set_config('role', rolname, true) from pg_roles
where rolname = %s and rolname <> session_user and pg_has_role(session_user, oid, 'member')
"""


@contextmanager
def counting() -> Iterator[None]:
    """Give up every right but that of counting, until the end of the block."""
    login = unquote(urlsplit(settings.DATABASE_ADDRESSES["DATABASE_REPORT_URL"]).username or "")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(TAKE_ON, [login])
        yield
        cursor.execute("select set_config('role', 'none', true)")
