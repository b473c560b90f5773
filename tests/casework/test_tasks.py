"""Tasks and dates of a case, and the calendar that gathers what falls due."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from access.context import acting_as
from access.models import AuditEvent
from casework.cases.actions import assign_case, end_assignment
from casework.cases.models import Assignment, TimelineEntry
from casework.cases.rules import guarantee_ends
from casework.cases.work import Step
from casework.cases.work_actions import change_step
from casework.referrals.actions import record_consent
from casework.tasks.actions import add_task, settle_task
from casework.tasks.models import Task, TaskKind, TaskState
from hotline.actions import start_call
from hotline.callbacks.actions import promise_call_back
from tests.world_casework import consent_facts, new_case

pytestmark = pytest.mark.django_db
WORDS = "Позвонить в консульство Zzyzzovaland"


@pytest.fixture
def form(world: Any) -> dict[str, Any]:
    owner = world.user("case_manager")
    return {"kind": "hearing", "words": WORDS, "due_on": str(timezone.localdate() + timedelta(days=2)), "at": "10:30", "owner": str(owner.pk)}


def the_task(case: Any) -> Task:
    return Task.objects.filter(case=case).latest("created_at")


def calendar(client: Any, **query: str) -> str:
    answer = client.get(reverse("calendar"), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_hearing_is_written_down_and_stands_on_its_day(client_as: Any, acts: Any, case: Any, form: Any) -> None:
    client = client_as("case_manager")
    answer = client.post(reverse("task-new", args=[case.pk]), form)

    assert (answer.status_code, answer.url) == (302, reverse("case-tasks", args=[case.pk]))
    with acts("case_manager"):
        task = the_task(case)
        assert (task.kind, task.words, task.at, str(task.owner_id)) == ("hearing", WORDS, time(10, 30), form["owner"])
        assert TimelineEntry.objects.filter(case=case, kind="task_added", source_id=task.pk).count() == 1
        assert AuditEvent.objects.filter(action="casework.task.added", object_id=task.pk).count() == 1
    for page in (client.get(reverse("case-tasks", args=[case.pk])).content.decode(), calendar(client, **{"from": form["due_on"]})):
        assert WORDS in page
        assert "10:30" in page


@pytest.mark.parametrize(
    ("change", "field"),
    [({"words": ""}, "words"), ({"due_on": ""}, "due_on"), ({"at": "25:99"}, "at"), ({"kind": "no such"}, "kind"), ({"words": "x" * 501}, "words")],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(client_as: Any, acts: Any, case: Any, form: Any, change: Any, field: str) -> None:
    with acts("case_manager"):
        before = Task.objects.filter(case=case).count()
    answer = client_as("case_manager").post(reverse("task-new", args=[case.pk]), form | change)

    assert field in answer.context["form"].errors
    assert "words" in change or WORDS in answer.content.decode()
    with acts("case_manager"):
        assert Task.objects.filter(case=case).count() == before


def test_only_who_works_on_the_case_can_be_chosen(client_as: Any, world: Any, case: Any, form: Any) -> None:
    stranger = world.user("case_manager", "sana-sezim")
    answer = client_as("case_manager").post(reverse("task-new", args=[case.pk]), form | {"owner": str(stranger.pk)})

    assert "owner" in answer.context["form"].errors


def test_done_not_needed_and_open_again(client_as: Any, acts: Any, case: Any, form: Any) -> None:
    client = client_as("case_manager")
    client.post(reverse("task-new", args=[case.pk]), form)
    with acts("case_manager"):
        task = the_task(case)
    for state in ("done", "done", "open", "dropped", "open"):
        assert client.post(reverse("task-settle", args=[task.pk]), {"state": state}).status_code == 302
        with acts("case_manager"):
            task.refresh_from_db()
            assert (task.state, task.settled_on) == (state, None if state == "open" else timezone.localdate())
    with acts("case_manager"):
        assert TimelineEntry.objects.filter(case=case, kind="task_settled", source_id=task.pk).count() == 4
    client.post(reverse("task-settle", args=[task.pk]), {"state": "no such"})
    with acts("case_manager"):
        assert Task.objects.get(pk=task.pk).state == TaskState.OPEN


def test_a_colleague_who_saved_first_is_not_overwritten(client_as: Any, acts: Any, case: Any, form: Any) -> None:
    client = client_as("case_manager")
    client.post(reverse("task-new", args=[case.pk]), form)
    with acts("case_manager"):
        task = the_task(case)
    url = reverse("task-edit", args=[task.pk])
    opened = {**form, "version": str(task.version)}
    assert client.post(url, opened | {"words": "First Zzyzzova"}).status_code == 302
    second = client.post(url, opened | {"words": "Second Zzyzzova"})

    page = second.content.decode()
    assert (second.status_code, "First Zzyzzova" in page, "Second Zzyzzova" in page) == (200, True, True)
    with acts("case_manager"):
        assert Task.objects.get(pk=task.pk).words == "First Zzyzzova"
    again = opened | {"words": "Second Zzyzzova", "version": second.context["form"]["version"].value()}
    assert client.post(url, again).status_code == 302
    with acts("case_manager"):
        assert Task.objects.get(pk=task.pk).words == "Second Zzyzzova"


def test_a_change_without_a_version_overwrites_nothing(client_as: Any, acts: Any, case: Any, form: Any) -> None:
    client = client_as("case_manager")
    client.post(reverse("task-new", args=[case.pk]), form)
    with acts("case_manager"):
        task = the_task(case)
    assert client.post(reverse("task-edit", args=[task.pk]), form | {"words": "Blind Zzyzzova"}).status_code == 200
    with acts("case_manager"):
        assert Task.objects.get(pk=task.pk).words == WORDS


def test_a_case_is_not_closed_over_an_open_task(client_as: Any, world: Any, form: Any) -> None:
    manager, today = world.actor("case_manager"), timezone.localdate()
    with acting_as(manager):
        mine = new_case(manager)
        task = add_task(by=manager, case=mine, facts={"words": "Last Zzyzzova", "due_on": today, "owner": manager.user})
    client, closing = client_as("case_manager"), {"reason": "goals_met", "on": str(today)}
    refused = client.post(reverse("case-close", args=[mine.pk]), closing)
    assert (refused.status_code, len(refused.context["form"].non_field_errors())) == (200, 1)

    client.post(reverse("task-settle", args=[task.pk]), {"state": "dropped"})
    assert client.post(reverse("case-close", args=[mine.pk]), closing).status_code == 302
    written = client.post(reverse("task-new", args=[mine.pk]), form)
    assert written.context["form"].non_field_errors()
    client.post(reverse("task-settle", args=[task.pk]), {"state": "open"})
    with acting_as(manager):
        assert Task.objects.get(pk=task.pk).state == TaskState.DROPPED
    assert "Last Zzyzzova" not in calendar(client)
    page = client.get(reverse("case-tasks", args=[mine.pk])).content.decode()
    assert ("Last Zzyzzova" in page, reverse("task-settle", args=[task.pk]) in page) == (True, False)


def test_the_tile_counts_exactly_the_rows_it_opens(client_as: Any, world: Any, case: Any) -> None:
    manager, today = world.actor("case_manager"), timezone.localdate()
    with acting_as(manager):
        Task.objects.filter(owner=manager.user).update(due_on=today + timedelta(days=30), state="open")
        for days in (-3, 0, 7, 8):
            add_task(by=manager, case=case, facts={"words": f"In {days} days", "due_on": today + timedelta(days=days), "owner": manager.user})
        add_task(by=manager, case=case, facts={"words": "Somebody else's", "due_on": today, "owner": world.user("lawyer")})
        add_task(by=manager, case=case, facts={"words": "No day", "owner": manager.user})
    client = client_as("case_manager")
    opened = client.get(reverse("task-list"), {"when": "soon"})

    assert [task.words for task in opened.context["tasks"]] == ["In -3 days", "In 0 days", "In 7 days"]
    home = client.get(reverse("home")).context["tiles"]
    assert [counted.number for counted in home if counted.tile.url_name == "task-list"] == [3]
    assert "No day" in [task.words for task in client.get(reverse("task-list")).context["tasks"]]


def test_the_calendar_gathers_what_runs_out_by_itself(client_as: Any, world: Any) -> None:
    manager, today, case = world.actor("case_manager"), timezone.localdate(), world.row("case")
    police, ends = world.organisations["police-almaty"], guarantee_ends(case.requested_on)
    with acting_as(manager):
        record_consent(by=manager, case=case, facts=consent_facts(police, expires_on=today + timedelta(days=1)))
        step = Step.objects.filter(case=case, state="todo").select_related("case").first()
        change_step(by=manager, step=step, state="doing", owner=manager.user, due_on=today + timedelta(days=1))
    client = client_as("case_manager")
    tomorrow = client.get(reverse("calendar"), {"from": str(today + timedelta(days=1))}).context["days"]
    found = {due.url for each in tomorrow for due in each.due if each.day == today + timedelta(days=1) and due.code == case.code}

    assert {reverse(name, args=[case.pk]) for name in ("case-sharing", "case-work")} <= found
    then = client.get(reverse("calendar"), {"from": str(ends), "span": "month"}).context["days"]
    assert [each.day for each in then for due in each.due if due.url == reverse("case-detail", args=[case.pk])] == [ends]


def test_what_is_late_stands_above_every_week(client_as: Any, world: Any, case: Any) -> None:
    manager, today = world.actor("case_manager"), timezone.localdate()
    with acting_as(manager):
        add_task(by=manager, case=case, facts={"words": "Forgotten Zzyzzova", "due_on": today - timedelta(days=40), "owner": manager.user})
    far = client_as("case_manager").get(reverse("calendar"), {"from": "2031-01-01"})

    assert [one.words for one in far.context["late"] if one.words == "Forgotten Zzyzzova"] == ["Forgotten Zzyzzova"]


def test_all_or_only_mine(client_as: Any, world: Any) -> None:
    lawyer, case = world.actor("lawyer"), world.row("case")
    with acting_as(world.actor("case_manager")):
        add_task(by=world.actor("case_manager"), case=case, facts={"words": "For the lawyer", "due_on": timezone.localdate(), "owner": lawyer.user})
    client = client_as("case_manager")

    assert "For the lawyer" not in calendar(client)
    assert "For the lawyer" in calendar(client, who="all")
    assert "For the lawyer" in calendar(client_as("lawyer"))


@pytest.mark.parametrize("asked", ["", "2026-13-45", "no day", "0001-01-01", "9999-12-31", "2026-02-29"])
@pytest.mark.parametrize("span", ["week", "month", "century"])
def test_an_impossible_day_is_today(client_as: Any, asked: str, span: str) -> None:
    answer = client_as("case_manager").get(reverse("calendar"), {"from": asked, "span": span})

    assert answer.status_code == 200
    assert answer.context["first"] <= timezone.localdate() <= answer.context["last"]


@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2025, 12, 31), date(2026, 1, 1), date(2026, 3, 1)])
def test_a_month_is_whole_and_a_week_begins_on_monday(client_as: Any, day: date) -> None:
    month = client_as("case_manager").get(reverse("calendar"), {"from": str(day), "span": "month"}).context
    week = client_as("case_manager").get(reverse("calendar"), {"from": str(day)}).context

    assert (month["first"].day, (month["last"] + timedelta(days=1)).day, month["first"] <= day <= month["last"]) == (1, 1, True)
    assert (week["first"].weekday(), (week["last"] - week["first"]).days, len(week["days"])) == (0, 6, 7)


def test_who_was_taken_off_a_case_sees_its_tasks_no_longer(client_as: Any, world: Any) -> None:
    director, medic = world.actor("director"), world.user("medic")
    with acting_as(director):
        case = new_case(world.actor("case_manager"))
        assign_case(by=director, case=case, user=medic)
        task = add_task(by=director, case=case, facts={"words": "Seen once", "due_on": timezone.localdate(), "owner": medic})
    client = client_as("medic")
    assert "Seen once" in calendar(client)
    with acting_as(director):
        end_assignment(by=director, assignment=Assignment.objects.get(case=case, user=medic))

    assert "Seen once" not in calendar(client)
    assert client.get(reverse("task-edit", args=[task.pk])).status_code == 404
    assert client.post(reverse("task-settle", args=[task.pk]), {"state": "done"}).status_code == 404
    with acting_as(world.actor("medic")):  # the second lock
        assert not Task.objects.filter(pk=task.pk).exists()
        assert Task.objects.filter(pk=task.pk).update(state="done", settled_on=timezone.localdate()) == 0


def test_an_operator_finds_call_backs_there_and_nothing_else(client_as: Any, world: Any) -> None:
    operator, moment = world.actor("operator"), timezone.now() + timedelta(minutes=5)
    with acting_as(operator):
        promise_call_back(by=operator, call=start_call(by=operator, outcome_class="help"), due=moment)
    due = [one for each in client_as("operator").get(reverse("calendar"), {"from": str(timezone.localdate(moment)), "span": "month"}).context["days"] for one in each.due]

    assert due
    assert all(one.url.startswith("/calls/") for one in due)
    assert all(not one.code and not one.words for one in due)


@pytest.mark.parametrize("kind", [kind for kind in TaskKind if kind != TaskKind.TASK])
def test_the_database_too_wants_a_day_for_a_date(world: Any, case: Any, kind: str) -> None:
    manager = world.actor("case_manager")
    with acting_as(manager), pytest.raises(IntegrityError), transaction.atomic():
        add_task(by=manager, case=case, facts={"kind": kind, "words": "No day"})


def test_settling_twice_at_once_leaves_one_line(world: Any, case: Any) -> None:
    manager = world.actor("case_manager")
    with acting_as(manager):
        task = add_task(by=manager, case=case, facts={"words": "Twice"})
        settle_task(by=manager, task=task, state="done")
        settle_task(by=manager, task=task, state="done")
        assert TimelineEntry.objects.filter(source_id=task.pk, kind="task_settled").count() == 1
