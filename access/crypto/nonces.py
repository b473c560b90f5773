"""The number used once."""

from __future__ import annotations

import secrets

NONCE = 12


def new_nonce() -> bytes:
    """96 random bits: under one key, two alike are to be expected after some 10^14 values; a key seals far fewer."""
    return secrets.token_bytes(NONCE)
