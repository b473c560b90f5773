"""The key pair of the copies: the public half stays here and locks, the private half is kept elsewhere and opens."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from pyrage import RecipientError, x25519

from access.crypto.keys import installation_key
from config.backup.holders import join, split
from config.backup.problems import BackupFailed, RestoreFailed
from config.embedded.keys import write_private


def public_key_file() -> Path:
    return Path(settings.VAR_DIR) / "backup-key.txt"


def public_key() -> str:
    """The key to lock copies with; empty when none was made yet."""
    if settings.BACKUP_KEY:
        return str(settings.BACKUP_KEY)
    path = public_key_file()
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


def recipient() -> x25519.Recipient:
    try:
        return x25519.Recipient.from_str(public_key())
    except RecipientError:
        raise BackupFailed("There is no key to lock copies with: run `manage.py backup --new-key` once.") from None


def make_key() -> list[str]:
    """Make a pair, keep the public half, and give the private one away on three sheets: it is written nowhere."""
    identity = x25519.Identity.generate()
    write_private(public_key_file(), f"{identity.to_public()}\n")
    return split(identity)


def read_identity(paths: Sequence[Path]) -> x25519.Identity:
    """The private half: from two sheets, or whole from a file of `age-keygen`. Remarks may stand beside it."""
    texts = [_read(path) for path in paths]
    whole = (word for text in texts for word in text.split() if word.startswith("AGE-SECRET-KEY-"))
    found = next(whole, "") or join(texts)
    try:
        return x25519.Identity.from_str(found)
    except Exception:  # the library's message may repeat what it was given
        told = ", ".join(str(path) for path in paths)
        raise RestoreFailed(f"{told}: no private key (two sheets with lines PANA-KEY, or a line AGE-SECRET-KEY-).") from None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise RestoreFailed(f"The private key cannot be read from {path}.") from None


def fingerprint(key: bytes | None = None) -> str:
    """By which an installation key is known without being told."""
    return hmac.new(key or installation_key(), b"pana backup: which installation", hashlib.sha256).hexdigest()[:32]


def signature(text: str, key: bytes | None = None) -> str:
    """Made with the installation key: whoever has only the public key can make no copy that passes for ours."""
    return hmac.new(key or installation_key(), b"pana backup: manifest\n" + text.encode(), hashlib.sha256).hexdigest()
