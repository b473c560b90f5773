"""The key store: a folder outside the database that holds the key of each organisation, epoch by epoch.

Every epoch is 32 random bytes, wrapped by the installation key. A backup of the database can be read only with the
epochs it was made under. Each backup brings its own copy of this folder (kept for 35 days): once an epoch is destroyed
here and the last such copy is gone, older copies of the database can be counted and never again be read.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from access.crypto.memory import Memory
from access.crypto.nonces import NONCE, new_nonce

MARK = "store.json"
ERASED = "erased.txt"


class KeyGone(Exception):
    """The key of an epoch is not in the store: destroyed, lost, or not ours. Says which, never what."""


class StoreMissing(Exception):
    """There is no key store where the settings say. Nothing is sealed or opened until it is put back."""


@dataclass(frozen=True)
class Epoch:
    """A key of an organisation from a day until the next one took its place."""

    number: int
    began: datetime
    retired: datetime | None
    wrapped: bytes = field(repr=False)


class KeyStore:
    """Reads and writes the folder. Several processes may use it at once."""

    def __init__(self, folder: Path, wrapping_key: bytes) -> None:
        self.folder, self._wrapping_key = folder, wrapping_key
        self._opened: Memory[tuple[UUID, int], bytes] = Memory(most=256, seconds=600)
        self._listed: Memory[UUID, tuple[int, list[Epoch]]] = Memory(most=256, seconds=60)

    def __repr__(self) -> str:
        return "<KeyStore>"

    def initialise(self) -> None:
        """Make the empty store of a new installation; one that exists is left alone."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        mark = self.folder / MARK
        if not mark.exists():
            write_whole(mark, json.dumps({"made": datetime.now(UTC).isoformat()}))

    def check(self) -> None:
        if not (self.folder / MARK).exists():
            raise StoreMissing("The key store is missing: put the folder of keys back from its backup.")

    def organisations(self) -> list[UUID]:
        self.check()
        return sorted(UUID(each.name) for each in self.folder.iterdir() if each.is_dir())

    def epochs(self, organisation_id: UUID) -> list[Epoch]:
        """What is there, oldest first; read again only when the folder has changed."""
        folder = self._folder(organisation_id)
        try:
            stamp = folder.stat().st_mtime_ns
        except FileNotFoundError:
            self.check()
            return []
        kept = self._listed.get(organisation_id)
        if kept is None or kept[0] != stamp:
            kept = (stamp, [_read(path) for path in sorted(folder.glob("*.key"))])
            self._listed.put(organisation_id, kept)
        return kept[1]

    def current(self, organisation_id: UUID) -> int:
        """The number of the newest epoch; the first one begins when something is sealed for the first time."""
        epochs = self.epochs(organisation_id)
        return epochs[-1].number if epochs else self.begin(organisation_id, 1)

    def begin(self, organisation_id: UUID, number: int) -> int:
        """Begin an epoch. Whoever comes second to the same number uses the key of whoever came first."""
        self.check()
        folder = self._folder(organisation_id)
        folder.mkdir(mode=0o700, exist_ok=True)
        nonce = new_nonce()
        wrapped = nonce + AESGCM(self._wrapping_key).encrypt(nonce, secrets.token_bytes(32), _place(organisation_id, number))
        with one_at_a_time(folder):
            if not _file(folder, number).exists():
                _write(folder, Epoch(number, datetime.now(UTC), None, wrapped))
        self._listed.drop(organisation_id)
        return number

    def key(self, organisation_id: UUID, number: int) -> bytes:
        """The 32 bytes of an epoch."""
        known = self._opened.get((organisation_id, number))
        if known is not None:
            return known
        epoch = next((each for each in self.epochs(organisation_id) if each.number == number), None)
        if epoch is None:
            raise KeyGone(f"Epoch {number} of organisation {organisation_id} is not in the key store.")
        try:
            opened = AESGCM(self._wrapping_key).decrypt(
                epoch.wrapped[:NONCE], epoch.wrapped[NONCE:], _place(organisation_id, number)
            )
        except InvalidTag as error:
            raise KeyGone(f"Epoch {number} of organisation {organisation_id} was wrapped by another installation key.") from error
        self._opened.put((organisation_id, number), opened)
        return opened

    def retire(self, organisation_id: UUID, number: int, at: datetime) -> None:
        """Nothing in the database needs this epoch any more; from now on only backups do."""
        folder = self._folder(organisation_id)
        with one_at_a_time(folder):
            epoch = _read(_file(folder, number))
            if epoch.retired is None:
                _write(folder, replace(epoch, retired=at))
        self._listed.drop(organisation_id)

    def destroy(self, organisation_id: UUID, number: int) -> None:
        """Remove the key of an epoch for good; every backup that needs it is closed from now on."""
        folder = self._folder(organisation_id)
        with one_at_a_time(folder):
            path = _file(folder, number)
            if path.exists():
                path.rename(folder / f".{number:06d}.gone")
        self.tidy(organisation_id)
        self._opened.drop((organisation_id, number))
        self._listed.drop(organisation_id)

    def tidy(self, organisation_id: UUID) -> None:
        """Remove what writers and removers that were killed left behind: half a file still holds a whole key."""
        folder = self._folder(organisation_id)
        if not folder.is_dir():
            return
        with one_at_a_time(folder):  # nobody writes now: whatever is unfinished will stay so
            left = [*folder.glob(".*.gone"), *folder.glob(".*.key.*")]
            for path in left:
                path.write_bytes(b"\0" * path.stat().st_size)
                path.unlink()
            if left:
                sync_folder(folder)

    def note_erased(self, organisation_id: UUID, person_id: UUID, at: datetime) -> None:
        """Remember outside the database that somebody was erased, so that a restored backup erases them again."""
        self.check()
        folder = self._folder(organisation_id)
        folder.mkdir(mode=0o700, exist_ok=True)
        with one_at_a_time(folder):
            if person_id in self.erased(organisation_id):
                return
            path = folder / ERASED
            before = path.read_text(encoding="utf-8") if path.exists() else ""
            write_whole(path, f"{before}{person_id} {at.isoformat()}\n")

    def erased(self, organisation_id: UUID) -> dict[UUID, datetime]:
        """Whoever was erased, and when."""
        path = self._folder(organisation_id) / ERASED
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        pairs = (line.split(maxsplit=1) for line in lines if line.strip())
        return {UUID(person): datetime.fromisoformat(at) for person, at in pairs}

    def _folder(self, organisation_id: UUID) -> Path:
        return self.folder / organisation_id.hex


def _place(organisation_id: UUID, number: int) -> bytes:
    return b"pana epoch|" + organisation_id.bytes + number.to_bytes(4, "big")


def _file(folder: Path, number: int) -> Path:
    return folder / f"{number:06d}.key"


def _read(path: Path) -> Epoch:
    told = json.loads(path.read_text(encoding="utf-8"))
    retired = datetime.fromisoformat(told["retired"]) if told["retired"] else None
    return Epoch(int(path.stem), datetime.fromisoformat(told["began"]), retired, base64.b64decode(told["wrapped"]))


def _write(folder: Path, epoch: Epoch) -> None:
    told = {
        "began": epoch.began.isoformat(),
        "retired": epoch.retired.isoformat() if epoch.retired else None,
        "wrapped": base64.b64encode(epoch.wrapped).decode(),
    }
    write_whole(_file(folder, epoch.number), json.dumps(told))


def write_whole(path: Path, text: str) -> None:
    """Write a file that only its owner may read, wholly or not at all, even if the power fails."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
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
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Only one process changes the keys of an organisation at a time."""
    import fcntl

    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
