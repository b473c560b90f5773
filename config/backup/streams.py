"""Files that are read and written through a lock, counted and fingerprinted on the way."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
import threading
from pathlib import Path
from typing import IO, Any

import pyrage
from pyrage import x25519

from config.backup.problems import BackupFailed


class Counted(io.RawIOBase):
    """Passes bytes on, and knows afterwards how many and their fingerprint."""

    def __init__(self, inner: IO[bytes]) -> None:
        self.inner, self.size, self.seen, self.first = inner, 0, hashlib.sha256(), b""

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        block = self.inner.read(size)
        self._note(block)
        return block

    def write(self, block: Any) -> int:
        data = bytes(block)
        self.inner.write(data)
        self._note(data)
        return len(data)

    def flush(self) -> None:
        self.inner.flush()

    def _note(self, block: bytes) -> None:
        self.first = self.first or block[:5]
        self.size += len(block)
        self.seen.update(block)


def lock(source: IO[bytes], target: IO[bytes], recipient: x25519.Recipient) -> tuple[Counted, Counted]:
    """Encrypt all of the source into the target; both are told as they were read and written."""
    reader, writer = Counted(source), Counted(target)
    try:
        pyrage.encrypt_io(reader, writer, [recipient])
    except pyrage.EncryptError as problem:  # its text is that of the error below it
        raise BackupFailed(f"The copy could not be written ({problem}): is the disk full?") from None
    return reader, writer


def unlock(source: IO[bytes], target: IO[bytes], identity: x25519.Identity) -> None:
    pyrage.decrypt_io(source, Counted(target), [identity])


def fingerprint_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def pack(folder: Path, extra: dict[str, bytes]) -> IO[bytes]:
    """The files of a folder as one stream, made while it is read."""
    reading, writing = os.pipe()

    def fill() -> None:
        with os.fdopen(writing, "wb") as sink, tarfile.open(fileobj=sink, mode="w|") as archive:
            for name, content in extra.items():
                entry = tarfile.TarInfo(name)
                entry.size, entry.mode = len(content), 0o600
                archive.addfile(entry, io.BytesIO(content))
            for path in sorted(folder.rglob("*")) if folder.exists() else []:
                if path.is_file() and not path.is_symlink():
                    archive.add(path, arcname=f"folder/{path.relative_to(folder)}")

    threading.Thread(target=fill, daemon=True).start()
    return os.fdopen(reading, "rb")


def unpack(content: bytes, folder: Path) -> dict[str, bytes]:
    """Put the files of a stream into a folder; what was beside them is returned."""
    beside: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(content), mode="r") as archive:
        for entry in archive:
            source = archive.extractfile(entry)
            if source is None:
                continue
            if not entry.name.startswith("folder/"):
                beside[entry.name] = source.read()
                continue
            path = (folder / entry.name.removeprefix("folder/")).resolve()
            if not path.is_relative_to(folder.resolve()):
                continue
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.write_bytes(source.read())
            path.chmod(0o600)
    return beside
