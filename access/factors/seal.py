"""Sealing what proves a person, under a key that belongs to this person and to no organisation."""

from __future__ import annotations

import hashlib
import hmac
import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from access.crypto.fields import CannotOpen
from access.crypto.keys import CURRENT_VERSION, provider
from access.passwords import INSTALLATION

_NONCE = 12


def seal_for(user_id: UUID, purpose: str, value: bytes) -> bytes:
    """Version, nonce, ciphertext and tag; opens for this person and this purpose only."""
    nonce = os.urandom(_NONCE)
    key = provider.key(INSTALLATION, f"factor:{user_id}", CURRENT_VERSION)
    return bytes([CURRENT_VERSION]) + nonce + AESGCM(key).encrypt(nonce, value, f"{purpose}.{user_id}".encode())


def open_for(user_id: UUID, purpose: str, sealed: bytes) -> bytes:
    try:
        key = provider.key(INSTALLATION, f"factor:{user_id}", sealed[0])
        return AESGCM(key).decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], f"{purpose}.{user_id}".encode())
    except (InvalidTag, IndexError, ValueError) as error:
        raise CannotOpen(f"A {purpose} could not be opened.") from error


def digest_for(user_id: UUID, code: str) -> bytes:
    """What is kept of a recovery code: useless without the installation key, and for anybody else."""
    key = provider.key(INSTALLATION, "recovery", CURRENT_VERSION)
    return hmac.new(key, f"{user_id}|{code}".encode(), hashlib.sha256).digest()
