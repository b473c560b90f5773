"""The rows of the world about the person: how to reach them safely."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from django.utils import timezone

from access.approvals.actions import approve
from access.approvals.models import Approval
from access.context import acting_as
from casework.contact.actions import agree_contact
from casework.family.actions import name_relative
from casework.health.actions import keep_health, keep_speech
from casework.merging.actions import ask_merge, keep_apart
from casework.merging.models import Merge
from casework.papers.actions import record_paper, record_right

CONTACT = {
    "introduce_as": "Zzaunt from the bakery", "code_word": "Zzpomegranate", "through": "Zzsister Vvika", "messenger": "Zzmessenger 88", "email": "zz@quarta.example",
    "letter": "Zzbox 12", "who_may_know": "Only Zzsister, never Zzuncle",
}  # fmt: skip


PAPER = {"number": "QZ5544332", "restoring": "Zzconsul Friday"}
FAMILY = {"name": "Zzdaughter Qqaigul", "words": "Zzlives by the river", "guardian": "Zzgrandmother Qqsaule"}
HEALTH = {"conditions": "Zzbroken wrist", "medicines": "Zzheparin daily", "allergies": "Zzpenicillin", "help_needed": "Zzstairs"}
NOT_BY = "Zznobody of Zzvillage"
RIGHT = "Zzregistered in Zztown"


def contact_facts(**changes: Any) -> dict[str, Any]:
    """Any day from ten until eight, by telephone and through the sister."""
    today = timezone.localdate()
    facts = {
        "allowed": ["phone", "through"], "days": [], "hour_from": time(10), "hour_until": time(20), "language": "uz", "leaves_no_message": True,
        "agreed_on": today, "review_on": today + timedelta(days=60),
    }  # fmt: skip
    return {**facts, **CONTACT, **changes}


def family_facts(**changes: Any) -> dict[str, Any]:
    facts = {"relation": "child", "whereabouts": "separated", "birth_year": 2019, "is_in_danger": True, "guardian_ground": "factual"}
    return {**facts, **FAMILY, **changes}


def make_people(world: Any, organisation: str, case: Any) -> None:
    """Made by the case manager."""
    manager = world.actor("case_manager", organisation)
    agree_contact(by=manager, case=case, facts=contact_facts(), version=0)
    keep_health(by=manager, case=case, facts={"disability": "second", **HEALTH}, version=0)
    keep_speech(by=manager, case=case, facts={"native": ["uz"], "interpreter_sex": "woman", "not_by": NOT_BY}, version=0)
    today = timezone.localdate()
    paper = {"kind": "passport", "status": "lost", "country": "UZ", "valid_until": today + timedelta(days=9), **PAPER}
    right = {"ground": "registered_arrival", "ends_on": today + timedelta(days=9), "notes": RIGHT}
    world.rows |= {
        ("paper", organisation): record_paper(by=manager, case=case, facts=paper),
        ("relative", organisation): name_relative(by=manager, case=case, facts=family_facts()),
        ("right", organisation): record_right(by=manager, case=case, facts=right),
    }


TWIN = {"surname": "Zztwinova", "given_name": "Vvtwin", "patronymic": "", "phone": "+7 701 555 71 17", "documents": "ID ZZ7171717"}
WHY_ONE = "Zzshe showed the same Zzbirthmark"


def make_merges(world: Any, organisation: str) -> None:
    """Somebody with two files that are one, and a third who only looks alike."""
    from tests.world_casework import new_case

    manager, director = world.actor("case_manager", organisation), world.actor("director", organisation)
    twin = new_case(manager, **TWIN)
    cover = new_case(manager, **TWIN | {"given_name": "Vvtvin", "phone": "+7 701 555 71 18"})
    with acting_as(manager):
        merge = ask_merge(by=manager, kept=twin.person, other=cover.person, takes=["phone"], reason=WHY_ONE)
    with acting_as(director):
        approve(by=director, approval=Approval.objects.get(target_id=merge.pk))
        keep_apart(by=director, one=world.rows["case", organisation].person, other=world.rows["other", organisation].person)
    world.rows |= {("twin", organisation): twin.person, ("merge", organisation): Merge.objects.get(pk=merge.pk)}
