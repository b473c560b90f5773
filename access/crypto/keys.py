"""Where keys come from. The seam through which an organisation may one day hold its own key.

installation key -> key of an organisation, one per epoch (key store, outside the database) -> key of a person
(row `PersonKey`, wrapped by the epoch) -> what is kept about that person.

What must stay the same for ever (keyed hashes, the pepper of passwords) is derived from the installation key instead.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import cache, lru_cache
from pathlib import Path
from typing import Protocol
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from access.crypto.memory import Memory
from access.crypto.store import KeyStore

CURRENT_VERSION = 1
INSTALLATION = UUID(int=0)


class KeyProvider(Protocol):
    """Gives 32-byte keys of an organisation: lasting ones for a purpose and version, and those of an epoch."""

    def key(self, organisation_id: UUID, purpose: str, version: int) -> bytes: ...

    def current_epoch(self, organisation_id: UUID) -> int: ...

    def epoch_key(self, organisation_id: UUID, epoch: int, purpose: str) -> bytes: ...


def installation_key() -> bytes:
    """The 32 bytes that open the installation; refuses anything shorter."""
    raw = base64.b64decode(settings.INSTALLATION_KEY)
    if len(raw) < 32:
        raise ImproperlyConfigured("PANA_INSTALLATION_KEY must be at least 32 random bytes in base64.")
    return raw


def derive(source: bytes, info: str) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info.encode()).derive(source)


class InstallationKeys:
    """Keys of every organisation under the installation key; one organisation's key opens nothing of another's."""

    def __init__(self) -> None:
        self._derived: Memory[tuple[UUID, int, str], bytes] = Memory(most=512, seconds=600)

    @lru_cache(maxsize=512)  # noqa: B019 - one provider lives as long as the process
    def key(self, organisation_id: UUID, purpose: str, version: int) -> bytes:
        return derive(installation_key(), f"pana|{version}|{purpose}|{organisation_id}")

    def current_epoch(self, organisation_id: UUID) -> int:
        return store().current(organisation_id)

    def epoch_key(self, organisation_id: UUID, epoch: int, purpose: str) -> bytes:
        known = self._derived.get((organisation_id, epoch, purpose))
        if known is None:
            known = derive(store().key(organisation_id, epoch), f"pana|epoch|{purpose}|{organisation_id}|{epoch}")
            self._derived.put((organisation_id, epoch, purpose), known)
        return known

    def forget(self) -> None:
        """Remember no key of an epoch."""
        self._derived.clear()


@cache
def _store(folder: str, wrapping_key: bytes) -> KeyStore:
    return KeyStore(Path(folder), wrapping_key)


def store() -> KeyStore:
    """The key store of this installation."""
    return _store(str(settings.KEY_STORE), derive(installation_key(), "pana|wrap epochs"))


installation_keys = InstallationKeys()
provider: KeyProvider = installation_keys


def keyed_hash(*, organisation_id: UUID, purpose: str, value: str) -> bytes:
    """16 bytes by which equal values can be found again inside one organisation without keeping the value."""
    key = provider.key(organisation_id, f"hash:{purpose}", CURRENT_VERSION)
    return hmac.new(key, value.encode(), hashlib.sha256).digest()[:16]
