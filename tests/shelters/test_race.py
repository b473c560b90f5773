"""Sixteen people want one bed at the same moment, each on a connection of their own: one gets it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection
from django.utils import timezone

from access.context import acting
from shelters.constraints import BedTaken
from shelters.holds.actions import hold_bed
from shelters.houses.actions import add_bed
from shelters.models import Booking

RUNNERS = 16


def test_exactly_one_of_sixteen_wins_the_bed(world: Any, django_db_blocker: Any) -> None:
    organisation, start = world.organisations["rodnik"].pk, Barrier(RUNNERS)
    with django_db_blocker.unblock():
        with acting(organisation_id=organisation):
            room = world.row("bed").room
            bed = add_bed(by=world.actor("shelter_manager"), room=room, facts={"label": f"race {timezone.now():%f}", "kind": "woman"})

        def run(number: int) -> str:
            try:
                connection.ensure_connection()
                start.wait(timeout=30)
                with acting(organisation_id=organisation):
                    hold_bed(by=world.actor("operator"), bed=bed, sex="female", first_day=timezone.localdate())
                return "won"
            except BedTaken:
                return "told"
            finally:
                connection.close()

        with ThreadPoolExecutor(RUNNERS) as pool:
            results = list(pool.map(run, range(RUNNERS)))
        with acting(organisation_id=organisation):
            live = Booking.objects.filter(bed=bed, state="held").count()

    assert sorted(results) == ["told"] * (RUNNERS - 1) + ["won"]
    assert live == 1
