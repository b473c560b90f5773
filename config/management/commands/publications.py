"""Every figure ever published, in a format that anybody may audit."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from access.models import Organisation, OrganisationKind
from reports.decisions import list_published
from reports.gate import write_all


class Command(BaseCommand):
    help = "Print every figure ever published as sdc-publication/1; check it with: python -m reports.auditor FILE"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="as JSON (the only format there is)")

    def handle(self, *args: Any, **options: Any) -> None:
        told = {}
        for organisation in Organisation.objects.filter(kind=OrganisationKind.NGO).order_by("code"):
            if figures := list_published(organisation.pk, prefix=organisation.code):
                told[organisation.code] = figures
        together = [figure for figures in told.values() for figure in figures]
        self.stdout.write(json.dumps(write_all(together, k=5, organisations=told), ensure_ascii=False, indent=1))
