"""Codes that follow from a secret and the clock (RFC 6238), recovery codes, and who needs a second factor."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import struct
from collections.abc import Iterable
from urllib.parse import quote, urlencode

from django.conf import settings

STEP_SECONDS = 30
DIGITS = 6
WINDOW = 1
RECOVERY_DIGITS = 12
RECOVERY_CODES = 10
ISSUER = "Pana"


def new_secret() -> bytes:
    return secrets.token_bytes(20)


def secret_text(secret: bytes) -> str:
    """The secret as people type it into an app."""
    return base64.b32encode(secret).decode()


def step_at(now: float) -> int:
    return int(now) // STEP_SECONDS


def code_at(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """The code an app shows during this half minute."""
    digest = hmac.new(secret, struct.pack(">Q", step), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def matching_step(secret: bytes, code: str, now: float) -> int | None:
    """The half minute this code belongs to, one early or late at most; every one is compared, so that time tells nothing."""
    found = None
    for step in range(step_at(now) - WINDOW, step_at(now) + WINDOW + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()):
            found = step
    return found


def app_address(secret: bytes, username: str) -> str:
    """What the QR code says to the app."""
    values = urlencode({"secret": secret_text(secret), "issuer": ISSUER, "digits": DIGITS, "period": STEP_SECONDS})
    return f"otpauth://totp/{quote(ISSUER)}:{quote(username)}?{values}"


def only_digits(typed: str) -> str:
    """A code as people type it, with spaces and dashes between the digits."""
    cleaned = "".join(letter for letter in typed if letter not in " -–—\u00a0\u2009")
    return cleaned if cleaned.isascii() and cleaned.isdigit() else ""


def new_recovery_codes() -> list[str]:
    return [f"{secrets.randbelow(10**RECOVERY_DIGITS):0{RECOVERY_DIGITS}}" for _ in range(RECOVERY_CODES)]


def in_groups(code: str) -> str:
    """Four digits at a time: people read and type it so."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def needs_factor(roles: Iterable[str]) -> bool:
    """Everybody needs a second factor, but for people who have no other roles than the chosen ones."""
    return not set(roles) <= set(settings.FACTOR_FREE_ROLES)
