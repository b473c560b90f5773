"""The folder of copies: which are there, which go, and whether a new one is suspiciously small."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from config.backup.manifest import KEYS, SUFFIX, Manifest, read_manifest
from config.backup.problems import RestoreFailed

END = ".backup"


def shelf() -> Path:
    return Path(settings.BACKUP_FOLDER)


def next_name() -> Path:
    return shelf() / f"pana-{datetime.now(UTC):%Y%m%dT%H%M%SZ}{END}"


def copies_in(folder: Path) -> list[tuple[Path, Manifest]]:
    """Finished copies, oldest first; what is damaged is passed over here and found when it is wanted."""
    found = []
    for note in folder.glob(f"*{SUFFIX}") if folder.exists() else []:
        try:
            found.append((note.with_name(note.name.removesuffix(SUFFIX)), read_manifest(note)))
        except RestoreFailed:
            continue
    return sorted(found, key=lambda pair: pair[1].made_at)


def is_too_small(manifest: Manifest, before: Manifest | None) -> bool:
    """Less than half of the last one: rows were lost, or the copy was cut."""
    return before is not None and manifest.parts["database"].size * 2 < before.parts["database"].size


def clear_shelf(folder: Path, keep: int, now: datetime | None = None) -> list[str]:
    """Remove all but the newest copies, and every key file past its days: names of what went.

    Without its keys an older copy shows no name any more; that is how an erased person leaves the copies too.
    """
    gone: list[Path] = []
    copies, at_most = copies_in(folder), timedelta(days=min(35, int(settings.BACKUP_DAYS)))
    for target, _ in copies[: max(0, len(copies) - keep)]:
        gone += sorted(folder.glob(f"{target.name}*"))
    for target, manifest in copies:
        if (now or datetime.now(UTC)) - manifest.moment > at_most:
            gone.append(target.with_name(target.name + KEYS))
    names = sorted({path.name for path in gone if path.exists()})
    for path in gone:
        path.unlink(missing_ok=True)
    return names
