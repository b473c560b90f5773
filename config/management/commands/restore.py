"""One command to put a copy back, and to prove that it is what was copied."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from django.core.management import get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser

from access.events import Event
from access.health.actions import give_sign, tell_everybody
from access.health.models import PulseName
from config.backup import restoring
from config.backup.keys import read_identity
from config.backup.problems import RestoreFailed
from config.embedded.keys import write_private


class Command(BaseCommand):
    help = "Put a copy back into an empty installation. Nothing is ever overwritten."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="the copy, with its .json and .keys beside it")
        parser.add_argument("--identity", type=Path, required=True, nargs="+", metavar="FILE", help="two sheets of the private key")
        parser.add_argument("--into", type=Path, metavar="FOLDER", help="an empty data folder (instead of PANA_VAR)")
        parser.add_argument("--keys-to", type=Path, metavar="FILE", help="only write the keys of the installation into this file")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._restore(options["file"], options["identity"], options["keys_to"])
        except RestoreFailed as problem:
            raise CommandError(f"NOTHING CAN BE USED YET. {problem}") from None

    def _restore(self, target: Path, sheets: list[Path], keys_to: Path | None) -> None:
        began, identity = time.monotonic(), read_identity(sheets)
        manifest, secrets, packed = restoring.read_copy(target, identity)
        if keys_to is not None:
            write_private(keys_to, "".join(f"{name}={value}\n" for name, value in secrets.items()))
            self.stdout.write(f"The keys of the installation are in {keys_to}: set them, then delete the file.")
            return
        restoring.refuse_foreign_keys(manifest)
        restoring.put_rows_back(target, manifest, identity)
        found, wrong = restoring.compare(manifest)
        if wrong:
            raise RestoreFailed("What was put back is not what was copied:\n" + "\n".join(wrong[:40]))
        restoring.settle_in(manifest, secrets, packed)
        if "files" in manifest.parts:
            restoring.put_files_back(target, identity)
        self._prove()
        rows = sum(int(count) for count, _ in found.tables.values())
        detail = {"made_at": manifest.made_at, "rows": rows, "seconds": round(time.monotonic() - began, 1)}
        give_sign(PulseName.RESTORE, detail=detail)
        tell_everybody(Event.RESTORED, detail=detail)
        self.stdout.write(
            f"Restored: {len(found.tables)} tables, {rows} rows, as of {manifest.made_at}, in {detail['seconds']} s; "
            f"{json.dumps({name: len(lines) for name, lines in found.catalogue.items()})}; 0 differences."
        )

    def _prove(self) -> None:
        """The audit holds, tables are of this release, and whoever was erased since the copy is erased again."""
        steps = [("verify_audit",), ("migrate", "--no-input")]
        if "erasures" in get_commands():
            steps.append(("erasures", "reapply"))
        for step in steps:
            code, said = restoring.run_beside(*step)
            self.stdout.write(f"{' '.join(step)}: {said.splitlines()[-1] if said else 'done'}")
            if code:
                raise RestoreFailed(f"`manage.py {' '.join(step)}` failed: {said[-300:]}")
