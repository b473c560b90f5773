"""Erasures: what was done, and doing it again after a backup was restored."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from access.crypto.store import StoreMissing
from casework.erasure.tombstones import note_missing, reapply, take_over


class Command(BaseCommand):
    help = "erasures reapply: erase again whoever a restored backup has brought back. Called by restore; harmless at any time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=("reapply",))
        parser.add_argument("--from", dest="older", default="", metavar="FOLDER", help="a key store that was moved away: its erasures count too")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["older"]:
                take_over(Path(options["older"]))
            again, noted = reapply(), note_missing()
        except StoreMissing as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{again} people erased again, {noted} erasures noted in the key store.")
