"""Thirty-two people want one bed at the same moment, each on a connection of their own: one gets it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from access.context import acting
from shelters.constraints import BedTaken
from shelters.holds.actions import hold_bed
from shelters.houses.actions import add_bed
from shelters.models import Bed, Booking

RUNNERS = 32


@pytest.mark.django_db
def test_exactly_one_of_many_wins_the_bed(world: Any, measure: Any) -> None:
    """The test's own connection lies in a transaction that is undone; everything here happens on others, for good."""
    organisation, start = world.organisations["rodnik"].pk, Barrier(RUNNERS)

    def alone(work: Any) -> Any:
        try:
            with acting(organisation_id=organisation):
                return work()
        finally:
            connection.close()

    def new_bed() -> Bed:
        facts = {"label": str(uuid4())[:8], "kind": "woman"}
        return add_bed(by=world.actor("shelter_manager"), room=world.row("bed").room, facts=facts)

    def run(number: int) -> str:
        connection.ensure_connection()
        start.wait(timeout=30)
        try:
            alone(lambda: hold_bed(by=world.actor("operator"), bed=bed, sex="female", first_day=timezone.localdate()))
        except BedTaken:
            return "told"
        return "won"

    with ThreadPoolExecutor(RUNNERS) as pool:
        bed = pool.submit(alone, new_bed).result()
        results = list(pool.map(run, range(RUNNERS)))
        live = pool.submit(alone, lambda: Booking.objects.filter(bed=bed, state="held").count()).result()

    assert sorted(results) == ["told"] * (RUNNERS - 1) + ["won"]
    assert live == 1
    measure("C07", checked=len(results))
