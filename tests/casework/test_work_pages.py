"""Facts, the 4P plan, services, notes and activities through their pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.activities.actions import change_activity
from casework.activities.models import Activity
from casework.cases.actions import assign_case, close_case
from casework.cases.facts import Exploitation, RouteLeg, VictimStatusDecision
from casework.cases.models import Case
from casework.cases.work import Note, Service, Step, Workstream
from casework.vocabulary import VOCABULARIES
from tests.world_casework import activity_facts

EPISODE = {
    "types": ["sexual", "forced_labour"], "main_type": "forced_labour", "means": ["debt_bondage_control"], "sectors": ["construction"],
    "country": "KZ", "region": "KZ-75", "started_on": "2020-01-05", "ended_on": "2021-01-05", "story": "Её слова",
}  # fmt: skip


@pytest.fixture
def episode_form() -> dict[str, Any]:
    """Codes are taken from the lists, so that a reworded list breaks nothing."""
    first = {name: [VOCABULARIES[v].codes[0]] for name, v in (("means", "means_of_control"), ("sectors", "labour_sector"))}
    return EPISODE | first


def test_an_episode_is_recorded_with_several_answers_to_each_question(client_as: Any, acts: Any, case: Any, episode_form: Any) -> None:
    response = client_as("case_manager").post(reverse("exploitation-new", args=[case.pk]), episode_form)

    assert response.status_code == 302
    with acts("case_manager"):
        episode = Exploitation.objects.get(case=case)
        assert (episode.types, episode.main_type, episode.story) == (["sexual", "forced_labour"], "forced_labour", "Её слова")
    page = client_as("case_manager").get(reverse("case-facts", args=[case.pk])).content.decode()
    assert "Её слова" in page


def test_without_a_choice_the_first_type_is_the_main_one(client_as: Any, acts: Any, case: Any) -> None:
    client_as("case_manager").post(reverse("exploitation-new", args=[case.pk]), {"types": ["forced_begging"]})

    with acts("case_manager"):
        assert Exploitation.objects.get(case=case).main_type == "forced_begging"


@pytest.mark.parametrize(
    ("field", "value"), [("types", []), ("ended_on", "2019-01-01"), ("main_type", "organ_removal"), ("country", "no such")]
)
def test_a_wrong_episode_is_named_at_the_field(client_as: Any, case: Any, episode_form: Any, field: str, value: Any) -> None:
    form = episode_form | {field: value}
    response = client_as("case_manager").post(reverse("exploitation-new", args=[case.pk]), form)

    assert field in response.context["form"].errors
    assert response.context["form"]["story"].value() == "Её слова"


def test_an_episode_is_corrected(client_as: Any, acts: Any, case: Any, episode_form: Any) -> None:
    client = client_as("case_manager")
    client.post(reverse("exploitation-new", args=[case.pk]), episode_form)
    with acts("case_manager"):
        episode = Exploitation.objects.get(case=case)
    shown = client.get(reverse("exploitation-edit", args=[episode.pk]))
    assert shown.context["form"]["story"].value() == "Её слова"
    client.post(reverse("exploitation-edit", args=[episode.pk]), episode_form | {"types": ["sexual"], "main_type": "sexual"})

    with acts("case_manager"):
        assert Exploitation.objects.get(case=case).types == ["sexual"]


def test_the_road_grows_leg_by_leg(client_as: Any, acts: Any, case: Any) -> None:
    for kind, target in (("recruitment", "UZ"), ("transit", "KZ")):
        client_as("case_manager").post(reverse("leg-new", args=[case.pk]), {"kind": kind, "to_country": target})

    with acts("case_manager"):
        assert list(RouteLeg.objects.filter(case=case).values_list("position", "kind")) == [(1, "recruitment"), (2, "transit")]


def decision_form(**changes: Any) -> dict[str, Any]:
    return {"track": "police", "status": "possible", "deciding_body": "police", "decided_on": timezone.localdate()} | changes


def test_three_bodies_decide_side_by_side_and_the_newest_counts(client_as: Any, acts: Any, case: Any) -> None:
    client, url, today = client_as("case_manager"), reverse("decision-new", args=[case.pk]), timezone.localdate()
    client.post(url, decision_form(decided_on=today - timedelta(days=5)))
    client.post(url, decision_form(status="confirmed"))
    client.post(url, decision_form(track="ngo", deciding_body="ngo"))
    tracks = {track.code: track for track in client.get(reverse("case-detail", args=[case.pk])).context["tracks"]}

    assert tracks["police"].newest.status == "confirmed"
    assert [decision.status for decision in tracks["police"].earlier] == ["possible"]
    assert tracks["ngo"].newest.status == "possible"
    assert tracks["social_services"].newest is None
    with acts("case_manager"):
        assert VictimStatusDecision.objects.filter(case=case).count() == 3


def test_a_decision_of_tomorrow_is_refused(client_as: Any, case: Any) -> None:
    form = decision_form(decided_on=timezone.localdate() + timedelta(days=1))
    response = client_as("case_manager").post(reverse("decision-new", args=[case.pk]), form)

    assert "decided_on" in response.context["form"].errors


def test_workstreams_start_with_their_steps_and_only_once(client_as: Any, acts: Any, case: Any) -> None:
    client, url = client_as("case_manager"), reverse("workstreams-start", args=[case.pk])
    client.post(url, {"kinds": ["protection", "prevention"]})
    assert "kinds" in client.post(url, {"kinds": ["protection"]}).context["form"].errors
    lanes = {lane.code: lane for lane in client.get(reverse("case-work", args=[case.pk])).context["lanes"]}

    assert len(lanes["protection"].steps) == len(VOCABULARIES["workstream_step"].in_group("protection"))
    assert lanes["partnership"].workstream is None
    with acts("case_manager"):
        assert Workstream.objects.filter(case=case).count() == 2


def start(client: Any, acts: Any, case: Any) -> Any:
    client.post(reverse("workstreams-start", args=[case.pk]), {"kinds": ["protection"]})
    with acts("case_manager"):
        return Step.objects.filter(case=case).first()


def test_a_step_is_given_to_a_colleague_with_a_day_and_done(client_as: Any, acts: Any, case: Any, world: Any) -> None:
    client = client_as("case_manager")
    step, url = start(client, acts, case), None
    url = reverse("step-edit", args=[step.pk])
    due = timezone.localdate() + timedelta(days=3)
    client.post(url, {"state": "doing", "owner": world.user("case_manager").pk, "due_on": due})
    soon = client.get(reverse("step-list"), {"when": "soon"}).context["steps"]
    assert step.pk in [row.pk for row in soon]
    client.post(url, {"state": "done", "owner": world.user("case_manager").pk, "due_on": due})

    with acts("case_manager"):
        assert Step.objects.get(pk=step.pk).done_on == timezone.localdate()
    assert step.pk not in [row.pk for row in client.get(reverse("step-list")).context["steps"]]


def test_a_step_goes_only_to_somebody_who_can_see_the_case(client_as: Any, acts: Any, case: Any, world: Any) -> None:
    client = client_as("case_manager")
    step = start(client, acts, case)
    form = {"state": "doing", "owner": world.user("medic").pk}
    assert "owner" in client.post(reverse("step-edit", args=[step.pk]), form).context["form"].errors
    with acts("director") as director:
        assign_case(by=director, case=case, user=world.user("medic"))

    assert client.post(reverse("step-edit", args=[step.pk]), form).status_code == 302
    assert client_as("medic").post(reverse("step-edit", args=[step.pk]), {"state": "done"}).status_code == 302


def service_form(**changes: Any) -> dict[str, Any]:
    form = {"what": "sss_legal/", "provider": "own_ngo", "given_on": timezone.localdate(), "quantity": 1} | changes
    return {f"service-{name}": value for name, value in form.items()}


def test_a_service_is_one_line_and_one_row_for_two_presses(client_as: Any, acts: Any, case: Any) -> None:
    named = VOCABULARIES["service"].in_group("sss_medical")[0].code
    client, form = client_as("case_manager"), service_form(what=f"sss_medical/{named}", form_key=str(uuid4()))
    for _ in range(2):
        assert client.post(reverse("service-new", args=[case.pk]), form).status_code == 302

    with acts("case_manager"):
        service = Service.objects.get(case=case)
        assert (service.type, service.service) == ("sss_medical", named)


@pytest.mark.parametrize(
    ("field", "value"), [("what", "nothing"), ("given_on", "2999-01-01"), ("given_on", ""), ("quantity", "0"), ("cost", "-5")]
)
def test_a_wrong_service_is_named_at_the_field(client_as: Any, case: Any, field: str, value: str) -> None:
    response = client_as("case_manager").post(reverse("service-new", args=[case.pk]), service_form(**{field: value}))

    assert response.status_code == 200
    assert field in response.context["service_form"].errors


def test_a_privileged_note_is_read_by_its_author_alone(client_as: Any, acts: Any, case: Any, world: Any) -> None:
    with acts("director") as director:
        assign_case(by=director, case=case, user=world.user("psychologist"))
    url = reverse("note-new", args=[case.pk])
    client_as("psychologist").post(url, {"text": "Между нами двумя", "is_privileged": "on"})
    pages = {
        role: client_as(role).get(reverse("case-services", args=[case.pk])).content.decode()
        for role in ("psychologist", "case_manager", "director")
    }

    assert "Между нами двумя" in pages["psychologist"]
    assert "Между нами двумя" not in pages["case_manager"] + pages["director"]
    assert len(client_as("director").get(reverse("case-services", args=[case.pk])).context["notes"]) == 1


def test_only_psychologists_and_lawyers_have_privileged_notes(client_as: Any, acts: Any, case: Any) -> None:
    client = client_as("case_manager")
    client.post(reverse("note-new", args=[case.pk]), {"text": "Открытая", "is_privileged": "on"})

    assert "is_privileged" not in client.get(reverse("case-services", args=[case.pk])).context["note_form"].fields
    with acts("case_manager"):
        assert Note.objects.get(case=case).is_privileged is False


def test_an_empty_note_is_refused_beside_the_form(client_as: Any, case: Any) -> None:
    response = client_as("case_manager").post(reverse("note-new", args=[case.pk]), {"text": ""})

    assert "text" in response.context["note_form"].errors


def test_nothing_is_added_to_a_closed_case(client_as: Any, acts: Any, case: Any, episode_form: Any) -> None:
    with acts("case_manager") as manager:
        close_case(by=manager, case=Case.objects.get(pk=case.pk), reason="goals_met", on=timezone.localdate())
    client = client_as("case_manager")
    tries = {
        "exploitation-new": episode_form, "leg-new": {"kind": "transit"}, "decision-new": decision_form(),
        "workstreams-start": {"kinds": ["protection"]}, "service-new": service_form(), "note-new": {"text": "x"},
    }  # fmt: skip
    for name, form in tries.items():
        response = client.post(reverse(name, args=[case.pk]), form)
        assert response.context["form"].non_field_errors(), name


# --- activities --------------------------------------------------------------------------------------------------


def test_an_activity_is_recorded_listed_and_filtered(client_as: Any, acts: Any) -> None:
    client = client_as("case_manager")
    form = activity_facts(men=7, children=3, materials=50, items=1, region="KZ-79", topic="Unique topic")
    assert client.post(reverse("activity-new"), form).status_code == 302
    rows = client.get(reverse("activity-list"), {"region": "KZ-79", "stream": "prevention"}).context["activities"]

    assert "Unique topic" in [row.topic for row in rows]
    assert {row.region for row in rows} == {"KZ-79"}


@pytest.mark.parametrize(
    ("field", "value"), [("children", "99"), ("held_on", "2999-01-01"), ("items", "0"), ("women", "-1"), ("kind", "no such")]
)
def test_a_wrong_activity_is_named_at_the_field(client_as: Any, field: str, value: str) -> None:
    form = activity_facts(men=2, children=0, materials=0, items=1) | {field: value}
    response = client_as("case_manager").post(reverse("activity-new"), form)

    assert field in response.context["form"].errors


def test_a_colleagues_correction_of_an_activity_is_shown_not_overwritten(client_as: Any, acts: Any, world: Any) -> None:
    activity = world.row("activity")
    form = activity_facts(women=99, men=5, children=0, materials=0, items=1, version=activity.version)
    with acts("director") as director:
        change_activity(by=director, activity=Activity.objects.get(pk=activity.pk), facts={"women": 11})
    conflict = client_as("case_manager").post(reverse("activity-edit", args=[activity.pk]), form)

    assert ("11", "99") in [(row.theirs, row.mine) for row in conflict.context["differences"]]


def test_activities_are_read_by_those_who_count_them_and_nobody_else(client_as: Any) -> None:
    assert client_as("monitoring_officer").get(reverse("activity-list")).status_code == 200
    assert client_as("medic").get(reverse("activity-list")).status_code == 403
    assert client_as("donor", "fund-aurora").get(reverse("activity-list")).status_code == 403
