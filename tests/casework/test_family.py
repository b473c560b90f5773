"""The family of a person: described or known here, seen from both cases only by who sees both."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from access.context import acting
from access.models import AuditEvent
from casework.cases.actions import assign_case
from casework.cases.models import TimelineEntry
from casework.erasure.emptying import empty_rows
from casework.family.actions import NamedAlready, name_relative
from casework.family.models import Relative
from tests.world_casework import new_case

pytestmark = pytest.mark.django_db
NAME, WORDS = "Zzdaughter Qqaigul", "Zzlives with the aunt of the recruiter"


@pytest.fixture
def form() -> dict[str, Any]:
    return {
        "relation": "child", "code": "", "name": NAME, "sex": "female", "birth_year": str(timezone.localdate().year - 7), "whereabouts": "separated",
        "is_in_danger": "on", "words": WORDS, "guardian_ground": "", "guardian": "", "version": "0", "form_key": str(uuid4()),
    }  # fmt: skip


def relative_facts(**changes: Any) -> dict[str, Any]:
    return {"relation": "child", "whereabouts": "at_home", "name": NAME, "words": WORDS} | changes


def test_a_child_is_written_down_sealed_and_the_page_warns(client_as: Any, acts: Any, case: Any, form: Any) -> None:
    client = client_as("case_manager")
    answer = client.post(reverse("relative-new", args=[case.pk]), form)
    client.post(reverse("relative-new", args=[case.pk]), form)  # the second press

    assert (answer.status_code, answer.url) == (302, reverse("case-family", args=[case.pk]))
    page = client.get(reverse("case-family", args=[case.pk])).content.decode()
    assert (NAME in page, WORDS in page) == (True, True)
    with acts("case_manager"):
        (made,) = Relative.objects.filter(person=case.person)
        assert (made.name, made.age, made.is_minor, made.lacks_guardian, made.is_in_danger) == (NAME, 7, True, True, True)
        assert TimelineEntry.objects.filter(case=case, kind="relative", source_id=made.pk).count() == 1
        assert AuditEvent.objects.filter(action="casework.relative.named", object_id=made.pk).count() >= 1
        told = str(list(AuditEvent.objects.values_list("detail", flat=True))) + str(list(TimelineEntry.objects.values_list("codes", flat=True)))
        assert NAME not in told
        with connection.cursor() as cursor:
            cursor.execute("select r::text from casework_relative r where id = %s", [made.pk])
            assert NAME.encode().hex() not in cursor.fetchone()[0]


YEAR = date.today().year  # noqa: DTZ011 - only the year counts


@pytest.mark.parametrize(
    ("facts", "minor", "lacks"),
    [
        ({"birth_year": YEAR - 7, "whereabouts": "accompanying"}, True, False), ({"birth_year": YEAR - 7, "whereabouts": "unaccompanied"}, True, True),
        ({"birth_year": YEAR - 7, "whereabouts": "separated", "guardian_ground": "court"}, True, False),
        ({"birth_year": YEAR - 7, "whereabouts": "separated", "guardian_ground": "factual"}, True, True),
        ({"birth_year": YEAR - 7, "whereabouts": "separated", "guardian_ground": "nobody"}, True, True),
        ({"birth_year": YEAR - 20, "whereabouts": "separated"}, False, False), ({"birth_year": None, "whereabouts": "unknown"}, True, True),
        ({"relation": "sibling", "birth_year": None, "whereabouts": "unknown"}, False, False),
        ({"relation": "sibling", "birth_year": YEAR - 12, "whereabouts": "unaccompanied"}, True, True),
        ({"birth_year": YEAR - 7, "whereabouts": "at_home"}, True, False),
    ],
)  # fmt: skip
def test_which_child_lacks_a_guardian(facts: dict[str, Any], minor: bool, lacks: bool) -> None:
    row = Relative(**{"relation": "child", **facts})

    assert (row.is_minor, row.lacks_guardian) == (minor, lacks)


WRONG = [
    ({"relation": ""}, "relation"), ({"relation": "cousin"}, "relation"), ({"whereabouts": "moon"}, "whereabouts"), ({"birth_year": "1800"}, "birth_year"),
    ({"birth_year": "2099"}, "birth_year"), ({"code": "P-ZZZZZZZ"}, "code"), ({"guardian": "Zzaunt"}, "guardian_ground"),
    ({"guardian_ground": "nobody", "guardian": "Zzaunt"}, "guardian"), ({"name": "x" * 201}, "name"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "field"), WRONG)
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(client_as: Any, acts: Any, case: Any, form: Any, change: Any, field: str) -> None:
    answer = client_as("case_manager").post(reverse("relative-new", args=[case.pk]), form | change)

    assert list(answer.context["form"].errors) == [field]
    assert WORDS in answer.content.decode()
    with acts("case_manager"):
        assert not Relative.objects.filter(person=case.person).exists()


def test_oneself_is_no_relative(client_as: Any, acts: Any, case: Any, form: Any) -> None:
    client = client_as("case_manager")
    for code in (case.code, case.person.code, case.code.lower()):
        assert list(client.post(reverse("relative-new", args=[case.pk]), form | {"code": code}).context["form"].errors) == ["code"]
    with acts("case_manager"), pytest.raises(IntegrityError), transaction.atomic():
        Relative.objects.create(organisation_id=case.organisation_id, person=case.person, other=case.person, relation="child")


def test_somebody_known_here_is_linked_and_seen_from_both_sides_by_who_sees_both(client_as: Any, acts: Any, world: Any, case: Any, form: Any) -> None:
    with acts("case_manager") as manager:
        child = new_case(manager, surname="Zzchildson")
    client = client_as("case_manager")
    assert client.post(reverse("relative-new", args=[case.pk]), form | {"code": child.code.lower()}).status_code == 302
    assert child.code in client.get(reverse("case-family", args=[case.pk])).content.decode()
    assert case.code in client.get(reverse("case-family", args=[child.pk])).content.decode()
    with acts("director") as director:
        assign_case(by=director, case=case, user=world.user("psychologist"))
        assign_case(by=director, case=child, user=world.user("medic"))
    of_case = client_as("psychologist").get(reverse("case-family", args=[case.pk])).content.decode()
    assert (child.code in of_case, child.person.code in of_case, NAME in of_case) == (False, False, True)
    of_child = client_as("medic").get(reverse("case-family", args=[child.pk])).content.decode()
    assert (case.code in of_child, NAME in of_child) == (False, False)


def test_who_does_not_see_the_other_case_neither_links_nor_unlinks_it(client_as: Any, acts: Any, world: Any, case: Any, form: Any) -> None:
    with acts("case_manager") as manager:
        child = new_case(manager)
        made = name_relative(by=manager, case=case, facts=relative_facts(other=child.person))
    with acts("director") as director:
        assign_case(by=director, case=case, user=world.user("social_worker"))
    client = client_as("social_worker")
    assert list(client.post(reverse("relative-new", args=[case.pk]), form | {"code": child.code}).context["form"].errors) == ["code"]
    assert child.code not in client.get(reverse("relative-edit", args=[case.pk, made.pk])).content.decode()
    assert client.post(reverse("relative-edit", args=[case.pk, made.pk]), form | {"version": "1", "whereabouts": "accompanying"}).status_code == 302
    with acts("case_manager") as manager:
        made = Relative.objects.get(pk=made.pk)
        assert (made.other_id, made.whereabouts) == (child.person_id, "accompanying")
        with pytest.raises(NamedAlready):
            name_relative(by=manager, case=case, facts=relative_facts(other=child.person))


def test_two_at_once_lose_nothing_and_a_slip_is_taken_back(client_as: Any, acts: Any, case: Any, form: Any) -> None:
    with acts("case_manager") as manager:
        made = name_relative(by=manager, case=case, facts=relative_facts())
    url = reverse("relative-edit", args=[case.pk, made.pk])
    assert client_as("case_manager").post(url, form | {"version": "1"}).status_code == 302
    answer = client_as("director").post(url, form | {"version": "1", "words": "Zzother words"})
    assert [row.mine for row in answer.context["differences"]] == ["Zzother words"]
    assert client_as("case_manager").get(reverse("relative-remove", args=[case.pk, made.pk])).status_code == 405
    assert client_as("case_manager").post(reverse("relative-remove", args=[case.pk, made.pk])).status_code == 302
    with acts("case_manager"):
        assert not Relative.objects.filter(pk=made.pk).exists()
        assert AuditEvent.objects.filter(action="casework.relative.removed", object_id=made.pk).count() == 1


@pytest.mark.parametrize("role", ["operator", "shelter_worker", "monitoring_officer", "auditor", "administrator"])
def test_other_roles_are_refused(client_as: Any, case: Any, form: Any, role: str) -> None:
    client = client_as(role)
    assert client.get(reverse("case-family", args=[case.pk])).status_code == 403
    assert client.post(reverse("relative-new", args=[case.pk]), form).status_code == 403


def test_another_organisation_and_another_case_see_nothing(client_as: Any, acts: Any, case: Any, form: Any) -> None:
    with acts("case_manager") as manager:
        made, other = name_relative(by=manager, case=case, facts=relative_facts()), new_case(manager)
    stranger = client_as("case_manager", "sana-sezim")
    assert stranger.get(reverse("case-family", args=[case.pk])).status_code == 404
    for name in ("relative-edit", "relative-remove"):
        assert stranger.post(reverse(name, args=[case.pk, made.pk]), form).status_code == 404
        assert client_as("psychologist").post(reverse(name, args=[case.pk, made.pk]), form).status_code == 404
        assert client_as("case_manager").post(reverse(name, args=[other.pk, made.pk]), form).status_code == 404
    with acts("psychologist"):
        assert not Relative.objects.filter(pk=made.pk).exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            Relative.objects.create(organisation_id=case.organisation_id, person=case.person, relation="child")


def test_erasing_either_of_the_two_empties_the_words(acts: Any, case: Any) -> None:
    with acts("case_manager") as manager:
        child = new_case(manager)
        linked = name_relative(by=manager, case=case, facts=relative_facts(other=child.person, guardian="Zzguardian", guardian_ground="court"))
        only_told = name_relative(by=manager, case=case, facts=relative_facts())
    with acting(organisation_id=case.organisation_id):
        assert empty_rows(child.person)["casework.relative"] == 1
        left = Relative.objects.get(pk=linked.pk)
        assert (left.name, left.words, left.guardian, left.relation) == ("", "", "", "child")
        assert Relative.objects.get(pk=only_told.pk).name == NAME
        assert empty_rows(case.person)["casework.relative"] == 1
        assert Relative.objects.get(pk=only_told.pk).name == ""
