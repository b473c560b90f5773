"""Asking somebody how they are 1, 3, 6 and 12 months after help ended: due days worked out, only attempts kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from access.context import acting, acting_as
from access.models import AuditEvent
from access.retention.actions import sweep_organisation
from casework.cases.actions import assign_case, end_assignment
from casework.cases.models import Assignment, Case, TimelineEntry
from casework.cases.rules import add_months
from casework.cases.timeline import add_entry
from casework.erasure.emptying import empty_rows
from casework.followups.actions import DecisionNeeded, NeverContact, NotEnded, record_follow_up
from casework.followups.models import FollowUp, with_endings
from casework.followups.rules import MILESTONES, latest_end, milestones, needs_decision, settles
from casework.people.models import Person
from tests.keystore import copied_store as copied_store
from tests.world import speak_english
from tests.world_casework import new_case
from tests.world_help import NOT_TOLD, follow_up_facts, left_shelter

pytestmark = pytest.mark.django_db
WORDS = "Живёт у Zzyzzovsestra, боится соседа"
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture(autouse=True)
def english(world: Any, db: None) -> None:
    speak_english(world)


@pytest.fixture
def left(acts: Any) -> Any:
    """Somebody who left the shelter a month and a day ago."""
    with acts("case_manager") as manager:
        return left_shelter(manager, months=1)


@pytest.fixture
def form() -> dict[str, Any]:
    return {
        "contacted_on": str(in_days(0)), "result": "reached", "housing": "family", "occupation": "work", "safety": "worried", "again": "suspected",
        "needs_help": "on", "decision": "", "words": WORDS, "form_key": str(uuid4()),
    }  # fmt: skip


def again(form: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return form | {"form_key": str(uuid4())} | changes


def not_reached(**changes: Any) -> dict[str, Any]:
    return follow_up_facts(result="not_reached") | NOT_TOLD | changes


def view_of(client: Any, case: Any) -> Any:
    return client.get(reverse("case-follow-ups", args=[case.pk])).context["view"]


def states(client: Any, case: Any) -> list[str]:
    return [one.milestone.state for one in view_of(client, case).dates]


# --- the rules ----------------------------------------------------------------------------------------
@given(days, st.sampled_from(MILESTONES))
def test_the_last_end_is_the_last_day_whose_milestone_has_come(day: date, months: int) -> None:
    end = latest_end(day, months)
    assert add_months(end, months) <= day < add_months(end + timedelta(days=1), months)


def test_of_what_is_due_only_the_last_is_asked() -> None:
    ended = date(2026, 1, 31)
    found = milestones(ended, 0, stopped=False, today=date(2026, 5, 1))
    assert [(one.months, one.day, one.state) for one in found] == [
        (1, date(2026, 2, 28), "passed"), (3, date(2026, 4, 30), "due"), (6, date(2026, 7, 31), "later"), (12, date(2027, 1, 31), "later"),
    ]  # fmt: skip
    assert [one.state for one in milestones(ended, 3, stopped=False, today=date(2026, 5, 1), done=[3])] == ["passed", "done", "later", "later"]
    assert [one.state for one in milestones(ended, 1, stopped=True, today=date(2026, 5, 1), done=[1])] == ["done", "passed", "passed", "passed"]
    assert {one.state for one in milestones(ended, 0, stopped=False, today=date(2027, 4, 30))} == {"passed"}


@pytest.mark.parametrize("result", ["reached", "not_reached", "refused", "not_safe"])
@pytest.mark.parametrize("attempt", [1, 2, 3, 4])
def test_who_decides_when(result: str, attempt: int) -> None:
    assert needs_decision(result, attempt) == (result == "not_safe" or (result == "not_reached" and attempt > 2))
    assert [settles(result, decision) for decision in ("", "again", "next", "stop")] == [result in ("reached", "refused")] * 2 + [True, True]


# --- through the pages --------------------------------------------------------------------------------
def test_what_was_heard_is_written_down(client_as: Any, acts: Any, left: Any, form: Any) -> None:
    client = client_as("case_manager")
    assert states(client, left) == ["due", "later", "later", "later"]
    answer = client.post(reverse("follow-up-new", args=[left.pk]), form)

    assert (answer.status_code, answer.url) == (302, reverse("case-follow-ups", args=[left.pk]))
    with acts("case_manager") as manager:
        made = FollowUp.objects.get(case=left)
        assert (made.months, made.attempt, made.result, made.housing, made.occupation) == (1, 1, "reached", "family", "work")
        assert (made.safety, made.again, made.needs_help, made.words, made.by) == ("worried", "suspected", True, WORDS, manager.user)
        assert TimelineEntry.objects.get(case=left, kind="follow_up").codes == {"follow_up_result": "reached"}
        assert AuditEvent.objects.filter(action="casework.follow_up.recorded", object_id=made.pk).count() == 1
        with connection.cursor() as cursor:
            cursor.execute("select r::text from casework_followup r where id = %s", [made.pk])
            assert "Zzyzzov" not in cursor.fetchone()[0]
    assert states(client, left) == ["done", "later", "later", "later"]
    page = client.get(reverse("case-follow-ups", args=[left.pk])).content.decode()
    assert (WORDS in page, "With family or friends" in page) == (True, True)
    assert "Reached" in client.get(reverse("case-timeline", args=[left.pk])).content.decode()


WRONG = [
    ({"result": ""}, "result"), ({"result": "no such"}, "result"), ({"housing": ""}, "housing"), ({"occupation": ""}, "occupation"), ({"safety": ""}, "safety"),
    ({"again": ""}, "again"), ({"contacted_on": "2999-01-01"}, "contacted_on"), ({"contacted_on": ""}, "contacted_on"), ({"words": "x" * 4001}, "words"),
    ({"result": "not_safe"}, "decision"), ({"contacted_on": "2001-01-01"}, "contacted_on"), ({"decision": "no such"}, "decision"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "field"), WRONG)
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(client_as: Any, acts: Any, left: Any, form: Any, change: Any, field: str) -> None:
    answer = client_as("case_manager").post(reverse("follow-up-new", args=[left.pk]), form | change)

    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])
    assert field == "words" or WORDS in answer.content.decode()
    with acts("case_manager"):
        assert not FollowUp.objects.filter(case=left).exists()


def test_three_attempts_then_a_decision(client_as: Any, acts: Any, left: Any, form: Any) -> None:
    client, url = client_as("case_manager"), reverse("follow-up-new", args=[left.pk])
    for _ in range(2):
        assert client.post(url, again(form, result="not_reached")).status_code == 302
    assert states(client, left) == ["due", "later", "later", "later"]
    answer = client.post(url, again(form, result="not_reached"))
    assert (answer.context["attempt"], list(answer.context["form"].errors)) == (3, ["decision"])
    with acts("case_manager") as manager, pytest.raises(DecisionNeeded):
        record_follow_up(by=manager, case=left, months=1, facts=not_reached())
    assert client.post(url, again(form, result="not_reached", decision="again")).status_code == 302
    assert states(client, left) == ["due", "later", "later", "later"]
    assert client.post(url, again(form, result="not_reached", decision="next")).status_code == 302
    assert states(client, left) == ["done", "later", "later", "later"]
    with acts("case_manager"):
        kept = FollowUp.objects.filter(case=left).order_by("attempt")
        assert [(one.attempt, one.decision, one.housing, one.needs_help) for one in kept] == [
            (1, "", "", False), (2, "", "", False), (3, "again", "", False), (4, "next", "", False),
        ]  # fmt: skip


@pytest.mark.parametrize("change", [{"result": "refused"}, {"result": "not_safe", "decision": "stop"}])
def test_who_does_not_want_to_be_asked_is_asked_no_more(client_as: Any, acts: Any, left: Any, form: Any, change: Any) -> None:
    client, url = client_as("case_manager"), reverse("follow-up-new", args=[left.pk])
    assert client.post(url, form | change).status_code == 302
    assert set(states(client, left)) == {"done", "passed"}
    assert client.post(url, again(form)).status_code == 302
    with acts("case_manager") as manager:
        assert FollowUp.objects.filter(case=left).count() == 1
        with pytest.raises(NotEnded):
            record_follow_up(by=manager, case=left, months=3, facts=follow_up_facts())
    assert left.pk not in {case.pk for case in client.get(reverse("follow-up-list")).context["cases"]}


def test_somebody_who_must_never_be_contacted_is_never_asked(client_as: Any, acts: Any, left: Any, form: Any) -> None:
    client = client_as("case_manager")
    with acts("case_manager"):
        Person.objects.filter(pk=left.person_id).update(never_contact=True)
    page = client.get(reverse("case-follow-ups", args=[left.pk]))
    text = page.content.decode()
    assert ("Nobody asks this person" in text, reverse("follow-up-new", args=[left.pk]) in text) == (True, False)
    assert client.get(reverse("follow-up-new", args=[left.pk])).status_code == 302
    assert client.post(reverse("follow-up-new", args=[left.pk]), form).status_code == 302
    for when in ("", "soon"):
        assert left.pk not in {case.pk for case in client.get(reverse("follow-up-list"), {"when": when}).context["cases"]}
    assert left.code not in client.get(reverse("calendar"), {"from": str(in_days(-1)), "span": "month"}).content.decode()
    with acts("case_manager") as manager:
        assert not FollowUp.objects.filter(case=left).exists()
        with pytest.raises(NeverContact):
            record_follow_up(by=manager, case=left, months=1, facts=follow_up_facts())


def test_help_that_goes_on_is_not_followed_up(client_as: Any, acts: Any, case: Any, left: Any, form: Any) -> None:
    client = client_as("case_manager")
    assert (view_of(client, case).ended, view_of(client, case).current) == (None, None)
    assert client.post(reverse("follow-up-new", args=[case.pk]), form).status_code == 302
    with acts("case_manager") as manager:
        assert not FollowUp.objects.filter(case=case).exists()
        add_entry(case=left, by=manager, kind="arrived")  # back in the shelter
    assert view_of(client, left).ended is None


def test_the_day_of_closing_counts_before_the_day_of_leaving(client_as: Any, acts: Any, left: Any) -> None:
    client, closed = client_as("case_manager"), in_days(-2)
    with acts("case_manager"):
        Case.objects.filter(pk=left.pk).update(state="closed", closed_on=closed, closure_reason="goals_met", requested_on=in_days(-99))
        assert with_endings(Case.objects.filter(pk=left.pk)).get().ended_on == closed
    assert [one.milestone.day for one in view_of(client, left).dates] == [add_months(closed, months) for months in MILESTONES]


def test_a_closed_case_is_followed_up_and_points_to_reopening(client_as: Any, acts: Any, case: Any, form: Any) -> None:
    closed, client = add_months(in_days(0), -3), client_as("case_manager")
    with acts("case_manager"):
        Case.objects.filter(pk=case.pk).update(state="closed", closed_on=closed, closure_reason="goals_met", requested_on=closed)
    assert states(client, case) == ["passed", "due", "later", "later"]
    assert client.post(reverse("follow-up-new", args=[case.pk]), form).status_code == 302
    with acts("case_manager"):
        assert FollowUp.objects.get(case=case).months == 3
    page = client.get(reverse("case-follow-ups", args=[case.pk])).content.decode()
    assert reverse("case-reopen", args=[case.pk]) in page


def test_a_double_press_gives_one_row(client_as: Any, acts: Any, left: Any, form: Any) -> None:
    for _ in range(2):
        client_as("case_manager").post(reverse("follow-up-new", args=[left.pk]), form | {"result": "not_reached"})
    with acts("case_manager"):
        assert FollowUp.objects.filter(case=left).count() == 1


def test_the_tile_counts_exactly_the_rows_it_opens(client_as: Any, world: Any, left: Any) -> None:
    manager, director = world.actor("case_manager"), world.actor("director")
    with acting_as(manager):
        soon, later, over = new_case(manager), new_case(manager), new_case(manager)
        for case, ended in ((soon, latest_end(in_days(7), 1)), (later, latest_end(in_days(8), 1)), (over, latest_end(in_days(0), 15))):
            Case.objects.filter(pk=case.pk).update(state="closed", closed_on=ended, closure_reason="goals_met", requested_on=ended)
    with acting_as(director):
        unseen = left_shelter(director, months=3)
    client = client_as("case_manager")
    opened = [case.pk for case in client.get(reverse("follow-up-list"), {"when": "soon"}).context["cases"]]

    assert (left.pk in opened, soon.pk in opened, later.pk in opened, over.pk in opened, unseen.pk in opened) == (True, True, False, False, False)
    tiles = client.get(reverse("home")).context["tiles"]
    assert [counted.number for counted in tiles if counted.tile.url_name == "follow-up-list"] == [len(opened)]
    everything = {case.pk: case.next.months for case in client.get(reverse("follow-up-list")).context["cases"]}
    assert (everything.get(later.pk), over.pk in everything) == (1, False)
    assert unseen.pk in {case.pk for case in client_as("director").get(reverse("follow-up-list"), {"when": "soon"}).context["cases"]}


def test_the_calendar_shows_each_date_on_its_day(client_as: Any, acts: Any, left: Any) -> None:
    client = client_as("case_manager")
    with acts("case_manager"):
        ended = with_endings(Case.objects.filter(pk=left.pk)).get().ended_on
    url = reverse("case-follow-ups", args=[left.pk])
    for months in MILESTONES:
        day = add_months(ended, months)
        page = client.get(reverse("calendar"), {"from": str(day)})
        assert [one.day for each in page.context["days"] for one in each.due if one.url == url] == [day]
    with acts("case_manager") as manager:
        record_follow_up(by=manager, case=left, months=1, facts=follow_up_facts())
    page = client.get(reverse("calendar"), {"from": str(add_months(ended, 1))})
    assert url not in page.content.decode()


@pytest.mark.parametrize("role", ["operator", "shelter_worker", "monitoring_officer", "auditor", "administrator"])
def test_other_roles_are_refused(client_as: Any, left: Any, form: Any, role: str) -> None:
    client = client_as(role)
    assert client.get(reverse("case-follow-ups", args=[left.pk])).status_code == 403
    assert client.get(reverse("follow-up-list")).status_code == 403
    assert client.post(reverse("follow-up-new", args=[left.pk]), form).status_code == 403


def test_who_does_not_work_on_a_case_sees_no_follow_up_of_it(client_as: Any, world: Any, left: Any) -> None:
    director, medic = world.actor("director"), world.user("medic")
    with acting_as(director):
        assign_case(by=director, case=left, user=medic)
        made = record_follow_up(by=director, case=left, months=1, facts=follow_up_facts(words=WORDS))
    client = client_as("medic")
    assert WORDS in client.get(reverse("case-follow-ups", args=[left.pk])).content.decode()
    with acting_as(director):
        end_assignment(by=director, assignment=Assignment.objects.get(case=left, user=medic))
    for name in ("case-follow-ups", "follow-up-new"):
        assert client.get(reverse(name, args=[left.pk])).status_code == 404
    with acting_as(world.actor("medic")):
        assert not FollowUp.objects.filter(pk=made.pk).exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            past_the_pages(left, medic)
    with acting_as(world.actor("case_manager")), pytest.raises(DatabaseError), transaction.atomic():
        past_the_pages(left, medic)


def past_the_pages(case: Any, user: Any, **changes: Any) -> FollowUp:
    facts = {"since": in_days(-40), "months": 1, "attempt": 9} | not_reached() | changes
    made: FollowUp = FollowUp.objects.create(organisation_id=case.organisation_id, case=case, by=user, **facts)
    return made


@pytest.mark.parametrize("change", [{"months": 2}, {"contacted_on": in_days(-41)}, {"result": "reached"}, {"needs_help": True}, {"safety": "safe"}])
def test_the_database_refuses_what_cannot_be(acts: Any, left: Any, change: Any) -> None:
    with acts("case_manager") as manager, pytest.raises(IntegrityError), transaction.atomic():
        past_the_pages(left, manager.user, **change)


def test_what_was_heard_stays_as_it_is_and_its_words_go_with_the_person(acts: Any, left: Any) -> None:
    with acts("case_manager") as manager:
        made = record_follow_up(by=manager, case=left, months=1, facts=follow_up_facts(words=WORDS))
        rows = FollowUp.objects.filter(pk=made.pk)
        assert rows.update(result="refused") == rows._raw_delete("default") == 0
    with acting(organisation_id=left.organisation_id):
        with pytest.raises(DatabaseError), transaction.atomic():
            FollowUp.objects.filter(pk=made.pk).update(safety="safe")
        assert empty_rows(left.person)["casework.followup"] == 1
        gone = FollowUp.objects.get(pk=made.pk)
        assert (gone.words, gone.safety) == ("", "worried")


def test_the_words_go_when_the_time_of_stories_is_over(world: Any, left: Any, copied_store: Any) -> None:
    long_ago = in_days(-6 * 365)
    with acting(organisation_id=left.organisation_id):
        made = record_follow_up(by=world.actor("case_manager"), case=left, months=1, facts=follow_up_facts(words=WORDS))
        Case.objects.filter(pk=left.pk).update(state="closed", requested_on=long_ago, closed_on=long_ago, closure_reason="goals_met")
        sweep_organisation(left.organisation)
        assert FollowUp.objects.get(pk=made.pk).words == ""


def test_the_page_asks_twelve_times_at_most(client_as: Any, acts: Any, left: Any) -> None:
    with acts("case_manager") as manager:
        for _ in range(2):
            record_follow_up(by=manager, case=left, months=1, facts=not_reached(words=WORDS))
    client, url = client_as("case_manager"), reverse("case-follow-ups", args=[left.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    asked = [one["sql"] for one in captured if one["sql"].startswith("SELECT") and "session" not in one["sql"]]
    assert len(asked) <= 12, "\n".join(asked)
