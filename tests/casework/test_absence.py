"""A stand-in sees and works the cases while the days run: by the pages and by the database, and not a day longer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from access.actions import end_membership
from access.context import acting_as
from access.models import AuditEvent, Membership
from access.permissions import Permission as P
from access.roles import Role
from casework.absence.actions import end_standing_in, name_stand_in, note_standing_in
from casework.absence.models import Absence, AbsenceCase
from casework.absence.rules import AbsenceChanged, StandInIsAway
from casework.cases.actions import assign_case, end_assignment
from casework.cases.assigning import NotAMember
from casework.cases.models import Assignment, Case, TimelineEntry
from casework.cases.secrecy_actions import restrict_case
from casework.cases.work_actions import write_note
from casework.tasks.actions import add_task
from casework.tasks.models import Task
from tests.world_casework import new_case

pytestmark = pytest.mark.django_db
DAYS = {"before": (1, 5), "first day": (0, 3), "during": (-2, 2), "last day": (-3, 0), "after": (-5, -1), "ended early": (-2, 2)}


def lend(world: Any, days: tuple[int, int] = (0, 3), *, by: str = "lawyer", to: str = "medic", cases: Iterable[Any] | None = None, absent: str = "") -> Absence:
    """From so many days after today until so many: somebody stands in for the lawyer."""
    actor, today = world.actor(by), timezone.localdate()
    facts = {"stand_in": world.user(to), "first": today + timedelta(days=days[0]), "last": today + timedelta(days=days[1])}
    with acting_as(actor):
        return name_stand_in(by=actor, absent=world.user(absent or by), facts=facts, cases=None if cases is None else [case.pk for case in cases])


@pytest.fixture
def case(world: Any) -> Any:
    """A case of the lawyer, whom the medic does not help."""
    lawyer = world.actor("lawyer")
    with acting_as(lawyer):
        return new_case(lawyer)


def sees(world: Any, role: str, case: Any) -> tuple[bool, bool]:
    """By a query that forgets every filter, as the login of the pages; and by the scope of the pages."""
    actor = world.actor(role)
    with acting_as(actor):
        with connection.cursor() as cursor:
            cursor.execute("select current_user, count(*) from casework_case where id = %s", [case.pk])
            user, raw = cursor.fetchone()
        assert user == "pana_web"
        return bool(raw), Case.objects.visible_to(actor).filter(pk=case.pk).exists()


@pytest.mark.parametrize("when", DAYS)
def test_the_case_is_there_while_the_days_run_and_only_then(when: str, world: Any, case: Any, client_as: Any) -> None:
    absence, expected = lend(world, DAYS[when]), when in ("first day", "during", "last day")
    if when == "ended early":
        assert sees(world, "medic", case) == (True, True)
        with acting_as(world.actor("medic")):
            end_standing_in(by=world.actor("medic"), absence=absence)

    assert sees(world, "medic", case) == (expected, expected)
    assert client_as("medic").get(reverse("case-detail", args=[case.pk])).status_code == (200 if expected else 404)


def test_the_day_of_the_database_is_the_day_of_the_installation(world: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select app.today()")
        assert cursor.fetchone()[0] == timezone.localdate()


def test_the_rows_on_the_case_come_with_it_and_are_worked_on(world: Any, case: Any, client_as: Any) -> None:
    with acting_as(world.actor("lawyer")):
        task = add_task(by=world.actor("lawyer"), case=case, facts={"words": "Court", "owner": world.user("lawyer"), "due_on": timezone.localdate()})
    lend(world)
    client = client_as("medic")

    assert "Court" in client.get(reverse("task-list")).content.decode()
    assert case.code in client.get(reverse("calendar")).content.decode()
    assert client.post(reverse("task-settle", args=[task.pk]), {"state": "done"}).status_code == 302
    with acting_as(world.actor("lawyer")):
        assert Task.objects.get(pk=task.pk).state == "done"


def test_tasks_of_the_absent_one_on_other_cases_do_not_come_along(world: Any, case: Any, client_as: Any) -> None:
    shared, today = world.row("case"), timezone.localdate()
    with acting_as(world.actor("lawyer")):
        for one, words in ((case, "Zzlent"), (shared, "Zzkept")):
            add_task(by=world.actor("lawyer"), case=one, facts={"words": words, "owner": world.user("lawyer"), "due_on": today})
    lend(world, cases=[case])
    page = client_as("medic").get(reverse("task-list")).content.decode()

    assert ("Zzlent" in page, "Zzkept" in page) == (True, False)


def test_only_what_was_chosen(world: Any, case: Any) -> None:
    lawyer = world.actor("lawyer")
    with acting_as(lawyer):
        other = new_case(lawyer)
    lend(world, cases=[case])

    assert (sees(world, "medic", case), sees(world, "medic", other)) == ((True, True), (False, False))


def test_a_case_that_comes_in_the_meantime_is_covered_and_one_that_goes_is_not(world: Any, case: Any) -> None:
    lend(world)
    lawyer, director = world.actor("lawyer"), world.actor("director")
    with acting_as(lawyer):
        later = new_case(lawyer)
    with acting_as(director):
        end_assignment(by=director, assignment=Assignment.objects.get(case=case, ended_on=None))

    assert (sees(world, "medic", later), sees(world, "medic", case)) == ((True, True), (False, False))


def test_what_was_lent_is_not_lent_on(world: Any, case: Any) -> None:
    lend(world, to="medic")
    lend(world, by="medic", to="social_worker")

    assert sees(world, "medic", case) == (True, True)
    assert sees(world, "social_worker", case) == (False, False)
    with pytest.raises(AbsenceChanged):
        lend(world, by="medic", to="social_worker", cases=[case])


def test_a_restricted_case_goes_along_only_when_its_worker_names_it(world: Any, case: Any) -> None:
    lawyer, director = world.actor("lawyer"), world.actor("director")
    with acting_as(lawyer):
        restrict_case(by=lawyer, case=case)
    lend(world)
    lend(world, by="director", absent="lawyer", to="social_worker")
    assert [sees(world, role, case) for role in ("medic", "social_worker", "director")] == [(False, False)] * 3
    with pytest.raises(AbsenceChanged):
        lend(world, by="director", absent="lawyer", to="psychologist", cases=[case])

    lend(world, cases=[case], to="psychologist")
    assert sees(world, "psychologist", case) == (True, True)
    assert sees(world, "director", case) == (False, False)
    own = lend(world, by="director", absent="lawyer", to="psychologist", cases=[world.row("case")])
    with acting_as(director), pytest.raises(DatabaseError), transaction.atomic():
        AbsenceCase.objects.create(organisation=director.organisation, absence=own, case_id=case.pk, even_restricted=True)


def test_a_case_restricted_in_the_meantime_is_closed_to_the_stand_in(world: Any, case: Any) -> None:
    lend(world, cases=[case])
    with acting_as(world.actor("lawyer")):
        restrict_case(by=world.actor("lawyer"), case=case)

    assert sees(world, "medic", case) == (False, False)


def test_a_directors_stand_in_sees_what_the_director_works_on_and_not_everything(world: Any, case: Any) -> None:
    director = world.actor("director")
    with acting_as(director):
        led = new_case(director)
    lend(world, by="director", to="medic")

    assert (sees(world, "medic", led), sees(world, "medic", case)) == ((True, True), (False, False))


def test_privileged_notes_stay_with_their_author(world: Any, case: Any, client_as: Any) -> None:
    lawyer = world.actor("lawyer")
    with acting_as(lawyer):
        note = write_note(by=lawyer, case=case, text="Zzsealed by the lawyer", is_privileged=True)
        write_note(by=lawyer, case=case, text="Zzopen to all who work on it")
    lend(world, to="psychologist")
    page = client_as("psychologist").get(reverse("case-services", args=[case.pk])).content.decode()

    assert ("Zzsealed by the lawyer" in page, "Zzopen to all who work on it" in page) == (False, True)
    with acting_as(world.actor("psychologist")), connection.cursor() as cursor:
        cursor.execute("select count(*) from casework_note where id = %s", [note.pk])
        assert cursor.fetchone()[0] == 0


def test_another_organisation_sees_nothing_and_lends_nothing(world: Any, case: Any, client_as: Any) -> None:
    absence, foreign = lend(world), world.actor("lawyer", "sana-sezim")
    client = client_as("director", "sana-sezim")
    facts = {"stand_in": foreign.user, "first": timezone.localdate(), "last": timezone.localdate()}

    with acting_as(foreign):
        assert not Absence.objects.filter(pk=absence.pk).exists()
    with acting_as(world.actor("lawyer")), pytest.raises(NotAMember):
        name_stand_in(by=world.actor("lawyer"), absent=world.user("lawyer"), facts=facts)
    assert client.get(reverse("absence-end", args=[absence.pk])).status_code == 404
    assert client.post(reverse("absence-end", args=[absence.pk])).status_code == 404
    with acting_as(world.actor("lawyer")), pytest.raises(DatabaseError), transaction.atomic():
        Absence.objects.create(organisation=world.organisations["rodnik"], absent=world.user("lawyer"), by=world.user("lawyer"), **facts)


def test_whoever_left_lends_nothing_any_more(world: Any, case: Any) -> None:
    lend(world)
    director = world.actor("director")
    with acting_as(director):
        end_membership(by=director, membership=Membership.objects.get(user=world.user("lawyer"), organisation=director.organisation, ended_at=None))

    assert sees(world, "medic", case) == (False, False)


def test_the_database_takes_no_absence_in_the_name_of_another_and_no_other_days(world: Any, case: Any) -> None:
    absence, today, medic = lend(world), timezone.localdate(), world.actor("medic")
    with acting_as(medic), pytest.raises(DatabaseError), transaction.atomic():
        Absence.objects.create(
            organisation=medic.organisation, absent=world.user("psychologist"), stand_in=medic.user, first=today, last=today, by=medic.user
        )
    for change in ({"last": today + timedelta(days=90)}, {"all_cases": False}, {"ended_at": timezone.now(), "ended_by": world.user("lawyer")}):
        with acting_as(medic), pytest.raises(DatabaseError), transaction.atomic():
            Absence.objects.filter(pk=absence.pk).update(**change)
    with acting_as(medic):
        end_standing_in(by=medic, absence=absence)
    with acting_as(world.actor("lawyer")), pytest.raises(DatabaseError), transaction.atomic():
        Absence.objects.filter(pk=absence.pk).update(ended_at=None, ended_by=None)


def test_who_is_away_is_no_stand_in(world: Any, case: Any) -> None:
    lend(world, (0, 9), by="medic", to="lawyer")

    with pytest.raises(StandInIsAway):
        lend(world, (3, 4))
    lend(world, (10, 12))


def form(world: Any, **changes: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "stand_in": str(world.user("medic").pk), "first": day(today), "last": day(today + timedelta(days=7)), "which": "all",
    } | changes  # fmt: skip


def day(value: date) -> str:
    return value.isoformat()


def test_named_by_the_worker_told_to_the_stand_in_ended_early_and_kept(world: Any, case: Any, client_as: Any) -> None:
    lawyer, medic = client_as("lawyer"), client_as("medic")
    assert lawyer.post(reverse("absence-new"), form(world, which="chosen", chosen=[str(case.pk)])).status_code == 302
    with acting_as(world.actor("lawyer")):
        absence = Absence.objects.get(absent=world.user("lawyer"), ended_at=None)
        assert TimelineEntry.objects.filter(case=case, kind="stand_in_named").count() == 1
        assert AuditEvent.objects.filter(action="casework.absence.named", object_id=absence.pk).count() == 1

    tiles = {item.tile.url_name + item.tile.query: item.number for item in medic.get(reverse("home")).context["tiles"]}
    assert (tiles["absence-list?show=note"], tiles["case-list?who=stand_in&state=active"]) == (1, 1)
    assert {item.tile.query: item.number for item in lawyer.get(reverse("home")).context["tiles"]}["?show=mine"] == 1
    assert case.code in medic.get(reverse("case-list") + "?who=stand_in&state=active").content.decode()
    name = world.user("medic").display_name
    for page in (reverse("case-detail", args=[case.pk]), reverse("case-access", args=[case.pk]), reverse("calendar")):
        assert name in lawyer.get(page).content.decode(), page
    assert medic.post(reverse("absence-note", args=[absence.pk])).status_code == 302
    assert len(medic.get(reverse("absence-list") + "?show=note").context["rows"]) == 0

    assert medic.get(reverse("absence-end", args=[absence.pk])).status_code == 200
    assert medic.post(reverse("absence-end", args=[absence.pk])).status_code == 302
    assert medic.get(reverse("case-detail", args=[case.pk])).status_code == 404
    for client in (lawyer, medic, client_as("director")):
        assert absence.pk in {row.pk for row in client.get(reverse("absence-list") + "?show=past").context["rows"]}
    with acting_as(world.actor("lawyer")):
        assert TimelineEntry.objects.filter(case=case, kind="stand_in_ended").count() == 1
        assert Absence.objects.get(pk=absence.pk).ended_by == world.user("medic")


def test_the_director_says_it_for_somebody_suddenly_ill_and_nobody_else_does(world: Any, case: Any, client_as: Any) -> None:
    address = f"{reverse('absence-new')}?absent={world.user('lawyer').pk}"
    assert client_as("social_worker").post(address, form(world)).status_code == 302
    assert sees(world, "medic", case) == (False, False)  # it was their own absence

    page = client_as("director").get(address)
    assert case.code in page.content.decode()
    assert client_as("director").post(address, form(world)).status_code == 302
    assert sees(world, "medic", case) == (True, True)
    with acting_as(world.actor("social_worker")), pytest.raises(PermissionDenied):
        name_stand_in(by=world.actor("social_worker"), absent=world.user("lawyer"), facts={})


def test_ended_by_neither_is_refused(world: Any, case: Any) -> None:
    absence = lend(world)
    for act in (end_standing_in, note_standing_in):
        with acting_as(world.actor("psychologist")), pytest.raises(PermissionDenied):
            act(by=world.actor("psychologist"), absence=absence)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"stand_in": ""}, "stand_in"), ({"stand_in": "myself"}, "stand_in"), ({"stand_in": "operator"}, "stand_in"), ({"stand_in": "foreign"}, "stand_in"),
        ({"first": "1999-01-01"}, "first"), ({"last": ""}, "last"), ({"last": "yesterday"}, "last"), ({"last": "2999-01-01"}, "last"),
        ({"which": "chosen"}, "chosen"), ({"which": "chosen", "chosen": ["00000000-0000-0000-0000-000000000000"]}, "chosen"), ({"which": "none"}, "which"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_the_field(changes: dict[str, Any], field: str, world: Any, case: Any, client_as: Any) -> None:
    people = {"myself": world.user("lawyer"), "operator": world.user("operator"), "foreign": world.user("medic", "sana-sezim")}
    given = {name: str(people[value].pk) if value in people else value for name, value in changes.items() if isinstance(value, str)}
    if given.get("last") == "yesterday":
        given["last"] = day(timezone.localdate() - timedelta(days=1))
    answer = client_as("lawyer").post(reverse("absence-new"), form(world, **changes | given))

    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])
    with acting_as(world.actor("lawyer")):
        assert not Absence.objects.filter(absent=world.user("lawyer")).exists()


def test_a_second_press_names_once(world: Any, case: Any, client_as: Any) -> None:
    client = client_as("lawyer")
    key = client.get(reverse("absence-new")).context["form"]["form_key"].value()
    for _ in range(2):
        assert client.post(reverse("absence-new"), form(world, form_key=str(key))).status_code == 302
    with acting_as(world.actor("lawyer")):
        assert Absence.objects.filter(absent=world.user("lawyer")).count() == 1


@pytest.mark.parametrize("role", [role for role in Role if P.CASE_VIEW not in role.permissions and role not in (Role.DONOR, Role.PARTNER)])
def test_whoever_works_on_no_case_has_no_such_page(role: Role, client_as: Any) -> None:
    assert client_as(role).get(reverse("absence-list")).status_code == 403


def test_the_stand_in_may_be_given_a_task_while_the_days_run(world: Any, case: Any, client_as: Any) -> None:
    lend(world, (2, 4))
    assert world.user("medic").display_name not in client_as("lawyer").get(reverse("task-new", args=[case.pk])).content.decode()
    lend(world)
    assert world.user("medic").display_name in client_as("lawyer").get(reverse("task-new", args=[case.pk])).content.decode()


def test_the_set_is_worked_out_once_a_statement(world: Any, case: Any) -> None:
    lend(world)
    with acting_as(world.actor("medic")), connection.cursor() as cursor:
        cursor.execute("explain (analyze, format text) select * from casework_case")
        plan = "\n".join(row[0] for row in cursor.fetchall())

    sets = [line for line in plan.splitlines() if "ProjectSet" in line or "Function Scan on my_cases" in line]
    assert sets, plan
    assert all("loops=1" in line or "never executed" in line for line in sets), plan


def test_a_day_too_long_ago_assigned_does_not_count(world: Any, case: Any) -> None:
    """Only present work is lent: what the absent one is off from stays off, for the stand-in too."""
    director = world.actor("director")
    lend(world, cases=[case])
    with acting_as(director):
        assign_case(by=director, case=case, user=world.user("psychologist"), is_lead=True)

    assert sees(world, "medic", case) == (False, False)
