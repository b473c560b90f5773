"""Models and migrations agree, and no migration destroys what an older release still reads."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from tests.guards.source import ROOMS, ROOT, name_of

DESTRUCTIVE = re.compile(r"migrations\.(RemoveField|DeleteModel|RenameField|RenameModel)|drop (table|column) ", re.IGNORECASE)


def destructive(path: Path) -> bool:
    """A step that takes something away; reverse SQL of row security (_BACK) is not run forwards."""
    text = re.sub(r'\w*_BACK = """.*?"""|\w*_BACK = ".*?"', "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return bool(DESTRUCTIVE.search(text))


def test_no_migration_is_missing(db: None) -> None:
    out = StringIO()
    call_command("makemigrations", *[room for room in ROOMS if room != "config"], check=True, dry_run=True, stdout=out)

    assert "No changes detected" in out.getvalue()


def test_nothing_is_taken_away_without_a_second_release() -> None:
    found = [name_of(p) for room in ROOMS for p in sorted((ROOT / room / "migrations").glob("0*.py")) if destructive(p)]

    assert found == []


def test_a_planted_destruction_is_found(tmp_path: Any) -> None:
    bad, good = tmp_path / "0009_bad.py", tmp_path / "0009_good.py"
    bad.write_text("operations = [migrations.RemoveField('case', 'code')]")
    good.write_text('X_BACK = """drop table app.x;"""\noperations = [migrations.AddField()]')

    assert destructive(bad)
    assert not destructive(good)


def test_every_step_has_a_way_back() -> None:
    """Where there is nothing to take back, the migration says so itself (`noop`). Going there and back: X03."""
    found = [
        f"{migration}: {operation.describe()}"
        for migration in MigrationLoader(None).disk_migrations.values()
        if migration.app_label in ROOMS
        for operation in migration.operations
        if not operation.reversible
    ]

    assert found == []
