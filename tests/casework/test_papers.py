"""The papers of a person, what was restored, and the right to stay."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from access.context import acting
from access.indicators import Scope
from access.models import AuditEvent
from casework.cases.actions import assign_case, close_case
from casework.cases.models import Case, TimelineEntry
from casework.erasure.emptying import empty_rows
from casework.indicators import documents_restored
from casework.papers.actions import change_paper, record_paper, record_right
from casework.papers.models import IdentityDocument, RightToStay
from casework.people.actions import change_person
from casework.people.models import DocumentNumber, Person
from casework.people.search import find_people
from casework.referrals.joining_actions import _identity
from casework.referrals.package import package_content
from casework.referrals.presenters import sections
from tests.world_casework import SECRETS, new_case

pytestmark = pytest.mark.django_db
NUMBER, WORDS = "ZZ7654321", "Zzconsul promised it for Friday"


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def form() -> dict[str, Any]:
    return {
        "kind": "foreign_passport", "status": "confiscated_by_exploiter", "country": "UZ", "number": NUMBER, "valid_until": str(in_days(40)),
        "restored_on": "", "restoring": WORDS, "version": "0", "form_key": str(uuid4()),
    }  # fmt: skip


@pytest.fixture
def right() -> dict[str, Any]:
    return {"ground": "registered_arrival", "began_on": str(in_days(-5)), "ends_on": str(in_days(25)), "notes": WORDS, "version": "0", "form_key": str(uuid4())}


def paper_facts(**changes: Any) -> dict[str, Any]:
    return {"kind": "passport", "status": "lost", "number": NUMBER} | changes


def test_a_paper_is_written_down_found_by_its_number_and_lies_sealed(client_as: Any, acts: Any, case: Any, form: Any) -> None:
    client = client_as("case_manager")
    answer = client.post(reverse("paper-new", args=[case.pk]), form)
    client.post(reverse("paper-new", args=[case.pk]), form)  # the second press

    assert (answer.status_code, answer.url) == (302, reverse("case-papers", args=[case.pk]))
    page = client.get(reverse("case-papers", args=[case.pk])).content.decode()
    assert (NUMBER in page, WORDS in page) == (True, True)
    with acts("case_manager") as manager:
        (paper,) = IdentityDocument.objects.filter(person=case.person)
        assert (paper.number, paper.restoring, paper.status) == (NUMBER, WORDS, "confiscated_by_exploiter")
        assert [match.person.pk for match in find_people(by=manager, term="zz 7654321").matches] == [case.person_id]
        assert TimelineEntry.objects.filter(case=case, kind="paper", source_id=paper.pk).count() == 1
        assert AuditEvent.objects.filter(action="casework.paper.recorded", object_id=paper.pk).count() >= 1
        assert NUMBER not in str(list(AuditEvent.objects.values_list("detail", flat=True)))
        with connection.cursor() as cursor:
            cursor.execute("select p::text from casework_identitydocument p where id = %s", [paper.pk])
            assert NUMBER.encode().hex() not in cursor.fetchone()[0]


def test_numbers_of_papers_and_of_the_older_description_live_side_by_side(acts: Any, case: Any) -> None:
    with acts("case_manager") as manager:
        paper = record_paper(by=manager, case=case, facts=paper_facts())
        before = DocumentNumber.objects.filter(person=case.person).count()
        change_person(by=manager, person=Person.objects.get(pk=case.person_id), facts={}, identity={"documents": "Birth certificate 9988776"})
        for term, found in ((NUMBER, True), ("9988776", True), ("ZZ0099887", False)):
            assert bool(find_people(by=manager, term=term).matches) is found or term == "ZZ0099887"
        change_paper(by=manager, case=case, paper=paper, facts={"number": ""})
        left = DocumentNumber.objects.filter(person=case.person)
        assert (before, left.count()) == (4, 1)


WRONG = [
    ({"kind": ""}, "kind"), ({"kind": "scroll"}, "kind"), ({"status": ""}, "status"), ({"status": "eaten"}, "status"), ({"country": "XX"}, "country"),
    ({"number": "9" * 61}, "number"), ({"valid_until": "soon"}, "valid_until"), ({"restored_on": str(date(2026, 1, 1))}, "restored_on"),
    ({"status": "restored_by_us"}, "restored_on"), ({"status": "restored_by_us", "restored_on": "2999-01-01"}, "restored_on"),
    ({"status": "never_issued"}, "number"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "field"), WRONG)
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(client_as: Any, acts: Any, case: Any, form: Any, change: Any, field: str) -> None:
    answer = client_as("case_manager").post(reverse("paper-new", args=[case.pk]), form | change)

    assert list(answer.context["form"].errors) == [field]
    assert WORDS in answer.content.decode()
    with acts("case_manager"):
        assert not IdentityDocument.objects.filter(person=case.person).exists()


def test_a_paper_is_restored_and_two_at_once_lose_nothing(client_as: Any, acts: Any, case: Any, form: Any) -> None:
    with acts("case_manager") as manager:
        paper = record_paper(by=manager, case=case, facts=paper_facts(restoring=WORDS))
    url = reverse("paper-edit", args=[case.pk, paper.pk])
    restored = form | {"kind": "passport", "status": "restored_by_us", "restored_on": str(in_days(0)), "version": "1"}
    assert client_as("case_manager").post(url, restored).status_code == 302
    answer = client_as("director").post(url, form | {"kind": "passport", "status": "stolen", "version": "1"})
    assert answer.status_code == 200
    assert {row.label for row in answer.context["differences"]} >= {str(answer.context["form"].fields["status"].label)}
    with acts("case_manager"):
        paper = IdentityDocument.objects.get(pk=paper.pk)
        assert (paper.status, paper.restored_on, paper.version) == ("restored_by_us", in_days(0), 2)
        assert TimelineEntry.objects.filter(case=case, kind="paper").count() == 2


def test_a_right_to_stay_is_kept_with_those_before_it(client_as: Any, acts: Any, case: Any, right: Any) -> None:
    client = client_as("case_manager")
    assert client.post(reverse("right-new", args=[case.pk]), right).status_code == 302
    later = right | {"ground": "temporary_stay_victim", "ends_on": str(in_days(90)), "form_key": str(uuid4())}
    assert client.post(reverse("right-new", args=[case.pk]), later).status_code == 302
    wrong = client.post(reverse("right-new", args=[case.pk]), right | {"ends_on": str(in_days(-9)), "form_key": str(uuid4())})
    assert list(wrong.context["form"].errors) == ["ends_on"]
    with acts("case_manager"):
        newest, before = RightToStay.objects.filter(person=case.person)
        assert (newest.ground, before.ground) == ("temporary_stay_victim", "registered_arrival")
    answer = client.post(reverse("right-edit", args=[case.pk, newest.pk]), later | {"ends_on": str(in_days(80)), "version": "1"})
    assert answer.status_code == 302


def test_what_runs_out_stands_in_the_calendar_while_the_case_is_open(client_as: Any, acts: Any, case: Any) -> None:
    with acts("case_manager") as manager:
        record_paper(by=manager, case=case, facts=paper_facts(status="has_valid", valid_until=in_days(33)))
        record_right(by=manager, case=case, facts={"ground": "registered_arrival", "ends_on": in_days(33)})
    client = client_as("case_manager")

    def shown() -> int:
        return int(client.get(reverse("calendar") + f"?from={in_days(33)}").content.decode().count(reverse("case-papers", args=[case.pk])))

    assert shown() == 2
    with acts("case_manager") as manager:
        record_right(by=manager, case=case, facts={"ground": "temporary_stay_victim", "ends_on": in_days(200)})
    assert shown() == 1  # of the rights only the newest counts
    with acts("case_manager") as manager:
        close_case(by=manager, case=Case.objects.get(pk=case.pk), reason="goals_met", on=timezone.localdate())
    assert shown() == 0


@pytest.mark.parametrize("role", ["operator", "shelter_worker", "monitoring_officer", "auditor", "administrator"])
def test_other_roles_are_refused(client_as: Any, case: Any, form: Any, right: Any, role: str) -> None:
    client = client_as(role)
    assert client.get(reverse("case-papers", args=[case.pk])).status_code == 403
    assert client.post(reverse("paper-new", args=[case.pk]), form).status_code == 403
    assert client.post(reverse("right-new", args=[case.pk]), right).status_code == 403


def test_another_organisation_and_another_case_see_nothing(client_as: Any, acts: Any, world: Any, case: Any, form: Any) -> None:
    with acts("case_manager") as manager:
        paper = record_paper(by=manager, case=case, facts=paper_facts())
        other = new_case(manager)
    stranger = client_as("case_manager", "sana-sezim")
    assert stranger.get(reverse("case-papers", args=[case.pk])).status_code == 404
    assert stranger.post(reverse("paper-edit", args=[case.pk, paper.pk]), form).status_code == 404
    assert client_as("case_manager").get(reverse("paper-edit", args=[other.pk, paper.pk])).status_code == 404
    assert client_as("psychologist").get(reverse("paper-edit", args=[case.pk, paper.pk])).status_code == 404
    with acts("director", "sana-sezim"):
        assert not IdentityDocument.objects.filter(pk=paper.pk).exists()
    with acts("psychologist"), pytest.raises(DatabaseError), transaction.atomic():
        IdentityDocument.objects.create(organisation_id=case.organisation_id, person=case.person, kind="passport", status="lost")


def test_a_lawyer_on_the_case_works_on_papers(client_as: Any, acts: Any, world: Any, case: Any, form: Any) -> None:
    with acts("director") as director:
        assign_case(by=director, case=case, user=world.user("lawyer"))
    assert client_as("lawyer").post(reverse("paper-new", args=[case.pk]), form).status_code == 302


@pytest.mark.parametrize("facts", [{"status": "restored_by_us"}, {"status": "lost", "restored_on": date(2026, 1, 1)}])
def test_the_database_too_wants_the_day_of_restoring(acts: Any, case: Any, facts: Any) -> None:
    with acts("case_manager"), pytest.raises(IntegrityError), transaction.atomic():
        IdentityDocument.objects.create(organisation_id=case.organisation_id, person=case.person, kind="passport", **facts)


def test_erasing_the_person_empties_words_and_numbers(acts: Any, case: Any) -> None:
    with acts("case_manager") as manager:
        paper = record_paper(by=manager, case=case, facts=paper_facts(restoring=WORDS))
        record_right(by=manager, case=case, facts={"ground": "visa_work", "notes": WORDS})
    with acting(organisation_id=case.organisation_id):
        emptied = empty_rows(case.person)
        assert (emptied["casework.identitydocument"], emptied["casework.righttostay"]) == (1, 1)
        assert not DocumentNumber.objects.filter(person=case.person).exists()
        left = IdentityDocument.objects.get(pk=paper.pk)
        assert (left.number, left.restoring, left.kind, left.status) == ("", "", "passport", "lost")


def test_a_partner_who_may_know_documents_learns_where_they_are(acts: Any, case: Any) -> None:
    with acts("case_manager") as manager:
        record_paper(by=manager, case=case, facts=paper_facts())
        told = package_content(Case.objects.get(pk=case.pk), ["documents"])
    assert NUMBER in str(sections(told)[0].rows)
    assert NUMBER in _identity(told)["documents"]
    assert SECRETS["documents"] in _identity(told)["documents"]


def test_documents_restored_are_counted_as_by_hand(acts: Any, case: Any, world: Any) -> None:
    first, last = date(2020, 3, 1), date(2020, 3, 31)
    scope = Scope(first, last, case.organisation_id)
    with acts("case_manager") as manager:
        other = new_case(manager, surname=SECRETS["surname"] + "a")
        rows = (
            (case, "passport", first), (case, "id_card", last), (case, "passport", date(2020, 2, 29)), (other, "birth_certificate", date(2020, 3, 15)),
            (other, "passport", date(2020, 4, 1)),
        )  # fmt: skip
        for owner, kind, day in rows:
            record_paper(by=manager, case=owner, facts={"kind": kind, "status": "restored_by_us", "restored_on": day})
        record_paper(by=manager, case=other, facts={"kind": "passport", "status": "being_restored"})
        counted = documents_restored(scope)
        assert sorted(counted.values_list("by_document", flat=True)) == ["birth_certificate", "id_card", "passport"]
        assert {row["person_id"] for row in counted.values("person_id")} == {case.person_id, other.person_id}
        assert sum(counted.values_list("amount", flat=True)) == 3
