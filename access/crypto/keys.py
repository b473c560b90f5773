"""Where keys come from. The seam through which an organisation may one day hold its own key."""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import lru_cache
from typing import Protocol
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

CURRENT_VERSION = 1


class KeyProvider(Protocol):
    """Gives the 32-byte key of an organisation for a purpose and key version."""

    def key(self, organisation_id: UUID, purpose: str, version: int) -> bytes: ...


def installation_key() -> bytes:
    """The 32 bytes that open the installation; refuses anything shorter."""
    raw = base64.b64decode(settings.INSTALLATION_KEY)
    if len(raw) < 32:
        raise ImproperlyConfigured("PANA_INSTALLATION_KEY must be at least 32 random bytes in base64.")
    return raw


class InstallationKeys:
    """Keys of every organisation, derived from the installation key; one organisation's key opens nothing of another's."""

    @lru_cache(maxsize=512)  # noqa: B019 - one provider lives as long as the process
    def key(self, organisation_id: UUID, purpose: str, version: int) -> bytes:
        info = f"pana|{version}|{purpose}|{organisation_id}".encode()
        return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info).derive(installation_key())


provider: KeyProvider = InstallationKeys()


def keyed_hash(*, organisation_id: UUID, purpose: str, value: str) -> bytes:
    """16 bytes by which equal values can be found again inside one organisation without keeping the value."""
    key = provider.key(organisation_id, f"hash:{purpose}", CURRENT_VERSION)
    return hmac.new(key, value.encode(), hashlib.sha256).digest()[:16]
