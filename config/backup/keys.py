"""The key pair of the copies: the public half stays here and locks, the private half is kept elsewhere and opens."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

from django.conf import settings
from pyrage import RecipientError, x25519

from access.crypto.keys import installation_key
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


def make_key() -> str:
    """Make a pair, keep the public half, and give away the private one: it is written nowhere."""
    identity = x25519.Identity.generate()
    write_private(public_key_file(), f"{identity.to_public()}\n")
    return str(identity)


def read_identity(path: Path) -> x25519.Identity:
    """The private half from a file that may hold remarks beside it, as `age-keygen` writes them."""
    try:
        lines = path.read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError):
        raise RestoreFailed(f"The private key cannot be read from {path}.") from None
    found = next((line for line in lines if line.startswith("AGE-SECRET-KEY-")), "")
    try:
        return x25519.Identity.from_str(found)
    except Exception:  # the library's message may repeat what it was given
        raise RestoreFailed(f"{path} holds no private key (a line that begins with AGE-SECRET-KEY-).") from None


def fingerprint(key: bytes | None = None) -> str:
    """By which an installation key is known without being told."""
    return hmac.new(key or installation_key(), b"pana backup: which installation", hashlib.sha256).hexdigest()[:32]


def signature(text: str, key: bytes | None = None) -> str:
    """Made with the installation key: whoever has only the public key can make no copy that passes for ours."""
    return hmac.new(key or installation_key(), b"pana backup: manifest\n" + text.encode(), hashlib.sha256).hexdigest()
