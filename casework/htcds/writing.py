"""The export as CSV tables with a note on what it is: in one ZIP file, or in a folder that grows as cases are read."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterable
from pathlib import Path

from access.spreadsheets import defuse
from casework.htcds.tables import Table

_MOMENT = (2000, 1, 1, 0, 0, 0)
MARK = "\ufeff"  # by which spreadsheets know UTF-8
ABOUT = "about.json"


def write_rows(table: Table, *, with_head: bool = True) -> str:
    """The rows as CSV; what looks like a formula is defused."""
    kept = io.StringIO()
    writer = csv.writer(kept, lineterminator="\r\n")
    if with_head:
        kept.write(MARK)
        writer.writerow(table.columns)
    writer.writerows([defuse(row.get(name, "")) for name in table.columns] for row in table.rows)
    return kept.getvalue()


def write_about(about: dict[str, object], hashes: dict[str, str]) -> bytes:
    return json.dumps({"standard": "HTCDS 2.0", **about, "files": hashes}, ensure_ascii=False, indent=1).encode()


def write_zip(tables: Iterable[Table], *, about: dict[str, object]) -> bytes:
    """All tables, and `about.json` with the hash of each."""
    files = {f"{table.name}.csv": write_rows(table).encode() for table in tables}
    files[ABOUT] = write_about(about, {name: hashlib.sha256(content).hexdigest() for name, content in files.items()})
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in files.items():
            book.writestr(zipfile.ZipInfo(name, _MOMENT), content, zipfile.ZIP_DEFLATED)
    return kept.getvalue()


class Folder:
    """The same files on the server, readable by nobody but whoever runs the command."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.hashes: dict[str, hashlib._Hash] = {}

    def add(self, tables: Iterable[Table]) -> None:
        for table in tables:
            name = f"{table.name}.csv"
            content = write_rows(table, with_head=name not in self.hashes).encode()
            self.hashes.setdefault(name, hashlib.sha256()).update(content)
            self._append(name, content)

    def close(self, about: dict[str, object]) -> str:
        """Write what it is, and give the hash of that, which holds the hashes of all."""
        content = write_about(about, {name: digest.hexdigest() for name, digest in self.hashes.items()})
        self._append(ABOUT, content)
        return hashlib.sha256(content).hexdigest()

    def _append(self, name: str, content: bytes) -> None:
        with open(self.path / name, "ab", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(content)
