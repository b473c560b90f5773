"""Writes cases as tables of HTCDS 2.0: without names, or with those of a request two people agreed on."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from access.actors import Actor, system_actor
from access.approvals.models import Approval
from access.context import acting
from access.models import Organisation, OrganisationKind
from casework.htcds.actions import EXPORT, ask_export, write_export
from casework.htcds.choosing import whole_period
from casework.htcds.models import CaseExport


class Command(BaseCommand):
    help = "Write the cases of each NGO, or of one, as tables of the Human Trafficking Case Data Standard 2.0 into DIR/CODE."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, required=True, metavar="DIR")
        parser.add_argument("--organisation", default="", metavar="CODE", help="this one alone; otherwise each into a folder of its own")
        parser.add_argument("--from", dest="first", type=_day, metavar="YYYY-MM-DD", help="first day of request; otherwise from the first case on")
        parser.add_argument("--to", dest="last", type=_day, metavar="YYYY-MM-DD", help="last day of request; otherwise up to the last case")
        parser.add_argument("--names", action="store_true", help="take the newest export with names that two people agreed on in the application")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["names"] and (options["first"] or options["last"]):
            raise CommandError("--names takes the days two people agreed on; leave out --from and --to.")
        chosen = _organisations(options["organisation"])
        if options["names"] and len(chosen) > 1:
            raise CommandError(f"--names needs --organisation. Known: {', '.join(one.code for one in chosen)}.")
        for organisation in chosen:
            by, folder = system_actor(organisation), options["out"] / organisation.code
            with _place(folder) as place:
                with acting(organisation_id=organisation.pk):
                    export = _agreed(by) if options["names"] else _asked(by, options["first"], options["last"])
                    made = write_export(by=by, export=export, folder=Path(place))
                _move(Path(place), folder)  # nothing stands there before it is on record
            told = "with names" if made.with_names else "without names"
            self.stdout.write(f"{folder}: {made.cases} cases, {told}, requested {made.first} to {made.last}. Restricted cases are not in it.")


def _organisations(code: str) -> list[Organisation]:
    known = list(Organisation.objects.filter(kind=OrganisationKind.NGO, is_active=True).order_by("code"))
    found = [one for one in known if code in {"", one.code}]
    if code and not found:
        raise CommandError(f"There is no organisation '{code}'. Known: {', '.join(one.code for one in known) or 'none'}.")
    if not found:
        raise CommandError("There is no organisation yet. Make one: python manage.py organisation CODE NAME --admin USERNAME")
    return found


def _asked(by: Actor, first: date | None, last: date | None) -> CaseExport:
    """Without names nobody needs to agree; that it was taken on the server is on record like any other."""
    from_first, to_last = whole_period(by=by)
    first, last = first or min(from_first, last or from_first), last or max(to_last, first or to_last)
    if last < first:
        raise CommandError("--to is before --from.")
    return ask_export(by=by, facts={"first": first, "last": last, "with_names": False, "purpose": ""})


def _agreed(by: Actor) -> CaseExport:
    usable = Approval.objects.usable().filter(organisation_id=by.organisation_id, kind=EXPORT)
    newest: CaseExport | None = CaseExport.objects.filter(pk__in=usable.values("target_id"), made_at=None).first()
    if newest is None:
        raise CommandError(
            "No export with names was agreed on by two people in the last seven days, or it was taken. "
            "The director asks for one in the application (Export), a colleague agrees (Second person); then run this again."
        )
    return newest


def _place(folder: Path) -> TemporaryDirectory[str]:
    """Inside the folder in which the files will stand, so that nobody finds half of them."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return TemporaryDirectory(prefix=".export-", dir=folder)
    except OSError as problem:
        raise CommandError(f"The folder cannot be written: {problem.strerror}.") from None


def _move(place: Path, folder: Path) -> None:
    try:
        for file in sorted(place.iterdir()):
            os.replace(file, folder / file.name)
    except OSError as problem:
        raise CommandError(f"The folder cannot be written: {problem.strerror}.") from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"Not a day: {text!r}. Write YYYY-MM-DD.") from None
