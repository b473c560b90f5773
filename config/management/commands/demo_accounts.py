"""Prints the accounts of the demo; an installation without demo people has none and tells no secret."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.demo.accounts import demo_accounts, demo_code


class Command(BaseCommand):
    help = "Print the accounts of the demo installation (one for every role in two organisations), or the code of one of them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="as JSON, with the secret of the second factor")
        parser.add_argument("--code", metavar="USERNAME", help="print the code this account is to type now")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_INSTALLATION:
            raise CommandError("This is not a demo installation: its accounts and their secrets belong to people and are not printed.")
        if options["code"]:
            self._print_code(options["code"])
            return
        accounts = demo_accounts()
        if options["json"]:
            self.stdout.write(json.dumps(accounts, ensure_ascii=False, indent=2))
            return
        for account in accounts:
            self.stdout.write(f"{account['organisation']:<16} {account['role']:<20} {account['username']:<36} {account['password']}")
        self.stdout.write("The code for the second step: python manage.py demo_accounts --code USERNAME")

    def _print_code(self, username: str) -> None:
        code = demo_code(username)
        if code is None:
            raise CommandError(f"There is no demo account {username}; `manage.py demo_accounts` prints them all.")
        self.stdout.write(code)
