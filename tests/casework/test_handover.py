"""Cases pass from one colleague to another: all that were chosen, or none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from access.actions import end_membership
from access.context import acting_as
from access.models import AuditEvent, Membership
from casework.cases.actions import assign_case, end_assignment
from casework.cases.models import Assignment, TimelineEntry
from casework.cases.work import Step
from casework.cases.work_actions import change_step, start_workstreams
from casework.handover.work import assignments_of
from casework.tasks.actions import add_task, settle_task
from casework.tasks.models import Task
from tests.world_casework import new_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(world: Any) -> list[Any]:
    """Two cases the social worker works on; the first they lead."""
    director, manager, worker = world.actor("director"), world.actor("case_manager"), world.user("social_worker")
    made = []
    with acting_as(director):
        for is_lead in (True, False):
            case = new_case(manager)
            assign_case(by=director, case=case, user=worker, is_lead=is_lead)
            add_task(by=director, case=case, facts={"words": "To be done", "owner": worker, "due_on": timezone.localdate()})
            done = add_task(by=director, case=case, facts={"words": "Done long ago", "owner": worker})
            settle_task(by=director, task=done, state="done")
            start_workstreams(by=director, case=case, kinds=["protection"])
            step = Step.objects.filter(case=case).select_related("case").first()
            change_step(by=director, step=step, state="doing", owner=worker, due_on=timezone.localdate() + timedelta(days=1))
            made.append(case)
    return made


def rows(world: Any, cases: list[Any]) -> list[Assignment]:
    with acting_as(world.actor("director")):
        found = assignments_of(world.actor("director"), world.user("social_worker"))
        return list(found.filter(case__in=cases))


def page(world: Any) -> str:
    return f"{reverse('handover')}?giver={world.user('social_worker').pk}"


def test_the_preview_says_what_is_on_each_case_and_moves_nothing(client_as: Any, world: Any, cases: Any) -> None:
    shown = client_as("director").get(page(world)).content.decode()

    assert all(case.code in shown for case in cases)
    assert all((row.open_tasks, row.open_steps) == (1, 1) for row in rows(world, cases))
    with acting_as(world.actor("director")):
        assert not TimelineEntry.objects.filter(case__in=cases, kind="handed_over").exists()


def test_what_was_chosen_goes_over_with_what_is_still_to_be_done(client_as: Any, world: Any, cases: Any) -> None:
    taker, giver, chosen = world.user("lawyer"), world.user("social_worker"), rows(world, cases)
    answer = client_as("director").post(page(world), {"taker": str(taker.pk), "chosen": [str(row.pk) for row in chosen]})

    assert answer.status_code == 302
    with acting_as(world.actor("director")):
        now = Assignment.objects.filter(case__in=cases, ended_on=None)
        assert {(row.case_id, row.is_lead) for row in now.filter(user=taker)} == {(cases[0].pk, True), (cases[1].pk, False)}
        assert not now.filter(user=giver).exists()
        assert set(Task.objects.filter(case__in=cases, state="open").values_list("owner_id", flat=True)) == {taker.pk}
        assert set(Task.objects.filter(case__in=cases, state="done").values_list("owner_id", flat=True)) == {giver.pk}
        assert set(Step.objects.filter(case__in=cases, state="doing").values_list("owner_id", flat=True)) == {taker.pk}
        assert AuditEvent.objects.filter(action="casework.case.handed_over", object_id__in=[case.pk for case in cases]).count() == 2
    assert client_as("social_worker").get(reverse("case-detail", args=[cases[0].pk])).status_code == 404
    assert client_as("lawyer").get(reverse("case-detail", args=[cases[0].pk])).status_code == 200


def test_when_one_of_them_has_moved_meanwhile_none_goes(client_as: Any, world: Any, cases: Any) -> None:
    taker, chosen, director = world.user("lawyer"), rows(world, cases), world.actor("director")
    client = client_as("director")
    client.get(page(world))
    with acting_as(director):
        end_assignment(by=director, assignment=chosen[1])
    answer = client.post(page(world), {"taker": str(taker.pk), "chosen": [str(row.pk) for row in chosen]})

    assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True)
    with acting_as(director):
        assert not Assignment.objects.filter(case__in=cases, user=taker, ended_on=None).exists()
        assert Assignment.objects.filter(pk=chosen[0].pk, user=world.user("social_worker"), ended_on=None).exists()


@pytest.mark.parametrize("wrong", ["nobody", "foreign", "the same", "none chosen", "foreign row"])
def test_what_cannot_be_is_refused_and_nothing_moves(client_as: Any, world: Any, cases: Any, wrong: str) -> None:
    chosen, taker = [str(row.pk) for row in rows(world, cases)], str(world.user("lawyer").pk)
    with acting_as(world.actor("director", "sana-sezim")):
        foreign = str(Assignment.objects.filter(ended_on=None)[0].pk)
    form = {
        "nobody": {"taker": "", "chosen": chosen},
        "foreign": {"taker": str(world.user("lawyer", "sana-sezim").pk), "chosen": chosen},
        "the same": {"taker": str(world.user("social_worker").pk), "chosen": chosen},
        "none chosen": {"taker": taker, "chosen": []},
        "foreign row": {"taker": taker, "chosen": [*chosen, foreign]},
    }[wrong]
    answer = client_as("director").post(page(world), form)

    assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True)
    with acting_as(world.actor("director")):
        assert not TimelineEntry.objects.filter(case__in=cases, kind="handed_over").exists()


def test_a_restricted_case_is_neither_shown_nor_moved(client_as: Any, world: Any, cases: Any) -> None:
    with acting_as(world.actor("case_manager")):
        type(cases[1]).objects.filter(pk=cases[1].pk).update(is_restricted=True)
    shown = client_as("director").get(page(world)).content.decode()

    assert (cases[0].code in shown, cases[1].code in shown) == (True, False)


def test_cases_of_somebody_who_left_are_counted_and_found(client_as: Any, world: Any, cases: Any) -> None:
    director, worker = world.actor("director"), world.user("social_worker")
    with acting_as(director):
        end_membership(by=director, membership=Membership.objects.get(user=worker, organisation=director.organisation, ended_at=None))
        theirs = Assignment.objects.filter(user=worker, ended_on=None, case__closed_on=None, case__is_restricted=False)
        number = theirs.values("case_id").distinct().count()
    client = client_as("director")
    tiles = {counted.tile.url_name: counted.number for counted in client.get(reverse("home")).context["tiles"]}

    assert tiles["handover"] == number >= 2
    assert f"?giver={worker.pk}" in client.get(reverse("handover")).content.decode()


@pytest.mark.parametrize("asked", ["", "no id", "00000000-0000-0000-0000-000000000000"])
def test_of_nobody_nothing_is_shown(client_as: Any, asked: str) -> None:
    answer = client_as("director").get(reverse("handover"), {"giver": asked})

    assert (answer.status_code, answer.context["form"]) == (200, None)


def test_asked_as_often_for_two_cases_as_for_twelve(client_as: Any, world: Any, cases: Any, django_assert_max_num_queries: Any) -> None:
    director, worker = world.actor("director"), world.user("social_worker")
    client = client_as("director")
    client.get(page(world))
    with acting_as(director):
        for _ in range(10):
            assign_case(by=director, case=new_case(world.actor("case_manager")), user=worker)
    with django_assert_max_num_queries(24):
        client.get(page(world))
