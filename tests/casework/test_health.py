"""Health needs for those who care for the person, languages for everybody on the case."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from access.context import acting
from access.models import AuditEvent
from casework.cases.actions import assign_case
from casework.erasure.emptying import empty_rows
from casework.health.actions import keep_health, keep_speech
from casework.health.models import HealthSheet, Speech
from casework.people.models import Person

pytestmark = pytest.mark.django_db
ALLERGY, NOT_BY = "Zzpenicillin, Zzpeanuts", "Zznobody from the village of the recruiter"


@pytest.fixture
def health() -> dict[str, Any]:
    return {"disability": "second", "allergies": ALLERGY, "medicines": "", "conditions": "", "help_needed": "", "version": "0", "form_key": str(uuid4())}


@pytest.fixture
def speech() -> dict[str, Any]:
    return {
        "native": ["uz"], "well": ["ru"], "a_little": ["kk"], "needs_interpreter": "on", "interpreter_language": "uz", "interpreter_sex": "woman",
        "not_by": NOT_BY, "version": "0", "form_key": str(uuid4()),
    }  # fmt: skip


def test_both_are_kept_sealed_and_shown(client_as: Any, acts: Any, case: Any, health: Any, speech: Any) -> None:
    client = client_as("case_manager")
    assert client.post(reverse("health-edit", args=[case.pk]), health).status_code == 302
    assert client.post(reverse("speech-edit", args=[case.pk]), speech).status_code == 302
    page = client.get(reverse("case-health", args=[case.pk])).content.decode()
    assert (ALLERGY in page, NOT_BY in page) == (True, True)
    with acts("case_manager"):
        sheet, spoken = HealthSheet.objects.get(person=case.person), Speech.objects.get(person=case.person)
        assert (sheet.allergies, sheet.disability) == (ALLERGY, "second")
        assert (spoken.native, spoken.well, spoken.a_little, spoken.interpreter_sex) == (["uz"], ["ru"], ["kk"], "woman")
        assert Person.objects.get(pk=case.person_id).needs_interpreter is True
        assert AuditEvent.objects.filter(action="casework.health.kept", object_id=sheet.pk).count() == 1
        assert ALLERGY not in str(list(AuditEvent.objects.values_list("detail", flat=True)))
        with connection.cursor() as cursor:
            cursor.execute("select h::text from casework_healthsheet h where id = %s", [sheet.pk])
            assert ALLERGY.encode().hex() not in cursor.fetchone()[0]


def test_health_is_for_those_who_care_and_languages_for_all_on_the_case(client_as: Any, acts: Any, world: Any, case: Any, health: Any, speech: Any) -> None:
    with acts("case_manager") as manager:
        keep_health(by=manager, case=case, facts={"allergies": ALLERGY}, version=0)
        keep_speech(by=manager, case=case, facts={"not_by": NOT_BY}, version=0)
    with acts("director") as director:
        for role in ("lawyer", "medic", "psychologist", "social_worker"):
            assign_case(by=director, case=case, user=world.user(role))
    seen = {role: client_as(role).get(reverse("case-health", args=[case.pk])).content.decode() for role in ("lawyer", "medic", "psychologist", "social_worker")}
    assert {role: ALLERGY in page for role, page in seen.items()} == {"lawyer": False, "medic": True, "psychologist": True, "social_worker": True}
    assert all(NOT_BY in page for page in seen.values())
    lawyer = client_as("lawyer")
    assert lawyer.post(reverse("health-edit", args=[case.pk]), health).status_code == 403
    assert lawyer.post(reverse("speech-edit", args=[case.pk]), speech | {"version": "1"}).status_code == 302
    assert client_as("medic").post(reverse("health-edit", args=[case.pk]), health | {"version": "1"}).status_code == 302
    with acts("lawyer"):  # the second lock: the database itself
        assert not HealthSheet.objects.filter(person=case.person).exists()
        assert Speech.objects.filter(person=case.person).exists()


WRONG = [
    ("health", {"disability": "ninth"}, "disability"), ("health", {"medicines": "x" * 2001}, "medicines"), ("speech", {"native": ["xx"]}, "native"),
    ("speech", {"well": ["uz"]}, "well"), ("speech", {"a_little": ["ru"]}, "a_little"), ("speech", {"interpreter_language": "xx"}, "interpreter_language"),
    ("speech", {"interpreter_sex": "robot"}, "interpreter_sex"),
]  # fmt: skip


@pytest.mark.parametrize(("of", "change", "field"), WRONG)
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(
    client_as: Any, acts: Any, case: Any, health: Any, speech: Any, of: str, change: Any, field: str
) -> None:
    answer = client_as("case_manager").post(reverse(f"{of}-edit", args=[case.pk]), (health if of == "health" else speech) | change)

    assert list(answer.context["form"].errors) == [field]
    assert (ALLERGY if of == "health" else NOT_BY) in answer.content.decode()
    with acts("case_manager"):
        assert not HealthSheet.objects.filter(person=case.person).exists()
        assert not Speech.objects.filter(person=case.person).exists()


def test_two_at_once_lose_nothing(client_as: Any, acts: Any, case: Any, health: Any, speech: Any) -> None:
    for name, form, field in (("health-edit", health, "allergies"), ("speech-edit", speech, "not_by")):
        assert client_as("case_manager").post(reverse(name, args=[case.pk]), form).status_code == 302
        answer = client_as("director").post(reverse(name, args=[case.pk]), form | {field: "Zzother", "form_key": str(uuid4())})
        assert [row.mine for row in answer.context["differences"]] == ["Zzother"]
    with acts("case_manager"):
        assert (HealthSheet.objects.get(person=case.person).allergies, Speech.objects.get(person=case.person).not_by) == (ALLERGY, NOT_BY)


@pytest.mark.parametrize("role", ["operator", "shelter_worker", "monitoring_officer", "auditor", "administrator"])
def test_other_roles_are_refused(client_as: Any, case: Any, health: Any, speech: Any, role: str) -> None:
    client = client_as(role)
    assert client.get(reverse("case-health", args=[case.pk])).status_code == 403
    assert client.post(reverse("health-edit", args=[case.pk]), health).status_code == 403
    assert client.post(reverse("speech-edit", args=[case.pk]), speech).status_code == 403


def test_another_organisation_and_who_is_not_on_the_case_see_nothing(client_as: Any, acts: Any, case: Any, health: Any) -> None:
    with acts("case_manager") as manager:
        keep_health(by=manager, case=case, facts={"allergies": ALLERGY}, version=0)
    for client in (client_as("case_manager", "sana-sezim"), client_as("medic")):
        assert client.get(reverse("case-health", args=[case.pk])).status_code == 404
        assert client.post(reverse("health-edit", args=[case.pk]), health).status_code == 404
    with acts("medic"):
        assert not HealthSheet.objects.filter(person=case.person).exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            Speech.objects.create(organisation_id=case.organisation_id, person=case.person)


def test_erasing_the_person_empties_the_words(acts: Any, case: Any) -> None:
    with acts("case_manager") as manager:
        keep_health(by=manager, case=case, facts={"allergies": ALLERGY, "disability": "first"}, version=0)
        keep_speech(by=manager, case=case, facts={"not_by": NOT_BY}, version=0)
    with acting(organisation_id=case.organisation_id):
        emptied = empty_rows(case.person)
        assert (emptied["casework.healthsheet"], emptied["casework.speech"]) == (1, 1)
        assert HealthSheet.objects.get(person=case.person).allergies == ""
