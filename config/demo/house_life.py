"""A day in the house of the demo: who is in and who is out, the log, and a hand-over that waits."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from django.utils import timezone

from access.actors import Actor
from access.context import acting_as
from shelters.custody.actions import take_in
from shelters.health.actions import add_alert, add_medicine
from shelters.incidents.actions import add_to_incident, report_incident
from shelters.log.actions import end_duty, start_duty, write_entry
from shelters.models import HouseShift, Shelter, Stay
from shelters.presence.actions import note_presence
from shelters.unmet.actions import turn_away, wait_for_bed

WORDS = "Ойдан шығарылған жазба / вымышленная запись (demo)"


def show_house(worker: Actor, manager: Actor) -> None:
    """The worker had the night and has gone; the manager is on."""
    _presences(worker)
    shelter = Shelter.objects.filter(organisation=worker.organisation).order_by("name")[0]
    night, now = start_duty(by=worker, shelter=shelter), timezone.now()
    stay = Stay.objects.filter(shelter=shelter).present_on(timezone.localdate()).select_related("case").order_by("arrived_on").first()
    if stay is not None:
        add_alert(by=worker, stay=stay, facts={"kind": "medicine", "words": WORDS})
        add_medicine(by=worker, stay=stay, facts={"name": WORDS, "dose": "1", "times": [time(8), time(14), time(20)]})
        take_in(by=worker, stay=stay, facts={"thing": "passport", "description": WORDS, "place": WORDS, "taken_signed": WORDS})
    for about in (None, stay):
        write_entry(by=worker, shelter=shelter, stay=about, words=WORDS)
    facts = {"kind": "threat", "happened_at": now - timedelta(hours=6), "what": WORDS}
    incident = report_incident(by=worker, shelter=shelter, facts=facts, stays=[stay] if stay else [], told=["police", "manager"])
    add_to_incident(by=worker, incident=incident, words=WORDS)
    night = end_duty(by=worker, shift=night, words=WORDS)
    running = start_duty(by=manager, shelter=shelter)
    for shift, hours in ((night, 9), (running, 1)):
        HouseShift.objects.filter(pk=shift.pk).update(started_at=now - timedelta(hours=hours))


def _presences(worker: Actor) -> None:
    """Of those who sleep there: one is late, one is back this evening, one is in; the others have said nothing."""
    now = timezone.now()
    stays = Stay.objects.filter(organisation=worker.organisation).present_on(timezone.localdate()).select_related("case").order_by("arrived_on")[:3]
    said: tuple[dict[str, Any], ...] = ({"where": "out", "expected_at": now - timedelta(minutes=50)}, {"where": "out", "expected_at": now + timedelta(hours=3)}, {"where": "in"})
    for stay, word in zip(stays, said, strict=False):
        note_presence(by=worker, stay=stay, **word)


def show_unmet(operator: Actor) -> None:
    """Two wait for a bed, one of them in danger; one was turned away."""
    with acting_as(operator):
        wait_for_bed(by=operator, facts={"sex": "female", "age_band": "18_30", "urgency": ["danger", "child"], "words": WORDS})
        wait_for_bed(by=operator, facts={"sex": "male", "age_band": "31_45", "words": WORDS})
        turn_away(by=operator, facts={"sex": "male", "reason": "no_bed"})
