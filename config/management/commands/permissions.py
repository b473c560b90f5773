"""Writes docs/permissions.md, or says that it is out of date."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.routes import permission_table


class Command(BaseCommand):
    help = "Show (or --write to docs/permissions.md) which role may open which page."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true")
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        target = settings.BASE_DIR / "docs" / "permissions.md"
        table = permission_table()
        if options["write"]:
            target.write_text(table, encoding="utf-8")
        elif options["check"]:
            if not target.exists() or target.read_text(encoding="utf-8") != table:
                raise CommandError("docs/permissions.md is out of date; run `python manage.py permissions --write`.")
        else:
            self.stdout.write(table)
