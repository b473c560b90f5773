"""Processes made to be killed: `python -m tests.operations.mortals` loads Pana once and forks one for each piece of work.

It reads lines of JSON, `{"work": name, "given": {...}}`, and answers with the number of the process, whatever that
process says, and how it ended.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID


def tell(**told: object) -> None:
    sys.stdout.write(json.dumps(told, default=str) + "\n")
    sys.stdout.flush()


def main() -> None:
    from config.boot import boot

    boot("worker")
    import django

    django.setup()
    from django.core import management  # noqa: F401  # so that no child has to load it
    from django.db.migrations import executor  # noqa: F401

    import casework.erasure.tombstones  # noqa: F401
    import config.rights  # noqa: F401

    tell(ready=True)
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            _live(WORK[asked["work"]], asked["given"])
        tell(pid=child)
        _, status = os.waitpid(child, 0)
        tell(ended=os.waitstatus_to_exitcode(status))


def _live(work: Callable[..., object], given: dict[str, Any]) -> None:
    """In a process of its own, which never comes back."""
    code = 1
    try:
        tell(did=work(**given))
        code = 0
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


# --- the work ----------------------------------------------------------------------------------------
def migrate(targets: list[tuple[str, str]]) -> int:
    """To these migrations as the owner of the tables, as `manage.py migrate` does; without any, to the newest."""
    from django.core.management import call_command

    as_owner()
    for app, name in targets or [("", "")]:
        call_command("migrate", *filter(None, (app, name)), interactive=False, verbosity=0)
    return len(targets)


def as_owner() -> None:
    from django.db import connection

    from config.settings import database

    connection.settings_dict.update(database(os.environ["DATABASE_OWNER_URL"]))


def erase(organisation: str, people: list[str]) -> int:
    """One after the other, each in its own transaction, as the sweep does; and what an earlier death left undone."""
    from access.actors import system_actor
    from access.context import acting
    from access.models import Organisation
    from casework.erasure.actions import erase_person
    from casework.erasure.models import Ground
    from casework.erasure.tombstones import note_missing
    from casework.models import Person

    home = Organisation.objects.get(code=organisation)
    note_missing()
    for pk in people:
        with acting(organisation_id=home.pk):
            erase_person(by=system_actor(home), person=Person.objects.get(pk=UUID(pk)), ground=Ground.RETENTION)
    return len(people)


def take(organisation: str, file: str) -> str:
    """`manage.py import_cases`; the last line it says."""
    from io import StringIO

    from django.core.management import call_command

    out = StringIO()
    call_command("import_cases", file, organisation=organisation, stdout=out)
    return out.getvalue().splitlines()[-1]


def opened(organisation: str, people: list[str]) -> dict[str, list[str]]:
    """Who can be read, who is erased by the database's word, and whom the key store knows as erased."""
    from access.context import acting
    from access.crypto.fields import CannotOpen
    from access.crypto.keys import store
    from access.models import Organisation
    from casework.models import Identity, Person

    home, readable = Organisation.objects.get(code=organisation), []
    with acting(organisation_id=home.pk):
        for identity in Identity.objects.filter(person_id__in=people):
            try:
                readable += [str(identity.person_id)] if identity.surname else []
            except CannotOpen:
                continue
        gone = Person.objects.filter(pk__in=people).exclude(erased_at=None).values_list("pk", flat=True)
        return {"readable": readable, "erased": [str(pk) for pk in gone], "noted": [str(pk) for pk in store().erased(home.pk)]}


def steps() -> object:
    """Every migration back and forwards."""
    from tests.operations.steps import every_step

    as_owner()
    return every_step()


WORK: dict[str, Callable[..., object]] = {"migrate": migrate, "erase": erase, "take": take, "opened": opened, "steps": steps}

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
    main()
