"""Collect the texts of the interface into locale/, or say which are not translated."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.catalogues import DJANGO_LOCALE_DIR, PLURALS, compile_all, extract, faults, merge


class Command(BaseCommand):
    help = "Update locale/*/LC_MESSAGES/django.po from code and templates; --check only tells what is missing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail when a translation is missing")

    def handle(self, *_args: Any, **options: Any) -> None:
        found = extract()
        if not options["check"]:
            for language in PLURALS:
                merge(language, found)
            compile_all()
            compile_all(DJANGO_LOCALE_DIR)
        missing = [fault for language in PLURALS for fault in faults(language, found)]
        if options["check"]:
            for fault in missing:
                self.stdout.write(fault)
            if missing:
                raise CommandError(f"{len(missing)} of {len(found) * len(PLURALS)} translations are missing or wrong.")
        self.stdout.write(f"{len(found)} texts, {len(missing)} translations missing or wrong.")
