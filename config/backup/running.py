"""A copy with everything around it: the alarm when it fails, the sign of life when it does not, and tidying up."""

from __future__ import annotations

import logging
from pathlib import Path

from django.db import Error as DatabaseProblem

from access.events import Event
from access.health.actions import give_sign, tell_everybody
from access.health.models import PulseName
from config.backup.making import make_backup
from config.backup.manifest import Manifest
from config.backup.problems import BackupFailed
from config.backup.shelf import clear_shelf, copies_in, is_too_small, shelf

logger = logging.getLogger("pana.backup")


def run_backup(target: Path, *, keep: int) -> tuple[Path, Manifest, list[str]]:
    """Make a copy and say so everywhere; when it fails, say that everywhere too."""
    try:
        before = next((manifest for _, manifest in reversed(copies_in(target.parent))), None)
        manifest = make_backup(target)
        if is_too_small(manifest, before):
            raise BackupFailed("It is less than half as large as the one before: look what is missing before you rely on it.")
    except BaseException as problem:
        _alarm(type(problem).__name__, str(problem) if isinstance(problem, BackupFailed) else "")
        raise
    rows = sum(int(count) for count, _ in manifest.census.tables.values())
    detail = {"size": manifest.size, "tables": len(manifest.census.tables), "rows": rows, "seconds": manifest.seconds}
    give_sign(PulseName.BACKUP, detail=detail)
    tell_everybody(Event.BACKUP_MADE, detail=detail)
    own_shelf = target.parent.resolve() == shelf().resolve()
    return target, manifest, clear_shelf(target.parent, keep) if own_shelf else []


def _alarm(kind: str, reason: str) -> None:
    """As loud as possible: the log, the health page, the audit of every organisation. The database may be away itself."""
    logger.error("No backup was made (%s). %s", kind, reason)
    try:
        give_sign(PulseName.BACKUP, ok=False, detail={"problem": kind, "reason": reason[:300]})
        tell_everybody(Event.BACKUP_FAILED, outcome="failed", detail={"problem": kind})
    except DatabaseProblem as away:
        logger.error("The failed backup could not be noted in the database (%s).", type(away).__name__)
