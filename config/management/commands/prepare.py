"""What `manage.py up` needs from the inside: tables up to date, static files collected, and what is there already."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config.rights import give_rights

# Files of packages that no page asks for; compressing them takes most of the first start.
UNUSED = ("bootstrap-*", "*.rtl.*", "bootstrap.css", "bootstrap.css.map", "htmax*", "ext")


class Command(BaseCommand):
    help = "Migrate and collect static files where needed; the last line says what is there, as JSON."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        migrated = migrate_if_needed()
        collected = collect_if_needed(Path(settings.STATIC_ROOT), Path(settings.VAR_DIR) / "run" / "static.stamp")
        told = {
            "migrated": migrated,
            "collected": collected,
            "organisations": apps.get_model("access", "Organisation")._default_manager.exists(),
            "cases": apps.get_model("casework", "Case")._default_manager.exists(),
        }
        self.stdout.write(json.dumps(told))


def migrate_if_needed() -> int:
    """How many migrations were applied."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        call_command("migrate", interactive=False, verbosity=1)
    else:
        give_rights()  # a release without migrations may still have sorted fields anew
    return len(plan)


def collect_if_needed(target: Path, stamp: Path) -> bool:
    """Collect when a file or a package that ships files has changed."""
    wanted = fingerprint()
    if target.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0, ignore_patterns=list(UNUSED))
    stamp.write_text(wanted, encoding="utf-8")
    return True


def fingerprint() -> str:
    """Name, size and date of every static file."""
    seen = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(list(UNUSED)):
            found = Path(storage.path(name)).stat()
            seen.update(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return seen.hexdigest()
