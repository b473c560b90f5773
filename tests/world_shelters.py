"""The shelters room's rows of the world: a house with beds, somebody in one, a hold on another, one out of service."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from django.utils import timezone

from access.context import acting_as
from casework.cases.actions import open_case
from casework.people.actions import add_person
from shelters.custody.actions import take_in
from shelters.health.actions import add_alert, add_medicine, note_dose
from shelters.holds.actions import hold_bed
from shelters.houses.actions import add_bed, add_room, add_shelter, change_address, take_out_of_service
from shelters.incidents.actions import add_to_incident, note_told, report_incident
from shelters.log.actions import end_duty, start_duty, write_entry
from shelters.presence.actions import note_presence
from shelters.stays.actions import admit
from shelters.unmet.actions import turn_away, wait_for_bed

ADDRESS = "Secret Street 7, flat 3"
REACHED = "Zzher sister has a telephone"
HEALTH = {"alert": "Zzno nuts, pen in the drawer", "name": "Zzinsulinum", "dose": "Zzeight units", "remark": "Zzwith breakfast"}
CUSTODY = {"description": "Zzpassport N 4455667", "place": "Zzblue box in the safe", "taken_signed": "Zzsignedova"}
INCIDENT = {"what": "Zza man shouted at the gate", "words": "Zzreport number of the police", "note": "Zzcamera was mended"}
LOGGED, HANDED = "Zzslept badly after a call", "Zzlet her sleep longer"
COMPANY = "Zzaunt from the next street"
WAY_IN = "Ring twice at the green gate"
BEDS = (("1", "woman", False), ("2", "woman", True), ("3", "family", True), ("4", "man", False), ("5", "child", False))


def new_case(by: Any, sex: str = "female") -> Any:
    return open_case(by=by, person=add_person(by=by, facts={"sex": sex}), facts={}, lead=by.user)


def make_shelters(world: Any, organisation: str) -> None:
    manager, today = world.actor("shelter_manager", organisation), timezone.localdate()
    shelter = add_shelter(by=manager, name=f"House of {organisation}", region="KZ-75")
    change_address(by=manager, shelter=shelter, address=f"{ADDRESS} {organisation}", way_in=WAY_IN)
    room = add_room(by=manager, shelter=shelter, name="Room A")
    start = today - timedelta(days=60)
    beds = [
        add_bed(by=manager, room=room, facts={"label": n, "kind": kind, "is_accessible": easy, "has_cot": easy, "starts_on": start})
        for n, kind, easy in BEDS
    ]
    case = new_case(world.actor("case_manager", organisation))
    facts = {"needs": "Insulin at eight", "dangers": "Nuts"}
    stay = admit(by=manager, bed=beds[0], case=case, arrived_on=today - timedelta(days=3), facts=facts)
    hold = hold_bed(by=world.actor("operator", organisation), bed=beds[1], sex="female", first_day=today)
    outage = take_out_of_service(by=manager, bed=beds[4], from_day=today, until_day=None, reason="Broken slats")
    made = {"shelter": shelter, "bed": beds[2], "stay": stay, "other_stay": stay, "hold": hold, "outage": outage, "housed_case": case}
    note_presence(by=manager, stay=stay, where="out", expected_at=timezone.now() - timedelta(hours=1), with_whom=COMPANY)
    _log(world, organisation, shelter, stay)
    _incidents(world, organisation, shelter, stay)
    _health(world, organisation, stay)
    _unmet(world, organisation, case)
    facts = {"thing": "passport", **CUSTODY}
    world.rows["custody", organisation] = take_in(by=manager, stay=stay, facts=facts)
    world.rows.update({(kind, organisation): row for kind, row in made.items()})


def _log(world: Any, organisation: str, shelter: Any, stay: Any) -> None:
    """The worker had the night and left a hand-over; the manager is on now; a line of the log about a resident."""
    worker, manager = world.actor("shelter_worker", organisation), world.actor("shelter_manager", organisation)
    with acting_as(worker):
        night = start_duty(by=worker, shelter=shelter)
        write_entry(by=worker, shelter=shelter, stay=stay, words=LOGGED)
        world.rows["hand_over_of_house", organisation] = end_duty(by=worker, shift=night, words=HANDED)
    with acting_as(manager):
        world.rows["house_shift", organisation] = start_duty(by=manager, shelter=shelter)


def _incidents(world: Any, organisation: str, shelter: Any, stay: Any) -> None:
    """A threat that concerns the resident, told to the police and followed up."""
    worker = world.actor("shelter_worker", organisation)
    with acting_as(worker):
        facts = {"kind": "threat", "happened_at": timezone.now() - timedelta(hours=5), "what": INCIDENT["what"]}
        incident = report_incident(by=worker, shelter=shelter, facts=facts, stays=[stay], told=["manager"])
        note_told(by=worker, incident=incident, told="police", told_at=timezone.now(), words=INCIDENT["words"])
        add_to_incident(by=worker, incident=incident, words=INCIDENT["note"])
    world.rows["incident", organisation] = incident


def _health(world: Any, organisation: str, stay: Any) -> None:
    """An allergy, a medicine taken twice a day, and once that it was given."""
    worker = world.actor("shelter_worker", organisation)
    with acting_as(worker):
        world.rows["alert", organisation] = add_alert(by=worker, stay=stay, facts={"kind": "allergy", "words": HEALTH["alert"]})
        facts = {"name": HEALTH["name"], "dose": HEALTH["dose"], "times": [time(8), time(20)], "first_day": timezone.localdate()}
        world.rows["medicine", organisation] = add_medicine(by=worker, stay=stay, facts=facts)
        note_dose(by=worker, medicine=world.rows["medicine", organisation], outcome="taken", words=HEALTH["remark"])


def _unmet(world: Any, organisation: str, case: Any) -> None:
    """Somebody waits for a bed, and somebody was turned away."""
    operator = world.actor("operator", organisation)
    with acting_as(operator):
        facts = {"sex": "female", "urgency": ["street"], "words": REACHED, "case": case}
        world.rows["waiting", organisation] = wait_for_bed(by=operator, facts=facts)
        turn_away(by=operator, facts={"sex": "male", "reason": "no_bed", "region": "KZ-75"})
