"""Incidents: for the residents' safety, added to and never edited; a worker's wrong is not read by whom it is about."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone, translation

from access.actors import system_actor
from access.context import acting, acting_as
from access.retention.actions import sweep_organisation
from casework.cases.models import Case
from casework.erasure.actions import erase_person
from casework.erasure.models import Ground
from shelters.incidents.actions import AlreadyClosed, NotInThisHouse, add_to_incident, close_incident, report_incident
from shelters.models import Incident, IncidentNote, IncidentNotice
from tests.keystore import copied_store as copied_store
from tests.world import speak_english
from tests.world_shelters import INCIDENT

pytestmark = pytest.mark.django_db
WHAT = "Zzshe was grabbed by the arm"


@pytest.fixture(autouse=True)
def in_english(world: Any) -> Any:
    speak_english(world)
    with translation.override("en"):
        yield


@pytest.fixture
def system(world: Any) -> Any:
    return lambda: acting(organisation_id=world.organisations["rodnik"].pk)


@pytest.fixture
def incident(world: Any) -> Incident:
    found: Incident = world.row("incident")
    return found


def sent(world: Any, **changes: Any) -> dict[str, Any]:
    now = timezone.localtime() - timedelta(minutes=5)
    facts = {"kind": "harm", "happened_at": f"{now:%Y-%m-%dT%H:%M}", "house": str(world.row("shelter").pk), "what": WHAT}
    return {**facts, "concerned": [str(world.row("stay").pk)], "told": ["police", "ambulance"], "form_key": uuid4(), **changes}


def page(client: Any, name: str, *args: Any, **query: str) -> str:
    return str(client.get(reverse(name, args=list(args)), query).content.decode())


def about(world: Any, whom: str, reporter: str = "shelter_worker") -> Incident:
    by = world.actor(reporter)
    with acting_as(by):
        facts = {"kind": "staff_action", "happened_at": timezone.now(), "what": WHAT, "about_user": world.user(whom)}
        return report_incident(by=by, shelter=world.row("shelter"), facts=facts, stays=[world.row("stay")])


def test_from_the_report_to_the_end(client_as: Any, world: Any, system: Any) -> None:
    worker, manager, data = client_as("shelter_worker"), client_as("shelter_manager"), sent(world)
    answers = [worker.post(reverse("incident-new"), data) for _ in range(2)]
    assert len({answer.url for answer in answers}) == 1  # a second press is the same report
    with system():
        made = Incident.objects.get(kind="harm")
        assert sorted(IncidentNotice.objects.filter(incident=made).values_list("told", flat=True)) == ["ambulance", "police"]
    worker.post(reverse("incident-told", args=[made.pk]), {"told": "guardian", "told_at": data["happened_at"], "words": "Zzher aunt"})
    worker.post(reverse("incident-add", args=[made.pk]), {"words": "Zzdoctor came"})
    assert worker.post(reverse("incident-close", args=[made.pk]), {"outcome": "safe", "words": "x"}).status_code == 403
    assert "This field is required" in manager.post(reverse("incident-close", args=[made.pk]), {"outcome": "", "words": "Zzkept"}).content.decode()
    manager.post(reverse("incident-close", args=[made.pk]), {"outcome": "safe", "words": "Zzlock changed"})

    shown = page(worker, "incident-detail", made.pk)
    assert all(word in shown for word in (WHAT, "Zzher aunt", "Zzdoctor came", "Zzlock changed", "Safe again", "Guardian or parent"))
    assert world.row("stay").case.person.code in shown


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"kind": ""}, "kind", "required"),
        ({"what": ""}, "what", "required"),
        ({"happened_at": "2999-01-01T10:00"}, "happened_at", "still to come"),
        ({"happened_at": "yesterday"}, "happened_at", "valid"),
        ({"house": "nowhere"}, "house", "valid choice"),
        ({"concerned": [str(uuid4())]}, "concerned", "valid choice"),
    ],
)
def test_what_is_wrong_is_told_beside_its_box_and_nothing_is_lost(
    changes: dict[str, Any], field: str, told: str, client_as: Any, world: Any
) -> None:
    answer = client_as("shelter_worker").post(reverse("incident-new"), sent(world, **changes))

    assert field in answer.context["form"].errors
    assert told in answer.content.decode()
    assert changes.get("what", WHAT) in answer.content.decode()


def test_a_worker_is_named_only_where_a_worker_did_wrong(client_as: Any, world: Any) -> None:
    whom = str(world.user("shelter_manager").pk)
    answer = client_as("shelter_worker").post(reverse("incident-new"), sent(world, about_user=whom))
    assert "only when a worker did wrong" in answer.content.decode()
    foreign = client_as("shelter_worker").post(reverse("incident-new"), sent(world, kind="staff_action", about_user=str(world.user("director", "sana-sezim").pk)))
    assert "about_user" in foreign.context["form"].errors
    oneself = client_as("shelter_worker").post(reverse("incident-new"), sent(world, kind="staff_action", about_user=str(world.user("shelter_worker").pk)))
    assert "about_user" in oneself.context["form"].errors


@pytest.mark.parametrize(
    ("whom", "reporter", "readers"),
    [
        ("shelter_worker", "shelter_manager", {"shelter_manager", "director"}),
        ("shelter_manager", "shelter_worker", {"shelter_worker", "director"}),
        ("director", "shelter_worker", {"shelter_worker", "shelter_manager"}),
        ("medic", "shelter_worker", {"shelter_worker", "shelter_manager", "director"}),
        ("medic", "shelter_manager", {"shelter_manager", "director"}),
    ],
)
def test_a_workers_wrong_is_read_by_few_and_never_by_whom_it_is_about(
    whom: str, reporter: str, readers: set[str], client_as: Any, world: Any
) -> None:
    made = about(world, whom, reporter)
    for role in ("shelter_worker", "shelter_manager", "director"):
        client, may = client_as(role), role in readers
        assert client.get(reverse("incident-detail", args=[made.pk])).status_code == (200 if may else 404), role
        assert (str(made.pk) in page(client, "incident-list")) == may, role
        assert client.post(reverse("incident-add", args=[made.pk]), {"words": "x"}).status_code == (302 if may else 404), role
        with acting_as(world.actor(role)):  # a query that forgets the rule
            assert Incident.objects.filter(pk=made.pk).exists() == may, role
            assert IncidentNote.objects.filter(incident_id=made.pk).exists() == (may and bool(readers)), role


def test_the_rule_stands_on_the_pages_in_words(client_as: Any) -> None:
    worker = client_as("shelter_worker")

    assert all("the worker it is about never does" in page(worker, name) for name in ("incident-list", "incident-new"))


@pytest.mark.parametrize("role", ["case_manager", "psychologist", "operator", "monitoring_officer", "auditor"])
def test_others_have_no_way_in(role: str, client_as: Any, world: Any, incident: Incident) -> None:
    client = client_as(role)
    urls = [reverse("incident-list"), reverse("incident-new"), reverse("incident-detail", args=[incident.pk])]

    assert [client.get(url).status_code for url in urls] == [403, 403, 403]
    with acting_as(world.actor(role)):
        assert not Incident.objects.exists()
        assert not IncidentNotice.objects.exists()


def test_another_organisation_finds_nothing(client_as: Any, incident: Incident) -> None:
    client = client_as("director", "sana-sezim")

    for name in ("incident-detail", "incident-told", "incident-add", "incident-close"):
        assert client.get(reverse(name, args=[incident.pk])).status_code == 404
    assert str(incident.pk) not in page(client, "incident-list")


def test_the_list_is_narrowed_by_kind_state_and_house(client_as: Any, world: Any, incident: Incident) -> None:
    manager, by = client_as("shelter_manager"), world.actor("shelter_manager")
    with acting_as(by):
        close_incident(by=by, incident=incident, outcome="authorities", words="Done")
        other = report_incident(by=by, shelter=world.row("shelter"), facts={"kind": "missing", "happened_at": timezone.now(), "what": WHAT})

    def ids(**query: str) -> set[Any]:
        return {row.pk for row in manager.get(reverse("incident-list"), query).context["page"]}

    assert ids(state="open") == ids(kind="missing") == {other.pk}
    assert ids(state="closed") == ids(kind="threat") == {incident.pk}
    assert ids(house=str(world.row("shelter").pk)) == ids(state="x", kind="x", house="x") == {incident.pk, other.pk}
    tiles = {counted.tile.url_name: counted.number for counted in manager.get(reverse("home")).context["tiles"]}
    assert tiles["incident-list"] == 1
    assert WHAT not in page(manager, "incident-list")  # words stand on the page of each


def test_it_stays_as_it_was_written_in_the_database_too(world: Any, incident: Incident, system: Any) -> None:
    by = world.actor("shelter_manager")
    with acting_as(by):
        for change in ({"kind": "other"}, {"what": b"Nothing"}, {"happened_at": timezone.now()}):
            with pytest.raises(ProgrammingError, match="stays as it was written"), transaction.atomic():
                Incident.objects.filter(pk=incident.pk).update(**change)
        assert IncidentNotice.objects.filter(incident=incident).update(told="other") == 0
        assert IncidentNote.objects.filter(incident=incident).delete()[0] == 0
        close_incident(by=by, incident=incident, outcome="safe", words="Done")
        with pytest.raises(AlreadyClosed):
            close_incident(by=by, incident=incident, outcome="moved", words="Again")
        with pytest.raises(ProgrammingError, match="stays as it was written"), transaction.atomic():
            Incident.objects.filter(pk=incident.pk).update(outcome="moved")
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            IncidentNote.objects.create(organisation_id=incident.organisation_id, incident=incident, words="x", author_id=by.user_id)
    with system(), pytest.raises(IntegrityError, match="incident_closed_with_an_outcome"), transaction.atomic():
        Incident.objects.filter(pk=incident.pk).update(outcome="")


def test_words_typed_for_a_closed_incident_are_not_lost(client_as: Any, world: Any, incident: Incident) -> None:
    by = world.actor("director")
    with acting_as(by):
        close_incident(by=by, incident=incident, outcome="safe", words="Done")
    answer = client_as("shelter_worker").post(reverse("incident-add", args=[incident.pk]), {"words": "Zzlate words"})

    assert answer.status_code == 200
    assert "copy it before leaving" in answer.content.decode()
    assert "Zzlate words" in answer.content.decode()


def test_residents_are_of_the_same_house(world: Any) -> None:
    by, facts = world.actor("shelter_worker"), {"kind": "harm", "happened_at": timezone.now(), "what": WHAT}
    with acting_as(by), pytest.raises(NotInThisHouse):
        report_incident(by=by, shelter=world.row("shelter", "sana-sezim"), facts=facts, stays=[world.row("stay")])


def test_the_page_of_a_resident_shows_theirs(client_as: Any, world: Any, incident: Incident) -> None:
    stay = world.row("stay")
    assert incident.get_absolute_url() in page(client_as("shelter_worker"), "stay-detail", stay.pk)
    assert incident.get_absolute_url() not in page(client_as("case_manager"), "case-list")
    chosen = client_as("shelter_worker").get(reverse("incident-new"), {"stay": str(stay.pk)}).context["form"]
    assert chosen.initial["concerned"] == [str(stay.pk)]


def telling(system: Any) -> int:
    with system():
        return sum(model.objects.exclude(**{name: b""}).count() for model, name in ((Incident, "what"), (IncidentNotice, "words"), (IncidentNote, "words")))


def test_words_lie_sealed_and_go_with_the_person(world: Any, incident: Incident, system: Any, copied_store: Any, django_capture_on_commit_callbacks: Any) -> None:
    with system(), connection.cursor() as cursor:
        cursor.execute("select what from shelters_incident")
        assert all(INCIDENT["what"].encode() not in bytes(row[0]) for row in cursor.fetchall())
    assert telling(system) == 3
    with system(), django_capture_on_commit_callbacks(execute=False):
        Case.objects.filter(pk=world.row("stay").case_id).update(state="closed", closed_on=timezone.localdate(), closure_reason="goals_met")
        erase_person(by=world.actor("director"), person=world.row("stay").case.person, ground=Ground.REQUEST, asked_by=world.user("case_manager"))

    assert telling(system) == 0


def test_words_go_when_it_is_closed_and_the_time_of_stories_is_over(world: Any, incident: Incident, system: Any, copied_store: Any) -> None:
    rodnik, today = world.organisations["rodnik"], timezone.localdate()
    later = timezone.now() + timedelta(days=5 * 365 + 2)
    with system():
        sweep_organisation(rodnik, now=later)
        assert telling(system) == 3  # the case still runs
        Case.objects.filter(pk=world.row("stay").case_id).update(state="closed", closed_on=today, closure_reason="goals_met")
        sweep_organisation(rodnik, now=later)
        assert telling(system) == 3  # nobody has closed the incident
        close_incident(by=world.actor("director"), incident=incident, outcome="safe", words="Done")
        sweep_organisation(rodnik, now=later)
    assert telling(system) == 0


def test_an_addition_is_by_somebody(world: Any, incident: Incident) -> None:
    with acting(organisation_id=incident.organisation_id), pytest.raises(PermissionDenied):
        add_to_incident(by=system_actor(world.organisations["rodnik"]), incident=incident, words="x")
