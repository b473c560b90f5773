"""Codes by which people and papers are called instead of names: random, speakable, free of look-alikes."""

from __future__ import annotations

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_code(prefix: str) -> str:
    """A letter, a dash and seven signs: 27 thousand million possibilities, and no count to be read from it."""
    return f"{prefix}-" + "".join(secrets.choice(ALPHABET) for _ in range(7))
