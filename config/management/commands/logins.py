"""Prints the SQL that makes the database's logins on a server of one's own, for psql as its superuser."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.management.base import BaseCommand

from config.embedded.roles import DATABASE, statements_for_psql

ADDRESSES = {
    "pana_owner": "DATABASE_OWNER_URL",
    "pana_web": "DATABASE_URL",
    "pana_worker": "DATABASE_WORKER_URL",
    "pana_report": "DATABASE_REPORT_URL",
    "pana_backup": "DATABASE_BACKUP_URL",
}


class Command(BaseCommand):
    help = "Print the SQL for psql that makes logins and database; passwords are taken from the addresses in the environment."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        parts = {login: urlsplit(os.environ.get(name, "")) for login, name in ADDRESSES.items()}
        passwords = {login: unquote(each.password or "") for login, each in parts.items() if each.username == login}
        database = parts["pana_owner"].path.lstrip("/") if "pana_owner" in passwords else DATABASE
        self.stdout.write("\n".join(statements_for_psql(database or DATABASE, passwords)))
