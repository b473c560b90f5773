"""People of the demo who have two files: one pair that looks alike, one that a second colleague is asked to merge."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from access.actors import Actor
from access.context import acting_as
from casework.cases.joint_actions import open_case_for_new_person
from casework.merging.actions import ask_merge
from casework.models import Case

REASON = "Ойдан шығарылған себеп / вымышленная причина (demo)"
ALIKE = (("Үлгіқызы", "Мысал"), ("Ulgikyzy", "Mysal"))
ASKED = (("Үлгібаев", "Демо"), ("Ulgibayev", "Demo"))


def show_merging(manager: Actor) -> None:
    """Both pairs give the same telephone; of the second it is already asked."""
    _pair(manager, ALIKE, "+7 700 000 07 07", "female")
    kept, other = _pair(manager, ASKED, "+7 700 000 08 08", "male")
    with acting_as(manager):
        ask_merge(by=manager, kept=kept.person, other=other.person, takes=[], reason=REASON)


def _pair(manager: Actor, names: tuple[tuple[str, str], ...], phone: str, sex: str) -> list[Case]:
    today = timezone.localdate()
    return [
        open_case_for_new_person(
            by=manager, person_facts={"sex": sex, "birth_year": 1996, "citizenships": ["KZ"], "language": "kk"},
            identity={"surname": surname, "given_name": given, "phone": phone},
            facts={"requested_on": today - timedelta(days=days), "region": "KZ-75", "age_at_registration": 30}, lead=manager.user,
        )
        for days, (surname, given) in zip((9, 2), names, strict=True)
    ]  # fmt: skip
