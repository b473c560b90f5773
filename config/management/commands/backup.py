"""One command for a copy of everything, locked with the public key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.backup.keys import make_key, public_key, public_key_file
from config.backup.problems import BackupFailed
from config.backup.running import run_backup
from config.backup.shelf import next_name
from config.embedded.keys import write_private


class Command(BaseCommand):
    help = "Copy the whole installation into FILE, encrypted to the public key. The exit status says whether it worked."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="where to; otherwise the folder of copies")
        parser.add_argument("--new-key", action="store_true", help="make a new pair of keys first")
        parser.add_argument("--sheets-to", type=Path, metavar="FOLDER", help="write the three sheets of the private key there, not on the screen")
        parser.add_argument("--keep", type=int, default=settings.BACKUP_KEEP, help="how many copies stay in the folder")

    def handle(self, *args: Any, **options: Any) -> None:
        fresh = not public_key()
        if options["new_key"] or (fresh and options["file"]):
            self._make_key(options["sheets_to"])
            if not options["file"]:
                return
        elif fresh:
            raise CommandError("There is no key to lock copies with: run `manage.py backup --new-key` once.")
        try:
            target, manifest, gone = run_backup(options["file"] or next_name(), keep=options["keep"])
        except BackupFailed as problem:
            raise CommandError(f"NO BACKUP WAS MADE. {problem}") from None
        rows = sum(count for count, _ in manifest.census.tables.values())
        self.stdout.write(f"{target} {manifest.size} bytes, {len(manifest.census.tables)} tables, {rows} rows, {manifest.seconds} s")
        if gone:
            self.stdout.write(f"Removed: {', '.join(gone)}")

    def _make_key(self, folder: Path | None) -> None:
        if settings.BACKUP_KEY:
            raise CommandError("PANA_BACKUP_KEY names the public key already: take it out first.")
        if folder is not None and any(_sheet(folder, number).exists() for number in (1, 2, 3)):
            raise CommandError(f"{folder} holds sheets already: name another folder.")
        sheets = make_key()
        self.stdout.write("The private key opens the copies. It is on three sheets for three people; any two open, one opens nothing.")
        for number, sheet in enumerate(sheets, start=1):
            if folder is None:
                self.stdout.write(f"\nSheet {number} (shown once)\n{sheet}")
            else:
                folder.mkdir(parents=True, exist_ok=True)
                write_private(_sheet(folder, number), sheet)
                self.stdout.write(f"{_sheet(folder, number)}: take it away from this machine.")
        self.stdout.write(f"The public key stays in {public_key_file()}.")


def _sheet(folder: Path, number: int) -> Path:
    return folder / f"sheet-{number}.txt"
