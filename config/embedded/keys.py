"""The keys and passwords of one installation, made once and kept in var/secrets.json."""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from config.problems import StartupProblem


def _password() -> str:
    return secrets.token_urlsafe(32)


def _key() -> str:
    """32 random bytes in base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


@dataclass(frozen=True)
class Keys:
    """Whoever holds these can read everything: the file is readable by its owner only."""

    secret_key: str = field(default_factory=lambda: secrets.token_urlsafe(50), repr=False)
    installation_key: str = field(default_factory=_key, repr=False)
    context_key: str = field(default_factory=_key, repr=False)
    postgres: str = field(default_factory=_password, repr=False)
    pana_owner: str = field(default_factory=_password, repr=False)
    pana_web: str = field(default_factory=_password, repr=False)
    pana_backup: str = field(default_factory=_password, repr=False)
    pana_worker: str = field(default_factory=_password, repr=False)
    pana_report: str = field(default_factory=_password, repr=False)


# Passwords of logins that came later: an older file gets them; the server is told them before anybody uses them.
ADDED_LATER = ("pana_worker", "pana_report")


def keys_file(var: Path) -> Path:
    return var / "secrets.json"


def load_or_create_keys(var: Path) -> Keys:
    """Read the keys, or make them for a new installation; never make new ones over existing data."""
    path = keys_file(var)
    if path.exists():
        return _read(path)
    if (var / "postgres").exists():
        raise StartupProblem(
            f"{path} is missing but {var / 'postgres'} holds data that only its keys can open: "
            "put the file back from your backup."
        )
    keys = Keys()
    write_private(path, json.dumps(asdict(keys), indent=1))
    return keys


def _read(path: Path) -> Keys:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        missing = [name for name in ADDED_LATER if name not in values]
        values |= {name: _password() for name in missing}
        keys = Keys(**{each.name: str(values[each.name]) for each in fields(Keys)})
        if missing:
            write_private(path, json.dumps(asdict(keys), indent=1))
        return keys
    except PermissionError as error:
        raise StartupProblem(f"No permission to read {path}: run as the user who owns it.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise StartupProblem(f"{path} is damaged: put it back from your backup.") from error


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, wholly or not at all, even if the power fails."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(unfinished, path)
        sync_folder(path.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make a rename inside the folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
