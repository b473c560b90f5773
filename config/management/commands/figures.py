"""Internal, unprotected counts of every indicator: for checks by somebody with a shell on the server."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from access.context import acting
from access.indicators import Scope, declared
from access.models import Organisation
from reports.counting import counting
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
        first, last = _day(options["first"]), _day(options["last"])
        if last < first:
            raise CommandError("--to is before --from.")
        organisations = _organisations(options["organisation"])
        try:
            wished = read_breakdowns(options["by"])
        except UnknownBreakdown as problem:
            raise CommandError(str(problem)) from None
        found = [_tell(one) for one in add_up(_count(organisations, first, last, wished))]
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
            return
        for line in found:
            divided = " ".join(f"{name}={value}" for name, value in line["by"].items())
            self.stdout.write(f"{line['indicator']:<28}{line['count']:>9}  {line['unit']:<15}{divided}".rstrip())


def _count(organisations: Iterable[Organisation], first: date, last: date, wished: tuple[str, ...]) -> Iterator[Figure]:
    """Each organisation under its own context, by the rights of the report's login: nobody's rows are read together."""
    for organisation in organisations:
        with acting(organisation_id=organisation.pk), counting():
            yield from list(count_all(declared().values(), Scope(first, last, organisation.pk), wished))


def add_up(figures: Iterable[Figure]) -> list[Figure]:
    """The same figure of several organisations as one; within a division the largest group first.

    Every row, and everybody who is counted, belongs to one organisation: sums of organisations count nobody twice.
    """
    places: dict[tuple[str, tuple[str, ...]], int] = {}
    numbers: dict[tuple[str, tuple[tuple[str, str], ...]], int] = {}
    ordered: dict[tuple[str, tuple[tuple[str, str], ...]], tuple[int, Figure]] = {}
    for one in figures:
        place = places.setdefault((one.indicator.code, tuple(name for name, _code in one.by)), len(places))
        key = one.indicator.code, one.by
        numbers[key] = numbers.get(key, 0) + one.number
        ordered.setdefault(key, (place, one))
    together = [(place, Figure(one.indicator, one.by, numbers[key])) for key, (place, one) in ordered.items()]
    return [one for _place, one in sorted(together, key=lambda found: (found[0], -found[1].number, found[1].by))]


def _tell(one: Figure) -> dict[str, Any]:
    return {"indicator": one.indicator.code, "by": dict(one.by), "count": one.number, "unit": one.indicator.unit.value}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"Not a day: {text!r}. Write YYYY-MM-DD.") from None


def _organisations(code: str) -> list[Organisation]:
    found = list(Organisation.objects.filter(**({"code": code} if code else {})).order_by("code"))
    if not found and code:
        raise CommandError(f"There is no organisation '{code}'.")
    return found
