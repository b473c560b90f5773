"""Django's `migrate`, and afterwards the rights of every login on what is there now."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.migrate import Command as Migrate

from config.rights import give_rights


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not (options["check_unapplied"] or options["plan"]):
            give_rights()
