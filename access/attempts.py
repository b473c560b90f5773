"""Guessing is slowed down: per account, per address, and for the second factor, each with a count of its own.

A browser in which the person signed in before is counted apart (devices.py), and a passkey is never counted: it cannot
be guessed. So nobody who merely knows a user name keeps its owner out.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from access.crypto.keys import keyed_hash
from access.models import SignInAttempt

NOBODY = UUID(int=0)
SIGN_IN, FACTOR, ADDRESS = "sign-in", "factor", "address"
LIMITS: dict[str, tuple[tuple[int, timedelta], ...]] = {
    SIGN_IN: ((5, timedelta(minutes=5)),),
    FACTOR: ((5, timedelta(minutes=5)), (20, timedelta(days=1))),
    ADDRESS: ((30, timedelta(minutes=5)),),
}
KEPT = max(window for limits in LIMITS.values() for _, window in limits)


def mark_of(kind: str, who: str, device: str = "") -> bytes:
    """By what attempts are found again: a keyed hash of the account (or address) and of the browser known for it."""
    value = who.strip().lower() + (f"|{device}" if device else "")
    return keyed_hash(organisation_id=NOBODY, purpose=kind, value=value)


def is_throttled(kind: str, who: str, device: str = "") -> bool:
    """Whether too many failed lately. The asker waits for others who try the same account at the same moment."""
    mark, now = mark_of(kind, who, device), timezone.now()
    _one_at_a_time(mark)
    failed = SignInAttempt.objects.filter(account=mark, succeeded=False)
    return any(failed.filter(at__gt=now - window).count() >= most for most, window in LIMITS[kind])


def note_attempt(kind: str, who: str, *, succeeded: bool, device: str = "") -> None:
    """Remember a try; a right one forgives the wrong ones before it."""
    mark = mark_of(kind, who, device)
    SignInAttempt.objects.create(account=mark, succeeded=succeeded)
    if succeeded:
        SignInAttempt.objects.filter(account=mark, succeeded=False).delete()


def address_of(request: HttpRequest) -> str:
    """Where the request came from: behind our own proxy, what the proxy saw."""
    if settings.SECURE_PROXY_SSL_HEADER:
        return request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip() or "unknown"
    return str(request.META.get("REMOTE_ADDR", "unknown"))


def _one_at_a_time(mark: bytes) -> None:
    """Eight guesses sent at once are counted one after the other; the lock ends with the request."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [int.from_bytes(mark[:8], "big", signed=True)])
