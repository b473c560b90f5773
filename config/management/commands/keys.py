"""The keys of the organisations: how they stand, and turning them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from access.crypto.keys import store
from access.crypto.store import StoreMissing
from access.crypto.turning import destroy_old_epochs, left_behind, rotate
from access.models import Organisation


class Command(BaseCommand):
    help = "keys status: epochs and what still needs them. keys rotate: a new epoch now. keys init: an empty store for a new installation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=("status", "rotate", "init"))
        parser.add_argument("--organisation", default="", help="code of one organisation; otherwise all")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "init":
            store().initialise()
            self.stdout.write(f"The key store is {settings.KEY_STORE}.")
            return
        try:
            store().check()
        except StoreMissing as problem:
            raise CommandError(str(problem)) from problem
        for organisation in self._chosen(options["organisation"]):
            if store().epochs(organisation.pk):
                self._rotate(organisation) if options["what"] == "rotate" else self._tell(organisation)

    def _chosen(self, code: str) -> list[Organisation]:
        found = list(Organisation.objects.filter(**{"code": code} if code else {}).order_by("code"))
        if not found:
            raise CommandError("There is no organisation with this code.")
        return found

    def _rotate(self, organisation: Organisation) -> None:
        turned = rotate(organisation)
        destroyed = destroy_old_epochs(organisation)
        epoch = store().current(organisation.pk)
        self.stdout.write(
            f"{organisation.code}: epoch {epoch}, {turned.people} people and {turned.values} values turned, "
            f"{turned.left} left, {turned.unreadable} unreadable, epochs destroyed: {destroyed or 'none'}"
        )
        if turned.unreadable:
            raise CommandError(f"{organisation.code}: what cannot be opened was left as it is. No epoch is destroyed before that is mended.")

    def _tell(self, organisation: Organisation) -> None:
        for epoch in store().epochs(organisation.pk):
            until = f"retired {epoch.retired:%Y-%m-%d}" if epoch.retired else "in use"
            self.stdout.write(f"{organisation.code}: epoch {epoch.number}, began {epoch.began:%Y-%m-%d %H:%M}, {until}")
        self.stdout.write(f"{organisation.code}: {left_behind(organisation)} keys and values still need an older epoch")
