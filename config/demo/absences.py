"""Colleagues who stand in, in the demo: one this week on chosen cases, one from next month on, one that is over."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from access.actors import Actor
from access.context import acting_as
from casework.absence.actions import end_standing_in, name_stand_in
from casework.absence.rules import lendable


def show_absences(manager: Actor, worker: Actor, lawyer: Actor) -> None:
    today = timezone.localdate()
    with acting_as(manager):
        cases = [row.case_id for row in lendable(manager, manager.user).order_by("-case__requested_on")[:2]]  # type: ignore[arg-type]  # an account
        for actor, first, last, chosen in ((worker, 0, 6, cases), (lawyer, 30, 44, None), (lawyer, 0, 3, None)):
            days = {"first": today + timedelta(days=first), "last": today + timedelta(days=last)}
            absence = name_stand_in(by=manager, absent=manager.user, facts={"stand_in": actor.user, **days}, cases=chosen)  # type: ignore[arg-type]  # an account
        end_standing_in(by=manager, absence=absence)
