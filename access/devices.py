"""Browsers in which somebody has signed in before.

Guessing is slowed down per account. Whoever does not know the password could so keep a colleague out for a whole
night; therefore a browser that has once proved the password has a count of its own, which a stranger cannot use up.
"""

from __future__ import annotations

from secrets import token_hex
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from access.crypto.keys import keyed_hash
from access.passwords import INSTALLATION

COOKIE = "__Host-pana-browser" if settings.TLS else "pana-browser"
SALT = "access.devices"
KEPT_SECONDS = 180 * 24 * 60 * 60
ACCOUNTS = 8  # people who share one computer


def known_device(request: HttpRequest, username: str) -> str:
    """The mark of this browser for this account, or nothing when nobody signed in here with it."""
    return str(_marks(request).get(_owner(username), ""))


def remember_device(request: HttpRequest, response: HttpResponse, username: str) -> None:
    """Called after the right password was given."""
    marks = _marks(request)
    mark = marks.pop(_owner(username), "") or token_hex(8)
    kept = dict([*marks.items(), (_owner(username), mark)][-ACCOUNTS:])
    response.set_cookie(
        COOKIE, signing.dumps(kept, salt=SALT), max_age=KEPT_SECONDS, httponly=True, secure=settings.TLS, samesite="Lax"
    )


def _marks(request: HttpRequest) -> dict[str, Any]:
    try:
        marks = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        return {}
    return marks if isinstance(marks, dict) else {}


def _owner(username: str) -> str:
    return keyed_hash(organisation_id=INSTALLATION, purpose="device", value=username).hex()
