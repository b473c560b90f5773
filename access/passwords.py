"""Checking a password: peppered before it is hashed, and always under the account's own row security."""

from __future__ import annotations

import hashlib
import hmac
import threading
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.http import HttpRequest

from access.context import acting
from access.crypto.keys import CURRENT_VERSION, provider

LONGEST = 256
INSTALLATION = UUID(int=0)
AT_ONCE = 2
_turns = threading.BoundedSemaphore(AT_ONCE)


class PepperedArgon2(Argon2PasswordHasher):
    """Argon2 over a keyed hash: a stolen table of passwords cannot be guessed at without the installation key.

    A hash takes 100 MB: two at a time, or twenty people who sign in at once would take the memory of the server.
    """

    algorithm = "argon2pana"

    def encode(self, password: str, salt: str) -> str:
        with _turns:
            return super().encode(_peppered(password), salt)

    def verify(self, password: str, encoded: str) -> bool:
        with _turns:
            return super().verify(_peppered(password), encoded)


def _peppered(password: str) -> str:
    key = provider.key(INSTALLATION, "passwords", CURRENT_VERSION)
    return hmac.new(key, password.encode(), hashlib.sha256).hexdigest()


class AccountBackend(ModelBackend):
    """Sign-in by user name. An unknown name costs as much time as a wrong password; an older hash is renewed."""

    def authenticate(self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any) -> Any:
        from access.models import User

        if username is None or password is None or len(password) > LONGEST:
            return None
        user = User.objects.filter(username=username).first()
        if user is None:
            with acting(organisation_id=None, user_id=uuid4()):
                User().set_password(password)
            return None
        with acting(organisation_id=None, user_id=user.pk):
            is_right = user.check_password(password)
        return user if is_right and self.user_can_authenticate(user) else None
