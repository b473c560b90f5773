"""`up` in the list of commands. manage.py hands it to config.up before Django loads: it must start without a database."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.up import add_arguments, main


class Command(BaseCommand):
    help = "Start everything: database, web server and worker. Ctrl-C stops it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        add_arguments(parser)

    def handle(self, *_args: Any, **_options: Any) -> None:
        sys.exit(main(sys.argv[2:]))
