"""How long somebody may correct what they wrote, and how long it is read: the author a day, the desk four weeks, then the lead."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from access.context import acting
from hotline.actions import close_call, save_call, start_call
from hotline.models import Call
from hotline.workflow import may_edit, may_read
from tests.world import speak_english

SAID = "Zzsaid at night"


@pytest.fixture
def closed(world: Any, db: None) -> Call:
    speak_english(world)
    operator = world.actor("operator")
    with acting(organisation_id=world.organisations["rodnik"].pk):
        call = save_call(by=operator, call=start_call(by=operator, outcome_class="help"), values={"outcome": "information_given", "notes": SAID})
        return close_call(by=operator, call=call)


def aged(call: Call, *, hours: float) -> Call:
    with acting(organisation_id=call.organisation_id):
        at = timezone.now() - timedelta(hours=hours)
        Call.objects.filter(pk=call.pk).update(started_at=at, closed_at=at)
        call.refresh_from_db()
    return call


@pytest.mark.parametrize(("hours", "author", "lead"), [(0, True, True), (23.9, True, True), (24.1, False, True)])
def test_the_author_corrects_for_a_day(world: Any, closed: Call, hours: float, author: bool, lead: bool) -> None:
    call = aged(closed, hours=hours)
    assert (may_edit(world.actor("operator"), call), may_edit(world.actor("shift_lead"), call)) == (author, lead)
    call.operator = world.user("shift_lead")
    assert not may_edit(world.actor("operator"), call)


@pytest.mark.parametrize(("days", "desk"), [(0, True), (27.9, True), (28.1, False)])
def test_the_desk_reads_for_four_weeks(world: Any, client_as: Any, closed: Call, days: float, desk: bool) -> None:
    call = aged(closed, hours=days * 24)
    address = reverse("call-detail", kwargs={"call_id": call.pk})
    assert may_read(world.actor("operator"), call) is desk
    assert (SAID in client_as("operator").get(address).content.decode()) is desk
    assert SAID in client_as("shift_lead").get(address).content.decode()


def test_an_open_call_is_read_however_long_it_is_open(world: Any, closed: Call) -> None:
    call = aged(closed, hours=40 * 24)
    call.closed_at = None
    assert may_read(world.actor("operator"), call)
