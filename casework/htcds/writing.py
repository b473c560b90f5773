"""The export as one ZIP file of CSV tables with a note on what it is."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable

from access.spreadsheets import defuse
from casework.htcds.tables import Table

_MOMENT = (2000, 1, 1, 0, 0, 0)


def write_csv(table: Table) -> bytes:
    """UTF-8 with a mark for spreadsheets; what looks like a formula is defused."""
    kept = io.StringIO()
    writer = csv.writer(kept, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([defuse(row.get(name, "")) for name in table.columns] for row in table.rows)
    return b"\xef\xbb\xbf" + kept.getvalue().encode()


def write_zip(tables: Iterable[Table], *, about: dict[str, object]) -> bytes:
    """All tables and `about.json` with the hash of each; the same cases give the same bytes."""
    files = {f"{table.name}.csv": write_csv(table) for table in tables}
    told = {"standard": "HTCDS 2.0", **about, "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}}
    files["about.json"] = json.dumps(told, ensure_ascii=False, indent=1).encode()
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in files.items():
            book.writestr(zipfile.ZipInfo(name, _MOMENT), content)
    return kept.getvalue()

