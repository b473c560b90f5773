"""What the demo knows of people: how to reach them safely."""

from __future__ import annotations

from datetime import time, timedelta

from django.utils import timezone

from access.actors import Actor
from casework.contact.actions import agree_contact
from casework.models import Case

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
