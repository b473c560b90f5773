"""Needs by service, as an editable form: what is asked is data, and what was answered stays as it was asked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone, translation

from access.context import acting, acting_as
from access.models import AuditEvent
from access.receipts import EditConflict
from access.retention.actions import sweep_organisation
from casework.cases.actions import CaseIsClosed, assign_case, close_case, end_assignment
from casework.cases.models import Assignment, Case, TimelineEntry
from casework.erasure.emptying import empty_rows
from casework.needs.actions import NewerNeeds, assess_needs, change_needs_form
from casework.needs.models import NeedsAssessment, NeedsForm, ServiceNeed
from casework.needs.questions import SECTIONS, SERVICES, Question, newest_form, questions_of, read_lines, shipped
from casework.risk.actions import assess_risk
from tests.keystore import copied_store as copied_store
from tests.world import speak_english
from tests.world_casework import new_case, risk_facts
from tests.world_help import needs_facts

pytestmark = pytest.mark.django_db
WORDS = "Спит у Zzyzzovtetya на полу"


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture(autouse=True)
def english(world: Any, db: None) -> None:
    speak_english(world)


@pytest.fixture
def form() -> dict[str, Any]:
    sent: dict[str, Any] = {f"need_{service}": "no" for service in SERVICES}
    sent |= {
        "signs_sss_domestic": ["sleep_safely"], "need_sss_domestic": "yes", "urgency_sss_domestic": "today", "words_sss_domestic": WORDS,
        "signs_ill_treatment": ["held", "documents_kept"], "ill_treatment": "yes", "criteria_words": "Zzyzzov held her",
        "assessed_on": str(in_days(0)), "asked": "",
    }  # fmt: skip
    return sent | {"form_key": str(uuid4())}


def again(form: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The same form opened once more."""
    return form | {"form_key": str(uuid4())} | changes


def assessed(case: Any) -> list[NeedsAssessment]:
    return list(NeedsAssessment.objects.filter(case=case))


def assess(by: Any, case: Any, **changes: Any) -> NeedsAssessment:
    return assess_needs(by=by, case=case, **needs_facts(**changes))


def test_needs_are_written_down_service_by_service(client_as: Any, acts: Any, case: Any, form: Any) -> None:
    client = client_as("case_manager")
    answer = client.post(reverse("needs-new", args=[case.pk]), form)

    assert (answer.status_code, answer.url) == (302, reverse("case-needs", args=[case.pk]))
    with acts("case_manager") as manager:
        (made,) = assessed(case)
        assert (made.form_id, made.edition, made.signs, made.ill_treatment) == (
            None,
            1,
            ["sleep_safely", "held", "documents_kept"],
            "yes",
        )
        assert (made.assessed_by, made.criteria_words) == (manager.user, "Zzyzzov held her")
        needs = {need.service: need for need in made.needs.all()}
        assert (len(needs), needs["sss_domestic"].urgency, needs["sss_domestic"].words) == (8, "today", WORDS)
        assert [need.service for need in needs.values() if need.need == "yes"] == ["sss_domestic"]
        entry = TimelineEntry.objects.get(case=case, kind="needs_assessed", source_id=made.pk)
        assert entry.codes == {"service_type": ["sss_domestic"]}
        told = AuditEvent.objects.get(action="casework.needs.assessed", object_id=made.pk)
    assert WORDS not in str(told.detail)
    page = client.get(reverse("case-needs", args=[case.pk])).content.decode()
    assert (WORDS in page, "No safe place to sleep" in page, "Held against the will" in page) == (True, True, True)
    assert "Social-domestic" in client.get(reverse("case-timeline", args=[case.pk])).content.decode()


def test_the_words_lie_sealed(acts: Any, case: Any) -> None:
    with acts("case_manager") as manager:
        made = assess(manager, case, words=WORDS, criteria_words=WORDS)
        with connection.cursor() as cursor:
            cursor.execute("select r::text from casework_needsassessment r where id = %s", [made.pk])
            row = cursor.fetchone()[0]
            cursor.execute(
                "select r::text from casework_serviceneed r where assessment_id = %s and need = 'yes'", [made.pk]
            )
            row += cursor.fetchone()[0]
    assert WORDS.encode().hex() not in row
    assert row.count("x02") == 2


WRONG = [
    ({"need_sss_legal": ""}, "need_sss_legal"), ({"need_sss_legal": "perhaps"}, "need_sss_legal"), ({"urgency_sss_domestic": ""}, "urgency_sss_domestic"),
    ({"urgency_sss_domestic": "soon"}, "urgency_sss_domestic"), ({"ill_treatment": ""}, "ill_treatment"), ({"assessed_on": ""}, "assessed_on"),
    ({"assessed_on": "2999-01-01"}, "assessed_on"), ({"signs_sss_legal": ["no such"]}, "signs_sss_legal"),
    ({"signs_sss_legal": ["no_documents"]}, "words_sss_legal"), ({"words_sss_legal": "x" * 4001}, "words_sss_legal"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "field"), WRONG)
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(
    client_as: Any, acts: Any, case: Any, form: Any, change: Any, field: str
) -> None:
    answer = client_as("case_manager").post(reverse("needs-new", args=[case.pk]), form | change)

    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])
    assert WORDS in answer.content.decode()
    with acts("case_manager"):
        assert assessed(case) == []


def test_a_tick_without_a_need_is_explained(client_as: Any, case: Any, form: Any) -> None:
    sent = form | {"signs_sss_legal": ["no_documents"], "words_sss_legal": "The consulate has given new ones"}

    assert client_as("case_manager").post(reverse("needs-new", args=[case.pk]), sent).status_code == 302


def test_an_urgency_without_a_need_is_not_kept(client_as: Any, acts: Any, case: Any, form: Any) -> None:
    assert (
        client_as("case_manager")
        .post(reverse("needs-new", args=[case.pk]), form | {"urgency_sss_legal": "now"})
        .status_code
        == 302
    )
    with acts("case_manager"):
        assert ServiceNeed.objects.get(case=case, service="sss_legal").urgency == ""


def test_a_double_press_gives_one_assessment(client_as: Any, acts: Any, case: Any, form: Any) -> None:
    client, url = client_as("case_manager"), reverse("needs-new", args=[case.pk])
    client.post(url, form)
    assert client.post(url, form).status_code == 302
    with acts("case_manager"):
        assert (len(assessed(case)), ServiceNeed.objects.filter(case=case).count()) == (1, 8)


def test_an_earlier_day_is_not_the_newest(client_as: Any, acts: Any, case: Any, form: Any) -> None:
    client, url = client_as("case_manager"), reverse("needs-new", args=[case.pk])
    client.post(url, form)
    answer = client.post(url, again(form, assessed_on=str(in_days(-1))))

    assert list(answer.context["form"].errors) == ["assessed_on"]
    with acts("case_manager") as manager, pytest.raises(NewerNeeds):
        assess(manager, case, assessed_on=in_days(-1))


def test_the_next_form_carries_on_what_was_known(client_as: Any, case: Any, form: Any) -> None:
    client, url = client_as("case_manager"), reverse("needs-new", args=[case.pk])
    client.post(url, form)
    fresh = client.get(url).context["form"]

    assert (fresh["signs_sss_domestic"].value(), fresh["words_sss_domestic"].value()) == (["sleep_safely"], WORDS)
    assert (fresh["need_sss_domestic"].value(), fresh["urgency_sss_domestic"].value()) == ("yes", "today")
    client.post(url, again(form, words_sss_domestic="Second words"))
    page = client.get(reverse("case-needs", args=[case.pk])).content.decode()
    assert page.index("Second words") < page.index(WORDS)


def lines(**changes: str) -> dict[str, Any]:
    """The editor as it is sent when nothing but this changed."""
    with translation.override("en"):
        known = {section: "\n".join(one.line for one in shipped() if one.section == section) for section in SECTIONS}
    return known | {"number": 0, "form_key": str(uuid4())} | changes


@pytest.mark.parametrize("role", ["director", "administrator"])
def test_questions_are_changed_and_old_answers_keep_theirs(
    client_as: Any, acts: Any, case: Any, form: Any, role: str
) -> None:
    client, manager = client_as(role), client_as("case_manager")
    manager.post(reverse("needs-new", args=[case.pk]), form)
    sent = lines(
        sss_domestic="No safe place to sleep\nСломана дверь | Есігі сынған | The door is broken", ill_treatment=""
    )
    assert client.post(reverse("needs-questions"), sent).status_code == 302

    with acts("case_manager"):
        asked = newest_form(case.organisation_id)
        assert asked is not None
        domestic = [one for one in questions_of(asked) if one.section == "sss_domestic"]
        assert (asked.number, domestic[0].code, len(domestic)) == (1, "sleep_safely", 2)
        assert not [one for one in questions_of(asked) if one.section == "ill_treatment"]
    page = manager.get(reverse("needs-new", args=[case.pk])).content.decode()
    assert ("The door is broken" in page, "Сломана дверь" in page, "signs_ill_treatment" in page) == (
        True,
        False,
        False,
    )
    new = again(form, asked=str(asked.pk), signs_sss_domestic=[domestic[1].code], signs_ill_treatment=[])
    assert manager.post(reverse("needs-new", args=[case.pk]), new).status_code == 302
    found = manager.get(reverse("case-needs", args=[case.pk])).context["found"]
    assert [(one.assessment.form_id, one.assessment.edition) for one in found] == [(asked.pk, 1), (None, 1)]
    assert (found[0].lines[0].signs, found[1].lines[0].signs) == (["The door is broken"], ["No safe place to sleep"])
    assert (found[0].criteria, len(found[1].criteria)) == ([], 2)


def test_the_version_that_was_opened_is_the_one_answered(client_as: Any, acts: Any, case: Any, form: Any) -> None:
    """Somebody changes the questions while a colleague fills in the form."""
    with acts("director") as director:
        change_needs_form(by=director, questions=[Question("sleep_safely", "sss_domestic")], number=0)
    assert client_as("case_manager").post(reverse("needs-new", args=[case.pk]), form).status_code == 302
    with acts("case_manager"):
        assert [(one.form_id, one.signs) for one in assessed(case)] == [
            (None, ["sleep_safely", "held", "documents_kept"])
        ]


@pytest.mark.parametrize("asked", ["no id", "0b1e4c5a-7d1f-4a3e-9c55-2f6f0f5a1b77"])
def test_a_made_up_version_is_not_answered(client_as: Any, acts: Any, case: Any, form: Any, asked: str) -> None:
    client_as("case_manager").post(reverse("needs-new", args=[case.pk]), form | {"asked": asked})
    with acts("case_manager"):
        assert [one.form_id for one in assessed(case)] == ([] if asked == "no id" else [None])


def test_the_colleague_who_saved_first_is_not_overwritten(client_as: Any, acts: Any) -> None:
    with acts("director") as director:
        change_needs_form(by=director, questions=shipped(), number=0)
        with pytest.raises(EditConflict):
            change_needs_form(by=director, questions=shipped(), number=0)
    answer = client_as("administrator").post(reverse("needs-questions"), lines(sss_legal="Typed by the second"))

    assert (answer.status_code, bool(answer.context["form"].non_field_errors())) == (200, True)
    assert "Typed by the second" in answer.content.decode()


@pytest.mark.parametrize("text", ["\n".join(f"Question {n}" for n in range(41)), "x" * 201])
def test_too_many_and_too_long_questions_are_refused_at_the_field(client_as: Any, text: str) -> None:
    answer = client_as("director").post(reverse("needs-questions"), lines(sss_legal=text))

    assert list(answer.context["form"].errors) == ["sss_legal"]


def test_a_line_keeps_its_code_in_any_language_and_comes_once() -> None:
    known = shipped()
    read = read_lines(
        "sss_domestic", "Негде безопасно ночевать\n\n  Own   words \nOwn words\nNo safe place to sleep", known
    )

    assert [one.code for one in read if not one.words] == ["sleep_safely"]
    own = [one for one in read if one.words]
    assert own[0].words == {"ru": "Own words", "kk": "Own words", "en": "Own words"}
    assert read_lines("sss_domestic", own[0].line, [*known, own[0]]) == [own[0]]
    two = read_lines("sss_legal", "По-русски | Қазақша", known)[0]
    with translation.override("kk"):
        assert (two.label, two.line) == ("Қазақша", "По-русски | Қазақша")
    with translation.override("en"):
        assert two.label == "По-русски"


@pytest.mark.parametrize("role", ["case_manager", "psychologist", "operator", "auditor", "monitoring_officer"])
def test_questions_are_changed_by_director_and_administrator_alone(client_as: Any, world: Any, role: str) -> None:
    assert client_as(role).get(reverse("needs-questions")).status_code == 403
    assert client_as(role).post(reverse("needs-questions"), lines()).status_code == 403
    with acting_as(world.actor(role)), pytest.raises(DatabaseError), transaction.atomic():
        NeedsForm.objects.create(
            organisation=world.organisations["rodnik"], number=9, questions=[], made_by=world.user(role)
        )


def test_questions_of_one_organisation_are_not_anothers(acts: Any) -> None:
    with acts("director") as director:
        made = change_needs_form(by=director, questions=[], number=0)
        rows = NeedsForm.objects.filter(pk=made.pk)
        assert rows.update(questions=["x"]) == rows._raw_delete("default") == 0
    with acts("director", "sana-sezim") as other:
        assert newest_form(other.organisation_id) is None
        assert not NeedsForm.objects.filter(pk=made.pk).exists()


def test_a_closed_case_refuses(client_as: Any, acts: Any, case: Any, form: Any) -> None:
    with acts("case_manager") as manager:
        close_case(by=manager, case=Case.objects.get(pk=case.pk), reason="goals_met", on=in_days(0))
        with pytest.raises(CaseIsClosed):
            assess(manager, case)
    answer = client_as("case_manager").post(reverse("needs-new", args=[case.pk]), form)
    assert answer.context["form"].non_field_errors()


@pytest.mark.parametrize("role", ["operator", "shelter_worker", "monitoring_officer", "auditor", "administrator"])
def test_other_roles_are_refused(client_as: Any, case: Any, form: Any, role: str) -> None:
    client = client_as(role)
    assert client.get(reverse("case-needs", args=[case.pk])).status_code == 403
    assert client.post(reverse("needs-new", args=[case.pk]), form).status_code == 403


def test_who_does_not_work_on_a_case_sees_no_needs_of_it(client_as: Any, world: Any, form: Any) -> None:
    director, medic = world.actor("director"), world.user("medic")
    with acting_as(director):
        case = new_case(world.actor("case_manager"))
        assign_case(by=director, case=case, user=medic)
        made = assess(director, case, words=WORDS)
    client = client_as("medic")
    assert WORDS in client.get(reverse("case-needs", args=[case.pk])).content.decode()
    with acting_as(director):
        end_assignment(by=director, assignment=Assignment.objects.get(case=case, user=medic))

    for name in ("case-needs", "needs-new"):
        assert client.get(reverse(name, args=[case.pk])).status_code == 404
    with acting_as(world.actor("medic")):  # the second lock: the database itself
        assert not NeedsAssessment.objects.filter(pk=made.pk).exists()
        assert not ServiceNeed.objects.filter(assessment_id=made.pk).exists()


def test_an_assessment_stays_as_it_is(acts: Any, case: Any) -> None:
    with acts("case_manager") as manager:
        made = assess(manager, case, words=WORDS)
        rows, needs = NeedsAssessment.objects.filter(pk=made.pk), ServiceNeed.objects.filter(assessment=made)
        assert (
            rows.update(ill_treatment="no")
            == rows._raw_delete("default")
            == needs.update(words=b"")
            == needs._raw_delete("default")
            == 0
        )
    with acting(organisation_id=case.organisation_id):
        for row, change in (
            (rows, {"signs": []}),
            (needs, {"service": "sss_legal"}),
            (rows, {"assessed_on": in_days(-1)}),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                row.update(**change)


def test_erasing_the_person_empties_the_words_and_keeps_the_codes(acts: Any, case: Any) -> None:
    with acts("case_manager") as manager:
        made = assess(manager, case, words=WORDS, criteria_words=WORDS)
    with acting(organisation_id=case.organisation_id):
        emptied = empty_rows(case.person)
        assert (emptied["casework.needsassessment"], emptied["casework.serviceneed"]) == (1, 1)
        left = NeedsAssessment.objects.get(pk=made.pk)
        assert (left.criteria_words, {need.words for need in left.needs.all()}) == ("", {""})
        assert (left.signs, left.ill_treatment) == (["sleep_safely", "held"], "yes")


def test_the_words_go_when_the_time_of_stories_is_over(world: Any, case: Any, copied_store: Any) -> None:
    manager, long_ago = world.actor("case_manager"), in_days(-6 * 365)
    with acting(organisation_id=case.organisation_id):
        made = assess(manager, case, words=WORDS, criteria_words=WORDS)
        Case.objects.filter(pk=case.pk).update(
            state="closed", requested_on=long_ago, closed_on=long_ago, closure_reason="goals_met"
        )
        sweep_organisation(case.organisation)
        left = NeedsAssessment.objects.get(pk=made.pk)
        assert (left.criteria_words, {need.words for need in left.needs.all()}, left.ill_treatment) == ("", {""}, "yes")


@pytest.mark.parametrize("missing", ["risk", "needs"])
def test_open_cases_never_assessed_are_counted_and_opened(client_as: Any, world: Any, missing: str) -> None:
    manager, director = world.actor("case_manager"), world.actor("director")
    with acting_as(manager):
        bare, known, closed = new_case(manager), new_case(manager), new_case(manager)
        assess(manager, known)
        assess_risk(by=manager, case=known, facts=risk_facts())
        close_case(by=manager, case=closed, reason="goals_met", on=in_days(0))
    with acting_as(director):
        foreign = new_case(director)
    for role in ("case_manager", "director"):
        client = client_as(role)
        tiles = [one for one in client.get(reverse("home")).context["tiles"] if f"missing={missing}" in one.tile.query]
        page = client.get(reverse(tiles[0].tile.url_name) + tiles[0].tile.query)
        rows = {case.pk for number in page.context["page"].paginator.page_range for case in opened(client, tiles[0], number)}
        assert (len(tiles), tiles[0].number) == (1, len(rows))
        assert (bare.pk in rows, known.pk in rows, closed.pk in rows, foreign.pk in rows) == (True, False, False, role == "director")
    assert not [one for one in client_as("psychologist").get(reverse("home")).context["tiles"] if "missing=" in one.tile.query]


def opened(client: Any, tile: Any, number: int) -> Any:
    return client.get(reverse(tile.tile.url_name) + f"{tile.tile.query}&page={number}").context["cases"]
