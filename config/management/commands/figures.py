"""Internal, unprotected counts of every indicator: for checks by somebody with a shell on the server."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from access.indicators import Scope, declared
from access.models import Organisation
from reports.query import Figure, UnknownBreakdown, count_all, read_breakdowns


class Command(BaseCommand):
    help = "Print unprotected counts of every indicator in a period. For checks only: never publish them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="first", required=True, metavar="YYYY-MM-DD", help="first day of the period")
        parser.add_argument("--to", dest="last", required=True, metavar="YYYY-MM-DD", help="last day of the period")
        parser.add_argument("--by", default="", help="breakdowns, separated by commas: sex,origin,type,age,…")
        parser.add_argument("--organisation", default="", help="code of one organisation; otherwise all together")
        parser.add_argument("--json", action="store_true", help="as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        scope = Scope(_day(options["first"]), _day(options["last"]), _organisation(options["organisation"]))
        if scope.last < scope.first:
            raise CommandError("--to is before --from.")
        try:
            wished = read_breakdowns(options["by"])
        except UnknownBreakdown as problem:
            raise CommandError(str(problem)) from None
        found = [_tell(one) for one in count_all(declared().values(), scope, wished)]
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
            return
        for line in found:
            divided = " ".join(f"{name}={value}" for name, value in line["by"].items())
            self.stdout.write(f"{line['indicator']:<28}{line['count']:>9}  {line['unit']:<15}{divided}".rstrip())


def _tell(one: Figure) -> dict[str, Any]:
    return {"indicator": one.indicator.code, "by": dict(one.by), "count": one.number, "unit": one.indicator.unit.value}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"Not a day: {text!r}. Write YYYY-MM-DD.") from None


def _organisation(code: str) -> Any:
    if not code:
        return None
    found = Organisation.objects.filter(code=code).first()
    if found is None:
        raise CommandError(f"There is no organisation '{code}'.")
    return found.pk
