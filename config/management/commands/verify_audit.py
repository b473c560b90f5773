"""Checks the audit chain; exit status 1 and the place where it breaks."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from access.chain import check_chain, heads


class Command(BaseCommand):
    help = "Check that nothing in the audit was changed, removed, slipped in or cut off."

    def handle(self, *args: Any, **options: Any) -> None:
        checked, breaks = check_chain()
        for broken in breaks:
            self.stderr.write(f"organisation {broken.organisation}, event {broken.position}: {broken.reason}")
        if breaks:
            raise CommandError(f"The audit does not hold: {len(breaks)} breaks in {checked} events.")
        for organisation, position, digest in heads():
            self.stdout.write(f"{organisation} {position} {digest}")
        self.stdout.write(f"The audit holds: {checked} events.")
