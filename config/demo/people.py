"""What the demo knows of people: how to reach them safely."""

from __future__ import annotations

from datetime import time, timedelta

from django.utils import timezone

from access.actors import Actor
from casework.contact.actions import agree_contact
from casework.family.actions import name_relative
from casework.health.actions import keep_health, keep_speech
from casework.models import Case
from casework.papers.actions import record_paper, record_right

WORDS = "Ойдан шығарылған сөз / вымышленные слова (demo)"


def show_contact(manager: Actor, cases: list[Case]) -> None:
    """The first by telephone at certain hours, the second only through somebody; with the third nothing was agreed yet."""
    today = timezone.localdate()
    agreed = {
        "language": "ru",
        "leaves_no_message": True,
        "who_may_know": WORDS,
        "agreed_on": today - timedelta(days=20),
    }
    first = {
        "never_contact": False, "allowed": ["phone", "messenger"], "days": [0, 1, 2, 3, 4], "hour_from": time(10), "hour_until": time(17),
        "introduce_as": WORDS, "code_word": WORDS, "messenger": WORDS, "review_on": today + timedelta(days=4),
    }  # fmt: skip
    second = {"never_contact": True, "allowed": ["through"], "through": WORDS, "review_on": today + timedelta(days=60)}
    for case, facts in zip(cases, (first, second), strict=False):
        agree_contact(by=manager, case=case, facts={**agreed, **facts}, version=0)


def show_papers(manager: Actor, cases: list[Case]) -> None:
    """A passport an exploiter took, an identity card restored, a stay that ends soon."""
    today = timezone.localdate()
    taken = {"kind": "foreign_passport", "status": "confiscated_by_exploiter", "country": "UZ", "number": "ZZ0000001", "restoring": WORDS}
    restored = {"kind": "id_card", "status": "restored_by_us", "country": "KZ", "restored_on": today - timedelta(days=2), "valid_until": today + timedelta(days=6)}
    for case in cases[:2]:
        record_paper(by=manager, case=case, facts=taken)
        record_paper(by=manager, case=case, facts=restored)
        record_right(by=manager, case=case, facts={"ground": "registered_arrival", "began_on": today - timedelta(days=20), "ends_on": today + timedelta(days=5)})


def show_family(manager: Actor, cases: list[Case]) -> None:
    """A child whom nobody with the right to it answers for, and a sister helped here too."""
    year = timezone.localdate().year
    child = {"relation": "child", "whereabouts": "separated", "sex": "female", "birth_year": year - 6, "is_in_danger": True, "name": WORDS, "words": WORDS}
    name_relative(by=manager, case=cases[0], facts=child)
    if len(cases) > 1 and cases[0].person_id != cases[1].person_id:
        sister = {"relation": "sibling", "whereabouts": "accompanying", "other": cases[1].person, "words": WORDS}
        name_relative(by=manager, case=cases[0], facts=sister)


def show_health(manager: Actor, cases: list[Case]) -> None:
    """An allergy, a medicine, and an interpreter who must be a woman."""
    for case in cases[:2]:
        keep_health(by=manager, case=case, facts={"disability": "third", "allergies": WORDS, "medicines": WORDS}, version=0)
        spoken = {"native": ["uz"], "well": ["ru"], "interpreter_language": "uz", "interpreter_sex": "woman", "needs_interpreter": True, "not_by": WORDS}
        keep_speech(by=manager, case=case, facts=spoken, version=0)
