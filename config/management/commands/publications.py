"""Every figure ever published, in a format that anybody may audit."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from access.context import acting
from access.models import Organisation, OrganisationKind
from reports.decisions import list_published
from reports.gate import write_all
from reports.verification import verify_published


class Command(BaseCommand):
    help = "Print every figure ever published as sdc-publication/1; check it with: python -m reports.auditor FILE"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="as JSON (the only format there is)")
        parser.add_argument("--verify", action="store_true", help="check every published report again: ledger, frozen months, proof, files")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verify"]:
            self._verify()
            return
        told = {}
        for organisation in Organisation.objects.filter(kind=OrganisationKind.NGO).order_by("code"):
            with acting(organisation_id=organisation.pk):
                if figures := list_published(organisation.pk, prefix=organisation.code):
                    told[organisation.code] = figures
        together = [figure for figures in told.values() for figure in figures]
        self.stdout.write(json.dumps(write_all(together, k=5, organisations=told), ensure_ascii=False, indent=1))

    def _verify(self) -> None:
        faults = []
        for organisation in Organisation.objects.filter(kind=OrganisationKind.NGO).order_by("code"):
            with acting(organisation_id=organisation.pk):
                found = verify_published(organisation.pk)
            self.stdout.write(f"{organisation.code}: {found.reports} reports, {found.figures} figures, {found.files} files, {len(found.faults)} faults")
            faults += [f"{organisation.code}: {fault}" for fault in found.faults]
        if faults:
            raise CommandError("\n".join(faults))
