"""Whether what somebody shows proves them. A code that was used is used up, for every process, in one statement."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from access.attempts import FACTOR, SIGN_IN, is_throttled, note_attempt
from access.devices import known_device
from access.factors.models import AuthenticatorApp, Passkey, RecoveryCode
from access.factors.passkeys import proved_passkey
from access.factors.rules import DIGITS, RECOVERY_DIGITS, matching_step, only_digits
from access.factors.seal import digest_for, open_for


@dataclass(frozen=True)
class Factors:
    """What a person has besides the password."""

    has_app: bool
    passkeys: int
    codes: int

    def __bool__(self) -> bool:
        return self.has_app or self.passkeys > 0


class TooManyTries(Exception):
    """Somebody is guessing: wait."""


def factors_of(user_id: Any) -> Factors:
    """Asked as the person: row security shows nobody else's."""
    return Factors(
        has_app=AuthenticatorApp.objects.filter(user_id=user_id).exists(),
        passkeys=Passkey.objects.filter(user_id=user_id).count(),
        codes=RecoveryCode.objects.filter(user_id=user_id, used_at=None).count(),
    )


def prove(request: Any, user: Any, *, code: str = "", passkey: str = "") -> str:
    """How it was proved ("app", "recovery", "passkey"), or "". Codes are counted, passkeys cannot be guessed."""
    if passkey:
        return "passkey" if proved_passkey(request, user.pk, passkey) else ""
    device = known_device(request, user.username)
    if is_throttled(FACTOR, user.username, device):
        raise TooManyTries
    how = _way_of(user.pk, only_digits(code))
    note_attempt(FACTOR, user.username, succeeded=bool(how), device=device)
    return how


def prove_password(request: Any, user: Any, password: str) -> str:
    """For people who have no second factor."""
    device = known_device(request, user.username)
    if is_throttled(SIGN_IN, user.username, device):
        raise TooManyTries
    right = bool(user.check_password(password))
    note_attempt(SIGN_IN, user.username, succeeded=right, device=device)
    return "password" if right else ""


def _way_of(user_id: UUID, code: str) -> str:
    if len(code) == DIGITS and use_app_code(user_id, code):
        return "app"
    if len(code) == RECOVERY_DIGITS and use_recovery_code(user_id, code):
        return "recovery"
    return ""


def use_app_code(user_id: UUID, code: str) -> bool:
    """Right, and of a later half minute than the last one used: of several who show it at once one is believed."""
    app = AuthenticatorApp.objects.filter(user_id=user_id).first()
    if app is None:
        return False
    step = matching_step(open_for(user_id, "app", bytes(app.secret)), code, time.time())
    if step is None:
        return False
    return AuthenticatorApp.objects.filter(pk=app.pk, last_step__lt=step).update(last_step=step) == 1


def use_recovery_code(user_id: UUID, code: str) -> bool:
    unused = RecoveryCode.objects.filter(user_id=user_id, digest=digest_for(user_id, code), used_at=None)
    return unused.update(used_at=timezone.now()) == 1
