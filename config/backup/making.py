"""Making a copy: the database at one moment, the keys, the files; each locked, whole, and told in a note."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psycopg
from django.conf import settings
from pyrage import x25519

from config.backup.census import take_census
from config.backup.keys import fingerprint, recipient
from config.backup.manifest import FILES, KEYS, SUFFIX, Manifest, Part, manifest_of, now
from config.backup.problems import BackupFailed
from config.backup.programs import connection_environment, find_program
from config.backup.streams import lock, pack
from config.embedded.keys import sync_folder

ONE_AT_A_TIME = 7_266_213
BEGINS_WITH = b"PGDMP"


def make_backup(target: Path) -> Manifest:
    """Write the copy beside its name and rename it when it is whole; a copy without its note does not count."""
    began, key = time.monotonic(), recipient()
    if any(target.with_name(target.name + end).exists() for end in ("", KEYS, FILES, SUFFIX)):
        raise BackupFailed(f"{target} is there already: name another file.")
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    finished: list[Path] = []
    try:
        with _one_moment() as (connection, snapshot):
            census = take_census(connection)
            parts = {"database": _copy_database(target, snapshot, census.server, key, finished)}
        parts["keys"] = _copy_folder(target, KEYS, Path(settings.KEY_STORE), key, finished, secrets=True)
        if any(path.is_file() for path in Path(settings.MEDIA_ROOT).rglob("*")):
            parts["files"] = _copy_folder(target, FILES, Path(settings.MEDIA_ROOT), key, finished)
        manifest = Manifest(now(), str(key), fingerprint(), bool(settings.DEMO_INSTALLATION), parts, census)
        manifest.seconds = round(time.monotonic() - began, 1)
        manifest.write(manifest_of(target))
    except BaseException as problem:
        for path in finished:
            path.unlink(missing_ok=True)
        if isinstance(problem, OSError):
            raise BackupFailed(f"The copy could not be written ({problem.strerror or 'input/output'}).") from None
        raise
    return manifest


@contextmanager
def _one_moment() -> Iterator[tuple[psycopg.Connection, str]]:
    """A connection that sees the database as it is now, and the name under which pg_dump sees the same."""
    address = settings.DATABASE_ADDRESSES["DATABASE_BACKUP_URL"]
    try:
        with psycopg.connect(address) as connection:
            connection.execute("set transaction isolation level repeatable read, read only")
            row = connection.execute("select pg_try_advisory_lock(%s), pg_export_snapshot()", [ONE_AT_A_TIME]).fetchone()
            if row is None or not row[0]:
                raise BackupFailed("Another copy is being made just now.")
            yield connection, str(row[1])
    except psycopg.Error as problem:
        reason = str(problem).strip().splitlines()[0]
        raise BackupFailed(f"The database could not be read with the login for copies: {reason}") from None


def _copy_database(target: Path, snapshot: str, server: int, key: x25519.Recipient, finished: list[Path]) -> Part:
    """pg_dump into the lock. What counts is its exit status, what it sent, and that the file is on the disk."""
    arguments = [str(find_program("pg_dump", server)), "--format=custom", "--no-password", f"--snapshot={snapshot}"]
    environment = connection_environment(settings.DATABASE_ADDRESSES["DATABASE_BACKUP_URL"])
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as complaints:
        process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=complaints, env=environment, stdin=subprocess.DEVNULL)
        assert process.stdout is not None
        try:
            part, first = _write(target, process.stdout, key, finished)
        except BaseException:
            process.kill()
            raise
        finally:
            process.stdout.close()
            code = process.wait()
        complaints.seek(0)
        said = complaints.read().strip().splitlines()
    if code:
        raise BackupFailed(f"pg_dump ended with status {code}: {said[0] if said else 'it did not say why'}")
    if first != BEGINS_WITH or part.size < part.plain_size:
        raise BackupFailed("pg_dump sent something that is no copy of a database.")
    return part


def _copy_folder(
    target: Path, end: str, folder: Path, key: x25519.Recipient, finished: list[Path], *, secrets: bool = False
) -> Part:
    extra = {}
    if secrets:
        extra["secrets.json"] = json.dumps(
            {"SECRET_KEY": settings.SECRET_KEY, "PANA_INSTALLATION_KEY": settings.INSTALLATION_KEY}
        ).encode()
    with pack(folder, extra) as source:
        return _write(target.with_name(target.name + end), source, key, finished)[0]


def _write(path: Path, source: IO[bytes], key: x25519.Recipient, finished: list[Path]) -> tuple[Part, bytes]:
    """Under another name until every byte is on the disk."""
    unfinished = path.with_name(f"{path.name}.part")
    finished += [path, unfinished]
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        reader, writer = lock(source, stream, key)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(unfinished, path)
    sync_folder(path.parent)
    return Part(path.name, writer.size, writer.seen.hexdigest(), reader.size), reader.first
