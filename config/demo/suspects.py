"""Invented suspects on the demo's cases."""

from __future__ import annotations

from typing import Any

from access.actors import Actor
from casework.cases.joint_actions import open_case_for_new_person
from casework.cases.models import assigned_cases
from casework.models import Case, Exploitation
from casework.suspects.actions import name_suspect
from shelters.models import Stay

STORY = "Ойдан шығарылған мәтін / вымышленный текст (demo)"
RECRUITER: dict[str, Any] = {
    "name": "Примеров Вымысел Тестович", "aliases": "Дядя Пример", "phones": "+7 700 000 00 77", "numbers": "000 AAA 00", "sex": "male",
    "born_about": 1978, "citizenship": "KZ", "description": STORY, "roles": ["recruiter_intermediary"], "relation": "acquaintance",
    "is_danger": True, "proceedings": "wanted", "notes": STORY,
}  # fmt: skip
EXPLOITER: dict[str, Any] = {
    "name": "Образцова Ойдан", "aliases": "Мадам Үлгі", "phones": "+7 700 000 00 88", "sex": "female", "born_about": 1985,
    "description": STORY, "roles": ["exploiter", "controlled"], "relation": "employer_former", "proceedings": "on_trial", "notes": STORY,
}  # fmt: skip
DRIVER: dict[str, Any] = {
    "aliases": "Водитель Пример", "sex": "male", "description": STORY, "roles": ["transporter"], "relation": "stranger", "proceedings": "reported",
}  # fmt: skip


def show_suspects(manager: Actor, director: Actor) -> None:
    """Three suspects. One is shared with a case the case manager does not see, one by two people who live in our houses."""
    mine = Case.objects.filter(pk__in=assigned_cases(manager)).open().select_related("person").order_by("-requested_on", "code")
    housed = list(mine.filter(pk__in=Stay.objects.filter(left_on=None).values("case_id"))[:2])
    first, second = housed if len(housed) == 2 else list(mine[:2])
    shared = name_suspect(by=manager, case=first, facts=RECRUITER, episodes=_episodes(first))
    name_suspect(by=manager, case=first, facts=DRIVER, episodes=[])
    name_suspect(by=director, case=_case_of(director), facts=RECRUITER, episodes=[], suspect=shared.suspect)
    known = name_suspect(by=manager, case=first, facts=EXPLOITER, episodes=_episodes(first))
    name_suspect(by=manager, case=second, facts=EXPLOITER, episodes=_episodes(second), suspect=known.suspect)


def _case_of(director: Actor) -> Case:
    """Somebody whom the director helps alone."""
    return open_case_for_new_person(
        by=director, person_facts={"sex": "female", "birth_year": 2001, "citizenships": ["KZ"], "language": "kk"},
        identity={"surname": "Мысалова", "given_name": "Демо"}, facts={"region": "KZ-75", "age_at_registration": 24}, lead=director.user,
    )  # fmt: skip


def _episodes(case: Case) -> list[Any]:
    return list(Exploitation.objects.filter(case=case).values_list("pk", flat=True)[:1])
