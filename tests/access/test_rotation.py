"""Keys turn while people work, and whatever kills the turning, everything can be read at every moment."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.db import connection

from access.context import acting
from access.crypto.fields import CannotOpen
from access.crypto.keys import store
from access.crypto.models import PersonKey
from access.crypto.people import forget_everybody, make_keys
from access.crypto.turning import left_behind
from casework.codes import new_code
from casework.models import Identity, Person
from hotline.models import Call
from tests.bootstrap import URLS
from tests.guards.source import ROOT

PEOPLE, CALLS, KILLS = 1500, 200, 2
HOME = "fund-meridian"  # nobody else's tests count people there


@pytest.fixture
def house(world: Any, django_db_blocker: Any) -> Iterator[Any]:
    """People and calls that other processes see too: they are really written, and stay."""
    organisation = world.organisations[HOME]
    with django_db_blocker.unblock():
        with acting(organisation_id=organisation.pk):
            people = Person.objects.bulk_create([Person(organisation=organisation, code=new_code("P")) for _ in range(PEOPLE)])
            make_keys(organisation.pk, [person.pk for person in people])
            Identity.objects.bulk_create([Identity(organisation=organisation, person=person, surname=f"Name {n}") for n, person in enumerate(people)])
            operator = world.user("operator")
            Call.objects.bulk_create([Call(organisation=organisation, code=f"T-{uuid4().hex[:9]}", operator=operator, notes="Said") for _ in range(CALLS)])
        yield organisation


def turning() -> subprocess.Popen[str]:
    """The command in a process of its own, on the database and the keys of this run."""
    name = connection.settings_dict["NAME"]
    addresses = {key: url.rsplit("/", 1)[0] + f"/{name}" for key, url in (("DATABASE_URL", URLS.web), ("DATABASE_OWNER_URL", URLS.owner))}
    environment = os.environ | addresses | {"PANA_KEY_STORE": str(django_settings.KEY_STORE), "CELERY_BROKER_URL": "memory://", "PANA_DB_ROLE": "web"}
    command = [sys.executable, "manage.py", "keys", "rotate", "--organisation", HOME]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


class Worker(threading.Thread):
    """Reads and writes like a caseworker until told to stop; remembers what could not be opened."""

    def __init__(self, organisation: Any, act: Callable[[Worker], None]) -> None:
        super().__init__(daemon=True)
        self.organisation, self.act, self.done, self.failed, self.stop = organisation, act, 0, [], threading.Event()

    def run(self) -> None:
        try:
            while not self.stop.is_set():
                try:
                    with acting(organisation_id=self.organisation.pk):
                        self.act(self)
                    self.done += 1
                except CannotOpen as problem:
                    self.failed.append(str(problem))
        finally:
            connection.close()


def read(worker: Worker) -> None:
    forget_everybody()
    start = random.randrange(PEOPLE - 20)
    assert all(identity.surname for identity in Identity.objects.order_by("pk")[start : start + 20])
    assert all(call.notes for call in Call.objects.order_by("pk")[:5])


def write(worker: Worker) -> None:
    identity = Identity.objects.order_by("pk")[random.randrange(PEOPLE)]
    identity.surname = "Written while the keys turned"
    identity.save(update_fields=["surname"])


def turned(organisation: Any, epoch: int) -> int:
    with acting(organisation_id=organisation.pk):
        return PersonKey.objects.filter(organisation=organisation, epoch=epoch).count()


def test_keys_turn_under_load_and_after_being_killed(house: Any, measure: Any) -> None:
    workers = [Worker(house, read), Worker(house, write)]
    for worker in workers:
        worker.start()
    was, halfway = store().current(house.pk), []
    try:
        for _ in range(KILLS):
            halfway.append(kill_halfway(house, was + 1))
        last = turning()
        said, complaint = last.communicate(timeout=180)
    finally:
        for worker in workers:
            worker.stop.set()
        for worker in workers:
            worker.join(timeout=30)
    failed = [problem for worker in workers for problem in worker.failed]
    failed += [] if last.returncode == 0 else [f"the last run: {complaint[-300:]}"]
    failed += [] if turned(house, was + 1) == PEOPLE and left_behind(house) == 0 else [f"left behind: {left_behind(house)}, {said}"]
    failed += unreadable(house)
    read_done, write_done = workers[0].done, workers[1].done

    assert any(0 < number < PEOPLE for number in halfway), f"never killed half-way: {halfway}"
    assert [epoch.retired is None for epoch in store().epochs(house.pk)] == [False, True]
    assert min(read_done, write_done) >= 5
    measure(
        "K05", checked=25 * read_done + write_done + PEOPLE + CALLS, failed=failed,
        note=f"killed with {' and '.join(map(str, halfway))} of {PEOPLE} turned; {read_done} reads and {write_done} writes meanwhile",
    )  # fmt: skip


def kill_halfway(organisation: Any, epoch: int) -> int:
    """Let the command begin, and kill it as soon as it has turned something; how far it had come."""
    before, running = turned(organisation, epoch), turning()
    until = time.monotonic() + 60
    while running.poll() is None and time.monotonic() < until and turned(organisation, epoch) <= before + 200:
        pass
    running.send_signal(signal.SIGKILL)
    running.communicate()
    return turned(organisation, epoch)


def unreadable(organisation: Any) -> list[str]:
    """Everything, opened once more from its rows."""
    forget_everybody()
    found = []
    with acting(organisation_id=organisation.pk):
        for row, name in [*((i, "surname") for i in Identity.objects.all()), *((c, "notes") for c in Call.objects.all())]:
            try:
                found += [] if getattr(row, name) else [f"{row.pk} is empty"]
            except CannotOpen as problem:
                found.append(str(problem))
    return found


def test_status_says_which_epochs_stand_and_what_still_needs_them(world: Any, db: None, capsys: pytest.CaptureFixture[str]) -> None:
    from django.core.management import call_command

    call_command("keys", "status", "--organisation", "rodnik")
    said = capsys.readouterr().out

    assert "rodnik: epoch 1, began" in said
    assert "keys and values still need an older epoch" in said
