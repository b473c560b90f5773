"""Tasks without a case: seen by owner, author and whoever leads the team, in the lists like the others, handed over on departure."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from access.actions import end_membership
from access.context import acting, acting_as
from access.models import AuditEvent, Membership
from access.permissions import Permission as P
from access.retention.registry import Limit
from access.roles import Role
from casework.cases.assigning import NotAMember
from casework.retention import team_tasks_due
from casework.tasks.models import Task
from casework.tasks.team_actions import add_team_task, hand_over_team_tasks

pytestmark = pytest.mark.django_db
WORDS = "Zzrenew the licence of the house"


def write(world: Any, by: str = "social_worker", owner: str | None = "medic", team: str = "office", **facts: Any) -> Task:
    actor = world.actor(by)
    given = {"words": WORDS, "due_on": timezone.localdate(), "owner": world.user(owner) if owner else None, "team": team}
    with acting_as(actor):
        return add_team_task(by=actor, facts=given | facts)


def sees(world: Any, role: str, task: Task, organisation: str = "rodnik") -> tuple[bool, bool]:
    """By a query without any filter as the login of the pages, and by the scope of the pages."""
    actor = world.actor(role, organisation)
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute("select count(*) from casework_task where id = %s", [task.pk])
        return bool(cursor.fetchone()[0]), Task.objects.visible_to(actor).filter(pk=task.pk).exists()


@pytest.mark.parametrize(
    ("team", "leads"),
    [("office", {"director"}), ("house", {"director", "shelter_manager"}), ("hotline", {"director", "shift_lead"})],
)
def test_owner_author_and_leads_see_it_and_nobody_else(team: str, leads: set[str], world: Any) -> None:
    task = write(world, team=team)
    found = {role.value: sees(world, role.value, task) for role in Role if role not in (Role.DONOR, Role.PARTNER)}

    assert {role for role, seen in found.items() if seen == (True, True)} == {"social_worker", "medic", *leads}
    assert set(found.values()) == {(True, True), (False, False)}
    assert sees(world, "director", task, "sana-sezim") == (False, False)


def test_it_is_sealed_and_a_case_stays_out_of_it(world: Any) -> None:
    task = write(world)
    with acting_as(world.actor("medic")), connection.cursor() as cursor:
        cursor.execute("select words, case_id from casework_task where id = %s", [task.pk])
        words, case = cursor.fetchone()
    assert (WORDS.encode() in bytes(words), case) == (False, None)
    for change in ({"case": world.row("case"), "team": ""}, {"by": world.user("medic")}):
        with acting_as(world.actor("medic")), pytest.raises(DatabaseError), transaction.atomic():
            Task.objects.filter(pk=task.pk).update(**change)


def test_nobody_writes_one_down_in_the_name_of_another_or_turns_a_task_of_a_case_loose(world: Any) -> None:
    medic = world.actor("medic")
    with acting_as(medic), pytest.raises(DatabaseError), transaction.atomic():
        Task.objects.create(organisation=medic.organisation, team="office", words="x", by=world.user("director"))
    with acting_as(world.actor("case_manager")), pytest.raises(DatabaseError), transaction.atomic():
        Task.objects.filter(pk=world.row("task").pk).update(case=None, team="office", kind="task")
    for wrong in ({"team": ""}, {"team": "office", "kind": "call", "due_on": timezone.localdate()}):
        with acting_as(medic), pytest.raises(DatabaseError), transaction.atomic():
            Task.objects.create(organisation=medic.organisation, words="x", by=medic.user, **wrong)


@pytest.mark.parametrize("role", ["operator", "shelter_worker", "monitoring_officer", "administrator", "case_manager"])
def test_it_stands_on_today_in_the_list_and_in_the_calendar_of_whoever_does_it(role: str, world: Any, client_as: Any) -> None:
    client = client_as(role)
    before = {item.tile.url_name: item.number for item in client.get(reverse("home")).context["tiles"]}["task-list"]
    write(world, owner=role)

    after = {item.tile.url_name: item.number for item in client.get(reverse("home")).context["tiles"]}["task-list"]
    shown = client.get(reverse("task-list") + "?when=soon")
    assert (after, len(shown.context["tasks"])) == (before + 1, before + 1)
    for page in ("task-list", "team-task-list", "calendar"):
        assert WORDS in client.get(reverse(page)).content.decode(), page
    assert WORDS not in client_as("psychologist").get(reverse("calendar") + "?who=all").content.decode()


def form(world: Any, **changes: Any) -> dict[str, Any]:
    return {
        "kind": "appointment", "words": WORDS, "due_on": timezone.localdate().isoformat(), "at": "10:30",
        "owner": str(world.user("operator").pk), "team": "hotline",
    } | changes  # fmt: skip


def test_written_changed_done_and_opened_again_through_the_pages(world: Any, client_as: Any) -> None:
    worker, operator = client_as("shelter_worker"), client_as("operator")
    key = str(worker.get(reverse("team-task-new")).context["form"]["form_key"].value())
    for _ in range(2):
        assert worker.post(reverse("team-task-new"), form(world, form_key=key)).status_code == 302
    with acting_as(world.actor("shelter_worker")):
        task = Task.objects.get(by=world.user("shelter_worker"))

    edit = reverse("team-task-edit", args=[task.pk])
    assert operator.post(edit, form(world, words="Zzat eleven", version=task.version)).status_code == 302
    late = worker.post(edit, form(world, words="Zzat noon", version=task.version))
    assert (late.status_code, "Zzat eleven" in late.content.decode(), "Zzat noon" in late.content.decode()) == (200, True, True)
    for state in ("done", "open", "dropped"):
        assert operator.post(reverse("team-task-settle", args=[task.pk]), {"state": state}).status_code == 302
    assert "Zzat eleven" in worker.get(reverse("team-task-list") + "?show=settled").content.decode()
    operator.post(reverse("team-task-settle", args=[task.pk]), {"state": "nonsense"})
    with acting_as(world.actor("shelter_worker")):
        task.refresh_from_db()
        assert (task.state, task.words) == ("dropped", "Zzat eleven")
    with acting(organisation_id=task.organisation_id):
        assert AuditEvent.objects.filter(object_id=task.pk, action__startswith="casework.task.").count() == 6  # the second press too


def test_whoever_only_does_it_does_not_pass_it_on(world: Any, client_as: Any) -> None:
    task = write(world)
    edit = reverse("team-task-edit", args=[task.pk])
    fields = {role: set(client_as(role).get(edit).context["form"].fields) for role in ("medic", "social_worker", "director")}

    assert {role: {"owner", "team"} & names for role, names in fields.items()} == {
        "medic": set(), "social_worker": {"owner", "team"}, "director": {"owner", "team"},
    }  # fmt: skip
    client_as("medic").post(edit, form(world, version=task.version))
    with acting_as(world.actor("medic")):
        assert Task.objects.get(pk=task.pk).owner == world.user("medic")


def test_a_lead_of_the_team_gives_it_to_somebody_else(world: Any, client_as: Any) -> None:
    task = write(world, team="house")
    assert client_as("shelter_manager").post(reverse("team-task-edit", args=[task.pk]), form(world, version=task.version)).status_code == 302
    with acting_as(world.actor("director")):
        found = Task.objects.get(pk=task.pk)
        assert (found.owner, found.team) == (world.user("operator"), "house")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"words": ""}, "words"), ({"due_on": ""}, "due_on"), ({"due_on": "", "at": "", "kind": "expiry"}, "due_on"), ({"kind": "call"}, "kind"),
        ({"kind": "hearing"}, "kind"), ({"team": ""}, "team"), ({"team": "kitchen"}, "team"), ({"owner": "foreign"}, "owner"), ({"owner": "auditor"}, "owner"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_the_field(changes: dict[str, str], field: str, world: Any, client_as: Any) -> None:
    people = {"foreign": world.user("medic", "sana-sezim"), "auditor": world.user("auditor")}
    given = {name: str(people[value].pk) if value in people else value for name, value in changes.items()}
    answer = client_as("medic").post(reverse("team-task-new"), form(world, **given))

    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])
    with acting_as(world.actor("medic")):
        assert not Task.objects.filter(by=world.user("medic")).exists()


def test_whoever_has_no_tasks_is_handed_none_and_only_whoever_assigns_hands_over(world: Any) -> None:
    write(world)
    for by, taker, refusal in (("director", "auditor", NotAMember), ("case_manager", "lawyer", PermissionDenied)):
        with acting_as(world.actor(by)), pytest.raises(refusal):
            hand_over_team_tasks(by=world.actor(by), giver=world.user("medic"), taker=world.user(taker))


@pytest.mark.parametrize("name", ["team-task-edit", "team-task-settle"])
def test_other_people_and_tasks_of_a_case_find_nothing_there(name: str, world: Any, client_as: Any) -> None:
    task = write(world)
    for client, pk in ((client_as("psychologist"), task.pk), (client_as("director", "sana-sezim"), task.pk), (client_as("case_manager"), world.row("task").pk)):
        assert client.post(reverse(name, args=[pk]), {"state": "done"}).status_code == 404
    assert client_as("medic").post(reverse("task-edit", args=[task.pk])).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if P.TEAM_TASK not in role.permissions and role not in (Role.DONOR, Role.PARTNER)])
def test_whoever_has_no_tasks_has_no_such_page(role: Role, client_as: Any) -> None:
    assert client_as(role).get(reverse("team-task-list")).status_code == 403


def test_on_departure_they_are_counted_found_and_handed_over(world: Any, client_as: Any) -> None:
    """The operator never had a case: only tasks bring them to the page."""
    task, director, operator = write(world, owner="operator"), world.actor("director"), world.user("operator")
    with acting_as(director):
        end_membership(by=director, membership=Membership.objects.get(user=operator, organisation=director.organisation, ended_at=None))
    client = client_as("director")
    tiles = {item.tile.url_name + item.tile.query: item.number for item in client.get(reverse("home")).context["tiles"]}
    listed = client.get(reverse("team-task-list") + "?show=left").context["tasks"]
    page = f"{reverse('handover')}?giver={operator.pk}"

    assert ([row.pk for row in listed], tiles["team-task-list?show=left"]) == ([task.pk], 1)
    assert f"?giver={operator.pk}" in client.get(reverse("handover")).content.decode()
    assert client.get(page).context["form"].tasks == 1
    assert client.post(page, {"taker": str(world.user("shift_lead").pk)}).context["form"].errors
    assert client.post(page, {"taker": str(world.user("shift_lead").pk), "with_tasks": "on"}).status_code == 302
    with acting_as(director):
        assert Task.objects.get(pk=task.pk).owner == world.user("shift_lead")
        assert AuditEvent.objects.filter(action="casework.task.handed_over", object_id=operator.pk).count() == 1


def test_the_words_go_some_time_after_it_was_settled(world: Any, client_as: Any) -> None:
    task = write(world)
    client_as("medic").post(reverse("team-task-settle", args=[task.pk]), {"state": "done"})
    today, organisation = timezone.localdate(), world.organisations["rodnik"]

    with acting_as(world.actor("director")):
        for days, due in ((-1, False), (0, True)):
            day = today + timedelta(days=days)
            limit = Limit(day=day, moment=timezone.now() + timedelta(days=days), now=timezone.now())
            assert team_tasks_due(organisation, limit).filter(pk=task.pk).exists() is due
