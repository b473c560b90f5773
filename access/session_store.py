"""Sessions as the database keeps them: under a hash of their key, sealed for that key alone.

Who can read the table (a copy, a backup, an injected query) learns no key that opens a session, and a session
copied into another row opens nothing.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as TableSessionStore
from django.db import OperationalError
from django.utils import timezone


def kept_as(session_key: str) -> str:
    """The name under which a session lies in the table."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]


class SessionStore(TableSessionStore):
    """Django's sessions in the database, without the keys that open them."""

    @property
    def key_salt(self) -> str:  # type: ignore[override]  # the seal of each session is its own
        return f"access.session.{self.session_key}"

    def _get_session_from_db(self) -> Any:
        rows = self.model.objects.filter(session_key=kept_as(self.session_key or ""), expire_date__gt=timezone.now())
        found = rows.first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        return super().exists(kept_as(session_key))

    def create_model_instance(self, data: Any) -> Any:
        row = super().create_model_instance(data)
        row.session_key = kept_as(row.session_key)
        return row

    def save(self, must_create: bool = False) -> None:
        """Django takes a lost database for a deleted session and answers 400; it is away, and the page says so."""
        try:
            super().save(must_create)
        except UpdateError as failed:
            if isinstance(failed.__context__, OperationalError):
                raise failed.__context__ from None
            raise

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            super().delete(kept_as(key))
