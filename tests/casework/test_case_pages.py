"""The pages of cases: finding, opening, correcting, assigning, moving, closing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from access.models import AuditEvent
from casework.cases.actions import change_case, close_case, open_case
from casework.cases.models import Assignment, Case, CaseStateChange
from casework.cases.timeline import add_entry
from casework.iin import compute_check_digit
from casework.people.actions import add_person, change_person
from casework.people.models import Identity, Person
from tests.world_casework import SECRETS, new_case


def new_case_form(**changes: Any) -> dict[str, Any]:
    return {
        "requested_on": timezone.localdate(), "sex": "female", "surname": "Ахметова", "given_name": "Гульнара",
        "birth_date": "1999-02-03", "phone": "8 (701) 222-33-44", "citizenship": "KG", "risk": "high",
    } | changes  # fmt: skip


# --- the list ----------------------------------------------------------------------------------------------------


def test_a_case_manager_sees_their_own_cases_and_a_director_all(client_as: Any, acts: Any, case: Any) -> None:
    with acts("director") as director:
        other = new_case(director)
    mine = {row.pk for row in client_as("case_manager").get(reverse("case-list")).context["cases"]}
    everything = {row.pk for row in client_as("director").get(reverse("case-list")).context["cases"]}

    assert case.pk in mine
    assert other.pk not in mine
    assert {case.pk, other.pk} <= everything


def test_filters_narrow_the_list_and_stand_as_chips(client_as: Any, acts: Any, case: Any) -> None:
    with acts("case_manager") as manager:
        change_case(by=manager, case=case, facts={"risk": "critical"})
    response = client_as("case_manager").get(reverse("case-list"), {"risk": "critical", "state": "active", "region": "nonsense"})

    assert [row.pk for row in response.context["cases"]] == [case.pk]
    assert "class=\"chip\"" in response.content.decode()


def test_nobodys_cases_are_found_by_the_director(client_as: Any, acts: Any) -> None:
    with acts("operator") as operator:
        person = add_person(by=operator, facts={"sex": "male"})
        waiting = open_case(by=operator, person=person, facts={})
    response = client_as("director").get(reverse("case-list"), {"who": "unassigned", "state": "active"})

    assert waiting.pk in [row.pk for row in response.context["cases"]]


def queries_of(client: Any, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len([q for q in captured if "casework_" in q["sql"] or "access_user" in q["sql"]])


def test_the_list_takes_as_many_queries_for_forty_cases_as_for_four(client_as: Any, acts: Any) -> None:
    client, url = client_as("case_manager"), reverse("case-list")
    with acts("case_manager") as manager:
        for _ in range(4):
            new_case(manager)
    few = queries_of(client, url)
    with acts("case_manager") as manager:
        for _ in range(36):
            new_case(manager)

    assert queries_of(client, url) == few
    assert few <= 8


def test_lists_of_steps_referrals_and_activities_do_not_grow_either(client_as: Any, acts: Any, world: Any) -> None:
    from casework.activities.actions import record_activity
    from tests.world_casework import activity_facts, new_referral

    client, urls = client_as("case_manager"), [reverse(name) for name in ("referral-list", "activity-list")]
    before = {}
    with acts("case_manager") as manager:
        case = new_case(manager)
        new_referral(manager, case, world.organisations["police-almaty"])
    before = {url: queries_of(client, url) for url in urls}
    with acts("case_manager") as manager:
        for _ in range(6):
            new_referral(manager, case, world.organisations["police-almaty"])
            record_activity(by=manager, facts=activity_facts())

    assert {url: queries_of(client, url) for url in urls} == before


# --- search ------------------------------------------------------------------------------------------------------


def found(client: Any, term: str) -> list[Any]:
    response = client.post(reverse("case-search"), {"term": term})
    return [match.person.pk for match in response.context["found"].matches]


@pytest.mark.parametrize("spelling", ["Ахметова", "Akhmetova", "ахметов", "Гульнара Ахметова", "Gulnara"])
def test_a_name_is_found_in_any_spelling(client_as: Any, acts: Any, spelling: str) -> None:
    with acts("case_manager") as manager:
        wanted = new_case(manager, surname="Ахметова", given_name="Гульнара", patronymic="")

    assert wanted.person_id in found(client_as("case_manager"), spelling)


def test_codes_and_exact_numbers_are_found(client_as: Any, acts: Any) -> None:
    number = f"99020345678{compute_check_digit('99020345678')}"
    with acts("case_manager") as manager:
        wanted = new_case(manager, phone="+7 705 111 22 33", iin=number)
    client = client_as("case_manager")

    for term in (wanted.code, wanted.code.lower(), wanted.person.code, wanted.code[2:], "8 705 1112233", number):
        assert found(client, term) == [wanted.person_id], term


def test_nobody_is_found_whose_case_one_may_not_see(client_as: Any, acts: Any) -> None:
    with acts("director") as director:
        hidden = new_case(director, surname="Кенжебаева", phone="+7 700 000 77 77")
    client = client_as("case_manager")

    assert hidden.person_id not in [*found(client, "Кенжебаева"), *found(client, "+7 700 000 77 77"), *found(client, hidden.code)]
    assert hidden.person_id in found(client_as("director"), "Кенжебаева")


def test_a_search_is_on_record_by_a_keyed_hash_and_never_in_an_address(client_as: Any, acts: Any, case: Any) -> None:
    response = client_as("case_manager").post(reverse("case-search"), {"term": SECRETS["surname"]})

    assert SECRETS["surname"] not in response.wsgi_request.get_full_path()
    with acts("case_manager"):
        event = AuditEvent.objects.filter(action="access.searched").latest("at")
        assert event.detail["kind"] == "name"
        assert SECRETS["surname"].lower() not in str(event.detail).lower()
        assert AuditEvent.objects.filter(action="access.viewed", object_type="casework.identity").exists()


# --- a new case --------------------------------------------------------------------------------------------------


def test_a_case_is_opened_with_person_identity_and_facts_in_one_step(client_as: Any, acts: Any) -> None:
    response = client_as("case_manager").post(reverse("case-new"), new_case_form())

    with acts("case_manager") as manager:
        case = Case.objects.visible_to(manager).order_by("-created_at").select_related("person")[0]
        identity = Identity.objects.get(person_id=case.person_id)
        assert response.headers["Location"] == reverse("case-detail", args=[case.pk])
        assert (identity.surname, case.person.birth_year, case.person.citizenships) == ("Ахметова", 1999, ["KG"])
        assert case.age_at_registration is not None
        assert Assignment.objects.get(case=case).user_id == manager.user_id


def test_a_second_press_opens_one_case_for_one_person(client_as: Any, acts: Any) -> None:
    client, form = client_as("case_manager"), new_case_form(form_key=str(uuid4()), is_new="on")
    first, second = (client.post(reverse("case-new"), form) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    with acts("director"):
        found = [i for i in Identity.objects.all() if i.surname == "Ахметова" and i.given_name == "Гульнара"]
        assert len(found) == 1


def test_somebody_already_known_is_shown_before_a_second_record_is_made(client_as: Any, acts: Any) -> None:
    client = client_as("case_manager")
    client.post(reverse("case-new"), new_case_form())
    with acts("director"):
        before = Person.objects.count()
    hint = client.post(reverse("case-new"), new_case_form(surname="Akhmetova", given_name="Gulnara", phone=""))

    assert [match.identity.surname for match in hint.context["matches"]] == ["Ахметова"]
    with acts("director"):
        assert Person.objects.count() == before
    assert client.post(reverse("case-new"), new_case_form(is_new="on")).status_code == 302


def test_a_number_held_by_a_hidden_case_is_hinted_at_without_showing_it(client_as: Any, acts: Any) -> None:
    with acts("director") as director:
        new_case(director, phone="+7 777 123 00 99", surname="Тайна")
    response = client_as("case_manager").post(reverse("case-new"), new_case_form(phone="8 777 123 00 99"))

    assert response.context["is_known_elsewhere"] is True
    assert "Тайна" not in response.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("iin", "123456789012"), ("birth_date", "2999-01-01"), ("requested_on", "2999-01-01"), ("requested_on", ""),
        ("age_at_registration", "400"), ("birth_year", "3"), ("sex", "no such"), ("citizenship", "no such"),
    ],
)  # fmt: skip
def test_wrong_input_is_named_at_the_field_and_nothing_typed_is_lost(client_as: Any, field: str, value: str) -> None:
    response = client_as("case_manager").post(reverse("case-new"), new_case_form(**{field: value}))

    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert response.context["form"]["surname"].value() == "Ахметова"


def test_first_exploited_cannot_come_after_registration(client_as: Any) -> None:
    form = new_case_form(age_at_registration="20", age_first_exploited="25")
    response = client_as("case_manager").post(reverse("case-new"), form)

    assert "age_first_exploited" in response.context["form"].errors


def test_a_further_case_for_the_same_person(client_as: Any, acts: Any, case: Any) -> None:
    url = reverse("case-for-person", args=[case.person_id])
    response = client_as("case_manager").post(url, {"requested_on": timezone.localdate()})

    assert response.status_code == 302
    with acts("case_manager"):
        assert Case.objects.filter(person_id=case.person_id).count() == 2


# --- the case itself ---------------------------------------------------------------------------------------------


def test_the_name_is_shown_only_to_those_who_may_and_the_look_is_recorded(client_as: Any, acts: Any, case: Any) -> None:
    page = client_as("case_manager").get(reverse("case-detail", args=[case.pk]))

    assert SECRETS["surname"] in page.content.decode()
    with acts("case_manager"):
        seen = AuditEvent.objects.filter(action="access.viewed", object_type="casework.identity")
        assert seen.filter(object_id=Identity.objects.get(person_id=case.person_id).pk).exists()


def test_a_case_handed_over_by_the_hotline_shows_the_call_on_its_timeline(client_as: Any, acts: Any, world: Any) -> None:
    with acts("operator") as operator:
        person = add_person(by=operator, facts={"sex": "female", "language": "uz"})
        case = open_case(by=operator, person=person, facts={"source": "hotline"}, lead=world.user("case_manager"))
        add_entry(case=case, by=operator, kind="call", codes={"call_outcome": "case_opened"}, source_id=uuid4())
    client = client_as("case_manager")

    assert client.get(reverse("case-detail", args=[case.pk])).status_code == 200
    moments = client.get(reverse("case-timeline", args=[case.pk])).context["moments"]
    assert [moment.kind for moment in moments] == ["call", "case_opened"]
    assert moments[0].who == world.user("operator").display_name


def test_a_colleague_who_is_not_on_the_case_finds_nothing(client_as: Any, acts: Any) -> None:
    with acts("director") as director:
        case = new_case(director)
    for name in ("case-detail", "case-edit", "case-timeline", "case-work", "person-edit", "case-sharing"):
        assert client_as("case_manager").get(reverse(name, args=[case.pk])).status_code == 404


@pytest.mark.parametrize("role", ["operator", "shelter_worker", "shelter_manager", "monitoring_officer", "auditor", "administrator"])
def test_other_roles_are_refused(client_as: Any, case: Any, role: str) -> None:
    for name in ("case-detail", "case-facts", "case-services", "case-sharing"):
        assert client_as(role).get(reverse(name, args=[case.pk])).status_code == 403


def case_form(case: Any, **changes: Any) -> dict[str, Any]:
    return {"requested_on": case.requested_on, "region": case.region, "version": case.version} | changes


def test_a_case_is_corrected(client_as: Any, acts: Any, case: Any) -> None:
    response = client_as("case_manager").post(reverse("case-edit", args=[case.pk]), case_form(case, risk="low", source="police"))

    assert response.status_code == 302
    with acts("case_manager"):
        assert Case.objects.get(pk=case.pk).source == "police"


def test_when_a_colleague_saved_first_both_versions_are_shown_and_nothing_is_lost(client_as: Any, acts: Any, case: Any) -> None:
    opened = case_form(case, risk="low")
    with acts("director") as director:
        change_case(by=director, case=Case.objects.get(pk=case.pk), facts={"risk": "critical"})
    client, url = client_as("case_manager"), reverse("case-edit", args=[case.pk])
    conflict = client.post(url, opened)

    assert [row.label for row in conflict.context["differences"]]
    assert conflict.context["form"]["risk"].value() == "low"
    with acts("case_manager"):
        assert Case.objects.get(pk=case.pk).risk == "critical"
    again = client.post(url, opened | {"version": conflict.context["form"]["version"].value()})
    assert again.status_code == 302
    with acts("case_manager"):
        assert Case.objects.get(pk=case.pk).risk == "low"


def test_the_person_is_corrected_and_found_under_the_new_number(client_as: Any, acts: Any, case: Any) -> None:
    form = {"sex": "male", "surname": "Новая", "phone": "8 700 999 88 77", "citizenship": "TJ", "version": case.person.version}
    client = client_as("case_manager")
    assert client.post(reverse("person-edit", args=[case.pk]), form).status_code == 302

    assert found(client, "+77009998877") == [case.person_id]
    with acts("case_manager"):
        person = Person.objects.get(pk=case.person_id)
        assert (person.sex, person.citizenships) == ("male", ["TJ"])


def test_two_corrections_of_a_person_do_not_overwrite_each_other(client_as: Any, acts: Any, case: Any) -> None:
    form = {"sex": "male", "surname": "Моя", "version": case.person.version}
    with acts("director") as director:
        change_person(by=director, person=Person.objects.get(pk=case.person_id), facts={"language": "ru"}, identity={"surname": "Чужая"})
    response = client_as("case_manager").post(reverse("person-edit", args=[case.pk]), form)
    differing = {row.theirs: row.mine for row in response.context["differences"]}

    assert differing["Чужая"] == "Моя"
    with acts("case_manager"):
        assert Identity.objects.get(person_id=case.person_id).surname == "Чужая"


def test_the_director_assigns_and_takes_off(client_as: Any, acts: Any, case: Any, world: Any) -> None:
    director, medic = client_as("director"), world.user("medic")
    director.post(reverse("case-assign", args=[case.pk]), {"user": medic.pk})
    assert client_as("medic").get(reverse("case-detail", args=[case.pk])).status_code == 200
    with acts("director"):
        assignment = Assignment.objects.get(case=case, user=medic, ended_on=None)
    director.post(reverse("assignment-end", args=[assignment.pk]))

    assert client_as("medic").get(reverse("case-detail", args=[case.pk])).status_code == 404


def test_work_is_given_only_to_members_who_may_work_on_cases(client_as: Any, case: Any, world: Any) -> None:
    for user in (world.user("shelter_worker"), world.user("case_manager", "sana-sezim")):
        response = client_as("director").post(reverse("case-assign", args=[case.pk]), {"user": user.pk})
        assert "user" in response.context["form"].errors


def test_a_case_moves_on_and_refuses_what_may_not_follow(client_as: Any, acts: Any, case: Any) -> None:
    client, url = client_as("case_manager"), reverse("case-move", args=[case.pk])
    assert client.post(url, {"state": "open"}).status_code == 302
    for state in ("new", "closed", "reopened"):
        assert "state" in client.post(url, {"state": state}).context["form"].errors
    with acts("case_manager"):
        assert Case.objects.get(pk=case.pk).state == "open"


def test_a_case_is_closed_with_a_reason_and_read_only_until_reopened(client_as: Any, acts: Any, case: Any) -> None:
    client = client_as("case_manager")
    bare = client.post(reverse("case-close", args=[case.pk]), {"on": timezone.localdate()})
    assert "reason" in bare.context["form"].errors
    early = client.post(reverse("case-close", args=[case.pk]), {"reason": "goals_met", "on": case.requested_on - timedelta(days=1)})
    assert "on" in early.context["form"].errors
    assert client.post(reverse("case-close", args=[case.pk]), {"reason": "goals_met", "on": timezone.localdate()}).status_code == 302
    with acts("case_manager"):
        closed = Case.objects.get(pk=case.pk)
    refused = client.post(reverse("case-edit", args=[case.pk]), case_form(closed, risk="low"))
    assert refused.context["form"].non_field_errors()
    assert client.post(reverse("case-reopen", args=[case.pk]), {"reason": "returned"}).status_code == 302
    with acts("case_manager"):
        assert Case.objects.get(pk=case.pk).state == "reopened"
        assert CaseStateChange.objects.filter(case=case, reason="returned").exists()


def test_open_referrals_hinder_closing_in_a_plain_sentence(client_as: Any, case: Any, referral: Any) -> None:
    response = client_as("case_manager").post(
        reverse("case-close", args=[case.pk]), {"reason": "goals_met", "on": timezone.localdate()}
    )

    assert response.status_code == 200
    assert len(response.context["form"].non_field_errors()) == 1


def test_reopening_an_open_case_is_refused_in_a_sentence(client_as: Any, case: Any) -> None:
    response = client_as("case_manager").post(reverse("case-reopen", args=[case.pk]), {"reason": "returned"})

    assert response.context["form"].non_field_errors()


def test_the_tiles_count_what_their_lists_show(client_as: Any, acts: Any, case: Any) -> None:
    with acts("case_manager") as manager:
        done = new_case(manager)
        close_case(by=manager, case=done, reason="goals_met", on=timezone.localdate())
    client = client_as("case_manager")
    tiles = {item.tile.url_name + item.tile.query: item.number for item in client.get(reverse("home")).context["tiles"]}
    page = client.get(reverse("case-list"), {"who": "mine", "state": "active"})

    assert tiles["case-list?who=mine&state=active"] == page.context["page"].paginator.count
    assert done.pk not in [row.pk for row in page.context["cases"]]
