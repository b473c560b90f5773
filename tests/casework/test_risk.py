"""Risk and safety of a case: how great the danger is, what is done about it, and when it is looked at again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from access.context import acting, acting_as
from access.models import AuditEvent, User
from access.retention.actions import sweep_organisation
from casework.cases.actions import CaseIsClosed, RiskIsAssessed, assign_case, change_case, close_case, end_assignment
from casework.cases.models import Assignment, Case, TimelineEntry
from casework.cases.secrecy_actions import restrict_case
from casework.erasure.emptying import empty_rows
from casework.risk.actions import FallsWithoutReason, NewerAssessment, assess_risk
from casework.risk.models import RiskAssessment
from casework.risk.rules import falls, latest_review
from tests.keystore import copied_store as copied_store
from tests.world_casework import new_case, risk_facts

pytestmark = pytest.mark.django_db
WORDS, PLAN = "Двоюродный брат Zzyzzovbrat ждёт у дома", "Сосед Zzyzzovnachbar звонит дежурному"
LEVELS = ("low", "medium", "high", "critical")


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def form() -> dict[str, Any]:
    return {
        "level": "high", "dangers": ["traffickers_know", "threats_family"], "what_threatens": WORDS, "safety_plan": PLAN, "why_lower": "",
        "assessed_on": str(in_days(0)), "review_on": str(in_days(14)), "form_key": str(uuid4()),
    }  # fmt: skip


def again(form: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The same form opened once more."""
    return form | {"form_key": str(uuid4())} | changes


def assessed(case: Any) -> list[RiskAssessment]:
    return list(RiskAssessment.objects.filter(case=case))


def errors(client: Any, case: Any, sent: dict[str, Any]) -> Any:
    answer = client.post(reverse("risk-new", args=[case.pk]), sent)
    assert answer.status_code == 200
    return answer.context["form"].errors


def test_an_assessment_is_written_down_and_the_case_takes_its_level(client_as: Any, acts: Any, case: Any, form: Any) -> None:
    client = client_as("case_manager")
    answer = client.post(reverse("risk-new", args=[case.pk]), form)

    assert (answer.status_code, answer.url) == (302, reverse("case-risk", args=[case.pk]))
    with acts("case_manager") as manager:
        (made,) = assessed(case)
        assert (made.level, made.level_before, made.dangers, made.assessed_by) == ("high", "", form["dangers"], manager.user)
        assert (made.what_threatens, made.safety_plan, made.review_on) == (WORDS, PLAN, in_days(14))
        now = Case.objects.get(pk=case.pk)
        assert (now.risk, now.version) == ("high", case.version + 1)
        assert TimelineEntry.objects.filter(case=case, kind="risk_assessed", source_id=made.pk).count() == 1
        assert AuditEvent.objects.filter(action="casework.risk.assessed", object_id=made.pk).count() == 1
        assert AuditEvent.objects.filter(action="casework.case.changed", object_id=case.pk, detail={"fields": ["risk"]}).count() == 1
        told = str(list(AuditEvent.objects.values_list("detail", flat=True))) + str(list(TimelineEntry.objects.values_list("codes", flat=True)))
    assert WORDS not in told
    page = client.get(reverse("case-risk", args=[case.pk])).content.decode()
    assert (WORDS in page, PLAN in page) == (True, True)


def test_the_words_lie_sealed(acts: Any, world: Any, case: Any) -> None:
    with acts("case_manager") as manager:
        made = assess_risk(by=manager, case=case, facts=risk_facts(what_threatens=WORDS, safety_plan=PLAN))
        with connection.cursor() as cursor:
            cursor.execute("select r::text from casework_riskassessment r where id = %s", [made.pk])
            row = cursor.fetchone()[0]
    assert WORDS.encode().hex() not in row
    assert "\\\\x02" in row or "\\x02" in row


WRONG = [
    ({"level": ""}, "level"), ({"level": "dreadful"}, "level"), ({"review_on": ""}, "review_on"), ({"assessed_on": ""}, "assessed_on"),
    ({"assessed_on": "2999-01-01"}, "assessed_on"), ({"dangers": ["no such"]}, "dangers"), ({"dangers": [], "what_threatens": ""}, "dangers"),
    ({"safety_plan": ""}, "safety_plan"), ({"safety_plan": "x" * 8001}, "safety_plan"), ({"what_threatens": "x" * 8001}, "what_threatens"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "field"), WRONG)
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(client_as: Any, acts: Any, case: Any, form: Any, change: Any, field: str) -> None:
    answer = client_as("case_manager").post(reverse("risk-new", args=[case.pk]), form | change)

    assert list(answer.context["form"].errors) == [field]
    assert "what_threatens" in change or WORDS in answer.content.decode()
    with acts("case_manager"):
        assert assessed(case) == []
        assert Case.objects.get(pk=case.pk).risk == ""


@pytest.mark.parametrize(("level", "days"), [("critical", 7), ("high", 28), ("medium", 89), ("low", 181)])
def test_the_higher_the_level_the_sooner_the_review(client_as: Any, case: Any, form: Any, level: str, days: int) -> None:
    latest = latest_review(level, in_days(0))
    client = client_as("case_manager")

    assert days <= (latest - in_days(0)).days <= 184
    for wrong in (latest + timedelta(days=1), in_days(0), in_days(-1)):
        assert list(errors(client, case, form | {"level": level, "review_on": str(wrong)})) == ["review_on"]
    assert client.post(reverse("risk-new", args=[case.pk]), form | {"level": level, "review_on": str(latest)}).status_code == 302


@pytest.mark.parametrize("before", ["", "no such", *LEVELS])
@pytest.mark.parametrize("level", LEVELS)
def test_falling_is_going_down_the_list(before: str, level: str) -> None:
    assert falls(before, level) == (before in LEVELS and LEVELS.index(before) > LEVELS.index(level))


@pytest.mark.parametrize(("day", "latest"), [(date(2026, 8, 31), date(2027, 2, 28)), (date(2027, 8, 29), date(2028, 2, 29)), (date(2026, 1, 1), date(2026, 7, 1))])
def test_six_months_end_on_a_day_that_exists(day: date, latest: date) -> None:
    assert latest_review("low", day) == latest


def test_a_level_falls_only_with_a_reason(client_as: Any, acts: Any, case: Any, form: Any) -> None:
    client, url = client_as("case_manager"), reverse("risk-new", args=[case.pk])
    client.post(url, form)
    assert list(errors(client, case, again(form, level="medium"))) == ["why_lower"]
    assert list(errors(client, case, again(form, level="medium", why_lower="   "))) == ["why_lower"]
    with acts("case_manager") as manager, pytest.raises(FallsWithoutReason):
        assess_risk(by=manager, case=case, facts=risk_facts(level="low", why_lower=" "))

    assert client.post(url, again(form, level="medium", why_lower="Zzyzzovbrat is in prison")).status_code == 302
    with acts("case_manager"):
        newest, first = assessed(case)
        assert (newest.level_before, newest.level, newest.is_lower, first.is_lower) == ("high", "medium", True, False)
        assert Case.objects.get(pk=case.pk).risk == "medium"
    assert "Zzyzzovbrat is in prison" in client.get(reverse("case-risk", args=[case.pk])).content.decode()


def test_a_level_that_the_hotline_gave_does_not_fall_unnoticed_either(client_as: Any, acts: Any, case: Any, form: Any) -> None:
    with acts("case_manager") as manager:
        change_case(by=manager, case=case, facts={"risk": "critical"})

    assert list(errors(client_as("case_manager"), case, form)) == ["why_lower"]


def test_a_level_raised_in_the_same_moment_is_not_lowered_unseen(client_as: Any, acts: Any, case: Any, form: Any, monkeypatch: Any) -> None:
    """The form was checked against the level before; the action looks again under a lock."""
    monkeypatch.setattr("casework.risk.forms.falls", lambda before, level: False)
    with acts("case_manager") as manager:
        assess_risk(by=manager, case=case, facts=risk_facts(level="critical", review_on=in_days(3)))
    answer = client_as("case_manager").post(reverse("risk-new", args=[case.pk]), form)

    assert answer.context["form"].non_field_errors()
    with acts("case_manager"):
        assert Case.objects.get(pk=case.pk).risk == "critical"


def test_a_double_press_gives_one_row(client_as: Any, acts: Any, case: Any, form: Any) -> None:
    client, url = client_as("case_manager"), reverse("risk-new", args=[case.pk])
    client.post(url, form)
    assert client.post(url, form).status_code == 302
    client.post(url, again(form, level="low", why_lower="Away"))
    assert client.post(url, again(form, level="low", why_lower="Away")).status_code == 302

    with acts("case_manager"):
        assert [one.level for one in assessed(case)] == ["low", "low", "high"]


def test_an_earlier_day_is_not_the_newest(client_as: Any, acts: Any, case: Any, form: Any) -> None:
    client = client_as("case_manager")
    client.post(reverse("risk-new", args=[case.pk]), form)

    assert list(errors(client, case, again(form, assessed_on=str(in_days(-1))))) == ["assessed_on"]
    with acts("case_manager") as manager, pytest.raises(NewerAssessment):
        assess_risk(by=manager, case=case, facts=risk_facts(assessed_on=in_days(-1)))


def test_the_form_carries_on_what_was_known_but_the_level_is_decided_anew(client_as: Any, case: Any, form: Any) -> None:
    client = client_as("case_manager")
    client.post(reverse("risk-new", args=[case.pk]), form)
    fresh = client.get(reverse("risk-new", args=[case.pk])).context["form"]

    assert (fresh["dangers"].value(), fresh["what_threatens"].value(), fresh["safety_plan"].value()) == (form["dangers"], WORDS, PLAN)
    assert (fresh["level"].value() or "", fresh["review_on"].value() or "", fresh["why_lower"].value() or "") == ("", "", "")


def test_the_newest_stands_on_top_with_what_changed(client_as: Any, case: Any, form: Any) -> None:
    client, url = client_as("case_manager"), reverse("risk-new", args=[case.pk])
    client.post(url, form)
    client.post(url, again(form, level="critical", dangers=["traffickers_know", "child"], review_on=str(in_days(5)), safety_plan="Second plan"))
    client.post(url, again(form, level="critical", dangers=["traffickers_know", "child"], review_on=str(in_days(6)), safety_plan="Third plan"))
    page = client.get(reverse("case-risk", args=[case.pk]))
    newest, second, first = page.context["looks"]

    assert (newest.assessment.safety_plan, newest.has_changed) == ("Third plan", False)
    assert (second.level_moved, second.assessment.is_lower) == (True, False)
    assert (len(second.new_dangers), len(second.gone_dangers), first.has_changed) == (1, 1, False)
    text = page.content.decode()
    assert text.index("Third plan") < text.index("Second plan") < text.index(PLAN)


def test_an_assessed_level_is_not_typed_over(client_as: Any, acts: Any, case: Any, form: Any) -> None:
    client = client_as("case_manager")
    client.post(reverse("risk-new", args=[case.pk]), form)
    with acts("case_manager") as manager:
        now = Case.objects.get(pk=case.pk)
        with pytest.raises(RiskIsAssessed):
            change_case(by=manager, case=now, facts={"risk": "low"}, version=now.version)
    sent = {"requested_on": now.requested_on, "region": now.region, "version": now.version, "risk": "low", "source": "police"}

    assert client.post(reverse("case-edit", args=[case.pk]), sent).status_code == 302
    with acts("case_manager"):
        now.refresh_from_db()
        assert (now.risk, now.source) == ("high", "police")


def test_whoever_had_the_case_open_sees_that_it_changed(client_as: Any, case: Any, form: Any) -> None:
    client = client_as("case_manager")
    opened = {"requested_on": case.requested_on, "region": case.region, "version": case.version, "risk": "low"}
    client.post(reverse("risk-new", args=[case.pk]), form)
    answer = client.post(reverse("case-edit", args=[case.pk]), opened)

    assert (answer.status_code, answer.context["form"]["risk"].value()) == (200, "high")
    assert client.post(reverse("case-edit", args=[case.pk]), opened | {"version": answer.context["form"]["version"].value()}).status_code == 302


def test_a_closed_case_refuses_and_stands_in_no_list(client_as: Any, acts: Any, case: Any, form: Any) -> None:
    client = client_as("case_manager")
    client.post(reverse("risk-new", args=[case.pk]), form)
    with acts("case_manager") as manager:
        close_case(by=manager, case=Case.objects.get(pk=case.pk), reason="goals_met", on=in_days(0))
        with pytest.raises(CaseIsClosed):
            assess_risk(by=manager, case=case, facts=risk_facts())  # the row in hand is from before
    answer = client.post(reverse("risk-new", args=[case.pk]), again(form))

    assert answer.context["form"].non_field_errors()
    page = client.get(reverse("case-risk", args=[case.pk])).content.decode()
    assert (WORDS in page, reverse("risk-new", args=[case.pk]) in page) == (True, False)
    assert case.pk not in [one.case_id for one in client.get(reverse("risk-list")).context["reviews"]]
    assert case.code not in client.get(reverse("calendar"), {"from": form["review_on"]}).content.decode()


def test_the_tile_counts_exactly_the_rows_it_opens(client_as: Any, world: Any) -> None:
    manager = world.actor("case_manager")
    with acting_as(manager):
        cases = [new_case(manager) for _ in range(4)]
        for case, days in zip(cases, (-2, 0, 7, 8), strict=True):
            assess_risk(by=manager, case=case, facts=risk_facts(assessed_on=in_days(-20), review_on=in_days(days)))
        assess_risk(by=manager, case=cases[0], facts=risk_facts(level="critical", review_on=in_days(3)))  # the overdue one was looked at
        with acting_as(world.actor("director")):
            hidden = new_case(world.actor("director"))
            assess_risk(by=world.actor("director"), case=hidden, facts=risk_facts(review_on=in_days(1)))
    client = client_as("case_manager")
    opened = client.get(reverse("risk-list"), {"when": "soon"}).context["reviews"]

    assert [one.case_id for one in opened if one.case_id in {case.pk for case in [*cases, hidden]}] == [cases[1].pk, cases[0].pk, cases[2].pk]
    tiles = client.get(reverse("home")).context["tiles"]
    assert [counted.number for counted in tiles if counted.tile.url_name == "risk-list"] == [len(opened)]
    everything = [one.case_id for one in client.get(reverse("risk-list")).context["reviews"]]
    assert (cases[3].pk in everything, hidden.pk in everything, everything.count(cases[0].pk)) == (True, False, 1)
    assert hidden.pk in [one.case_id for one in client_as("director").get(reverse("risk-list"), {"when": "soon"}).context["reviews"]]


def due_of(client: Any, case: Any, day: date, **query: str) -> list[Any]:
    days = client.get(reverse("calendar"), {"from": str(day), **query}).context["days"]
    return [each.day for each in days for due in each.due if due.url == reverse("case-risk", args=[case.pk])]


def test_the_calendar_knows_the_newest_review_only(client_as: Any, acts: Any, case: Any) -> None:
    client = client_as("case_manager")
    with acts("case_manager") as manager:
        assess_risk(by=manager, case=case, facts=risk_facts(review_on=in_days(14)))
    assert due_of(client, case, in_days(14)) == [in_days(14)]
    with acts("case_manager") as manager:
        assess_risk(by=manager, case=case, facts=risk_facts(review_on=in_days(28)))

    assert (due_of(client, case, in_days(14)), due_of(client, case, in_days(28))) == ([], [in_days(28)])
    director = client_as("director")
    assert (due_of(director, case, in_days(28)), due_of(director, case, in_days(28), who="all")) == ([], [in_days(28)])


@pytest.mark.parametrize("role", ["psychologist", "social_worker", "lawyer"])
def test_whoever_gives_services_on_the_case_may_assess(client_as: Any, world: Any, form: Any, role: str) -> None:
    with acting_as(world.actor("director")):
        case = new_case(world.actor("case_manager"))
        assign_case(by=world.actor("director"), case=case, user=world.user(role))

    assert client_as(role).post(reverse("risk-new", args=[case.pk]), form).status_code == 302
    with acting_as(world.actor(role)):
        assert [one.assessed_by for one in assessed(case)] == [world.user(role)]
        assert Case.objects.get(pk=case.pk).risk == "high"


@pytest.mark.parametrize("role", ["operator", "shelter_worker", "monitoring_officer", "auditor", "administrator"])
def test_other_roles_are_refused(client_as: Any, case: Any, form: Any, role: str) -> None:
    client = client_as(role)
    assert client.get(reverse("case-risk", args=[case.pk])).status_code == 403
    assert client.get(reverse("risk-list")).status_code == 403
    assert client.post(reverse("risk-new", args=[case.pk]), form).status_code == 403


def test_who_does_not_work_on_a_case_sees_no_risk_of_it(client_as: Any, world: Any, form: Any) -> None:
    director, medic = world.actor("director"), world.user("medic")
    with acting_as(director):
        case = new_case(world.actor("case_manager"))
        assign_case(by=director, case=case, user=medic)
        made = assess_risk(by=director, case=case, facts=risk_facts(what_threatens=WORDS))
    client = client_as("medic")
    assert WORDS in client.get(reverse("case-risk", args=[case.pk])).content.decode()
    with acting_as(director):
        end_assignment(by=director, assignment=Assignment.objects.get(case=case, user=medic))

    for name in ("case-risk", "risk-new"):
        assert client.get(reverse(name, args=[case.pk])).status_code == 404
    assert client.post(reverse("risk-new", args=[case.pk]), form).status_code == 404
    with acting_as(world.actor("medic")):  # the second lock: the database itself
        assert not RiskAssessment.objects.filter(pk=made.pk).exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            add_past_the_pages(case, medic)
    with acting_as(world.actor("case_manager")):
        restrict_case(by=world.actor("case_manager"), case=Case.objects.get(pk=case.pk))
    with acting_as(director):
        assert not RiskAssessment.objects.filter(pk=made.pk).exists()


def add_past_the_pages(case: Any, user: Any, **changes: Any) -> RiskAssessment:
    facts = {"level": "low", "assessed_on": in_days(0), "review_on": in_days(30), **changes}
    made: RiskAssessment = RiskAssessment.objects.create(organisation_id=case.organisation_id, case=case, assessed_by=user, **facts)
    return made


def test_nobody_assesses_in_anothers_name(acts: Any, world: Any, case: Any) -> None:
    with acts("case_manager") as manager:
        add_past_the_pages(case, manager.user)
        with pytest.raises(DatabaseError), transaction.atomic():
            add_past_the_pages(case, world.user("director"))


@pytest.mark.parametrize("days", [0, -1, 185])
def test_the_database_too_wants_a_review_within_half_a_year(acts: Any, case: Any, days: int) -> None:
    with acts("case_manager") as manager, pytest.raises(IntegrityError), transaction.atomic():
        add_past_the_pages(case, manager.user, review_on=in_days(days))


def test_an_assessment_stays_as_it_is(acts: Any, case: Any) -> None:
    with acts("case_manager") as manager:
        made = assess_risk(by=manager, case=case, facts=risk_facts(what_threatens=WORDS))
        rows = RiskAssessment.objects.filter(pk=made.pk)
        assert rows.update(level="low") == rows.update(safety_plan=b"") == rows._raw_delete("default") == 0
    with acting(organisation_id=case.organisation_id):
        for change in ({"level": "low"}, {"review_on": in_days(25)}, {"dangers": []}, {"assessed_on": in_days(-1)}):
            with pytest.raises(DatabaseError), transaction.atomic():
                RiskAssessment.objects.filter(pk=made.pk).update(**change)
        assert RiskAssessment.objects.filter(pk=made.pk)._raw_delete("default") == 0


def test_erasing_the_person_empties_the_words_and_keeps_the_codes(acts: Any, case: Any) -> None:
    with acts("case_manager") as manager:
        made = assess_risk(by=manager, case=case, facts=risk_facts(what_threatens=WORDS, safety_plan=PLAN, why_lower="Zz"))
    with acting(organisation_id=case.organisation_id):
        assert empty_rows(case.person)["casework.riskassessment"] == 1
        left = RiskAssessment.objects.get(pk=made.pk)
        assert (left.what_threatens, left.safety_plan, left.why_lower) == ("", "", "")
        assert (left.level, left.dangers) == ("high", ["traffickers_know", "debt"])


WITHIN_A_WEEK = {"ru": "в течение недели", "kk": "бір апта ішінде", "en": "within a week"}


@pytest.mark.parametrize("language", list(WITHIN_A_WEEK))
def test_the_rule_of_reviews_is_said_in_words(client_as: Any, acts: Any, case: Any, language: str) -> None:
    client = client_as("case_manager")
    with acts("case_manager") as manager:
        User.objects.filter(pk=manager.user_id).update(language=language)
    for name in ("case-risk", "risk-new"):
        answer = client.get(reverse(name, args=[case.pk]))
        assert len(answer.context["rules"]) == 4
        assert WITHIN_A_WEEK[language] in answer.content.decode()


def test_when_the_time_of_stories_is_over_the_words_go_and_the_codes_stay(world: Any, case: Any, copied_store: Any) -> None:
    manager, long_ago = world.actor("case_manager"), in_days(-6 * 365)
    with acting(organisation_id=case.organisation_id):
        made = assess_risk(by=manager, case=case, facts=risk_facts(what_threatens=WORDS, safety_plan=PLAN, why_lower="Zz"))
        Case.objects.filter(pk=case.pk).update(state="closed", requested_on=long_ago, closed_on=long_ago, closure_reason="goals_met")
        sweep_organisation(case.organisation)
        left = RiskAssessment.objects.get(pk=made.pk)
        assert (left.what_threatens, left.safety_plan, left.why_lower, left.level) == ("", "", "", "high")
