"""Imports a spreadsheet of cases: errors by row and column, nothing half-imported."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from access.actors import system_actor
from access.context import acting
from access.models import Organisation, OrganisationKind
from casework.imports.actions import hash_file, import_rows, preview, synonyms_of
from casework.imports.problems import UnreadableFile
from casework.imports.reading import Reading, read_rows


class Command(BaseCommand):
    help = "Import a spreadsheet of cases (.xlsx or .csv) into an organisation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
        parser.add_argument("--organisation", default="", help="code of the organisation; needed when there are several")

    def handle(self, *args: Any, **options: Any) -> None:
        content = self._content(options["file"])
        organisation = self._organisation(options["organisation"])
        by = system_actor(organisation)
        with acting(organisation_id=organisation.pk):
            try:
                reading = read_rows(BytesIO(content), synonyms=synonyms_of(by))
            except UnreadableFile as problem:
                raise CommandError(str(problem)) from None
            self._tell(reading)
            if options["dry_run"]:
                plan = preview(by=by, reading=reading)
                self.stdout.write(f"{organisation.name}: would add {plan.added}, known {plan.known}, with errors {plan.refused}; nothing was written.")
                return
            batch = import_rows(by=by, reading=reading, file_hash=hash_file(content))
        self.stdout.write(f"{organisation.name}: added {batch.rows_added}, known {batch.rows_known}, with errors {batch.rows_refused}.")

    def _content(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as problem:
            raise CommandError(f"The file cannot be read: {problem.strerror}.") from None

    def _organisation(self, code: str) -> Organisation:
        choices = Organisation.objects.filter(kind=OrganisationKind.NGO, is_active=True).order_by("created_at", "code")
        if code:
            found = choices.filter(code=code).first()
            if found is None:
                raise CommandError(f"There is no organisation '{code}'. Known: {', '.join(o.code for o in choices) or 'none'}.")
            return found
        first = choices.first()
        if first is None:
            raise CommandError("There is no organisation yet. Make one: python manage.py organisation CODE NAME --admin USERNAME")
        if choices.count() > 1:
            self.stderr.write(f"Importing into '{first.code}'; choose another with --organisation.")
        return first

    def _tell(self, reading: Reading) -> None:
        for problem in [*reading.errors, *reading.warnings]:
            kind = "error" if problem.is_error else "note"
            where = f"{problem.sheet} row {problem.row}" + (f" column {problem.column}" if problem.column else "")
            self.stdout.write(f"{kind}: {where}: {problem.message}")
        for column in reading.unknown_columns:
            self.stdout.write(f"note: {column.sheet} column {column.column}: unknown column “{column.header}”")
