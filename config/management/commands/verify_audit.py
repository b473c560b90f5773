"""Checks the audit chain; exit status 1 and the place where it breaks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from access.chain import check_chain, heads
from access.heads.checking import agrees
from access.heads.files import HeadRefused, read_head


class Command(BaseCommand):
    help = "Check that nothing in the audit was changed, removed, slipped in or cut off."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--heads", nargs="+", type=Path, default=[], metavar="FILE", help="signed notes kept outside")

    def handle(self, *args: Any, **options: Any) -> None:
        checked, breaks = check_chain()
        for broken in breaks:
            self.stderr.write(f"organisation {broken.organisation}, event {broken.position}: {broken.reason}")
        if breaks:
            raise CommandError(f"The audit does not hold: {len(breaks)} breaks in {checked} events.")
        wrong = [f"{path}: {problem}" for path in options["heads"] if (problem := compare(path))]
        if wrong:
            raise CommandError("The audit is not what it was when these notes were written:\n" + "\n".join(wrong))
        for organisation, position, digest in heads():
            self.stdout.write(f"{organisation} {position} {digest}")
        beside = f", {len(options['heads'])} notes agree" if options["heads"] else ""
        self.stdout.write(f"The audit holds: {checked} events{beside}.")


def compare(path: Path) -> str:
    """What is wrong with one note, or nothing."""
    try:
        head = read_head(path.read_text(encoding="utf-8"))
    except OSError as problem:
        return f"cannot be read ({problem.strerror})"
    except HeadRefused as problem:
        return str(problem)
    with connection.cursor() as cursor:
        cursor.execute(
            "select encode(hash, 'hex') from app.audit_chain where organisation = %s and seq = %s", [head.organisation, head.position]
        )
        found = cursor.fetchone()
    links = {(head.organisation, head.position): str(found[0])} if found else {}
    return "" if agrees(head, links) else f"event {head.position} of {head.organisation} is gone or is another one"
