"""Prints the accounts of the demo; an installation without demo people has none."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.demo.accounts import demo_accounts


class Command(BaseCommand):
    help = "Print the accounts of the demo installation: one for every role in two organisations."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        accounts = demo_accounts()
        if options["json"]:
            self.stdout.write(json.dumps(accounts, ensure_ascii=False, indent=2))
            return
        for account in accounts:
            self.stdout.write(f"{account['organisation']:<16} {account['role']:<20} {account['username']:<36} {account['password']}")
