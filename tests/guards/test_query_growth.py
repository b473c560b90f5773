"""A list of forty asks the database as often as a list of four."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from access.actions import add_member
from access.actors import Actor, system_actor
from access.approvals.actions import approve
from access.approvals.models import Approval
from access.context import acting, acting_as
from casework.absence.actions import name_stand_in
from casework.activities.actions import record_activity
from casework.cases.models import Case
from casework.cases.timeline import add_entry
from casework.cases.work_actions import add_service, start_workstreams
from casework.family.actions import name_relative
from casework.followups.actions import record_follow_up
from casework.followups.models import FollowUp
from casework.funding.actions import add_grant, charge_activity, charge_case, charge_service
from casework.funding.models import Grant
from casework.htcds.actions import ask_export
from casework.imports.actions import add_synonym
from casework.letters.actions import write_letter
from casework.letters.wordings import wording_of
from casework.needs.actions import assess_needs
from casework.papers.actions import record_paper, record_right
from casework.partners.actions import add_service as add_service_to_directory
from casework.plans.actions import add_goal_action, set_goal
from casework.referrals.exception_actions import ask_exception
from casework.referrals.reminder_actions import tell_step
from casework.risk.actions import assess_risk
from casework.suspects.actions import name_suspect
from casework.tasks.actions import add_task
from casework.tasks.team_actions import add_team_task
from hotline.actions import start_call
from hotline.callbacks.actions import promise_call_back
from hotline.shifts.actions import end_shift, start_shift
from reports.actions import request_report
from shelters.custody.actions import take_in
from shelters.health.actions import add_alert, add_medicine, note_dose
from shelters.holds.actions import hold_bed
from shelters.houses.actions import add_bed, add_room, add_shelter
from shelters.incidents.actions import report_incident
from shelters.log.actions import end_duty, start_duty, write_entry
from shelters.presence.actions import note_presence
from shelters.stays.actions import admit
from shelters.unmet.actions import turn_away, wait_for_bed
from tests.world import FAST
from tests.world_casework import (
    activity_facts,
    exception_facts,
    grant_facts,
    new_case,
    new_referral,
    partner_facts,
    risk_facts,
)
from tests.world_help import NOT_TOLD, action_facts, follow_up_facts, letter_facts, needs_facts
from tests.world_people import family_facts
from tests.world_reports import closed_month, make_programme

PAGES = {
    "case-list": "director", "referral-list": "director", "referral-inbox": "director", "activity-list": "director", "grant-list": "director",
    "member-list": "director", "audit-list": "director", "home": "director", "suspect-list": "director", "conflict-list": "director",
    "resident-conflicts": "shelter_manager", "step-list": "case_manager", "task-list": "case_manager", "team-task-list": "director", "handover": "director", "calendar": "case_manager",
    "risk-list": "case_manager", "absence-list": "director", "goal-action-list": "case_manager", "follow-up-list": "case_manager",
    "call-list": "shift_lead", "shift-list": "shift_lead", "call-backs": "shift_lead", "hold-list": "operator", "bed-search": "operator",
    "shelter-list": "shelter_manager", "board": "shelter_manager", "board-week": "shelter_manager", "house-list": "shelter_manager",
    "presence-list": "shelter_manager", "house-log": "shelter_manager", "incident-list": "shelter_manager", "custody-list": "shelter_manager", "medicine-list": "shelter_manager", "waiting-list": "operator",
    "synonym-list": "administrator", "programme-list": "monitoring_officer", "report-list": "monitoring_officer",
    "export-list": "director", "exception-list": "director", "reminder-list": "case_manager", "partner-list": "director",
}  # fmt: skip
OF_THE_CASE = ("case-detail", "case-suspects", "case-timeline", "case-work", "case-tasks", "case-risk", "case-needs", "case-help", "case-follow-ups", "case-letters", "case-contact", "case-papers", "case-health", "case-family", "case-services", "case-sharing", "case-partners", "case-calls", "case-stays", "case-facts", "case-files", "case-keeping", "case-access", "case-funding")


def house(world: Any, mark: str) -> None:
    """A house with a bed taken and a bed held."""
    keeper, operator, today = world.actor("shelter_manager"), world.actor("operator"), timezone.localdate()
    shelter = add_shelter(by=keeper, name=f"House {mark}", region="KZ-75")
    room = add_room(by=keeper, shelter=shelter, name="A")
    bed_facts = {"kind": "woman", "starts_on": today - timedelta(days=9)}
    beds = [add_bed(by=keeper, room=room, facts={"label": label, **bed_facts}) for label in "12"]
    stay = admit(by=keeper, bed=beds[0], case=new_case(world.actor("case_manager")), arrived_on=today)
    with acting_as(keeper):
        note_presence(by=keeper, stay=stay, where="out", with_stay=world.row("stay"), with_whom=mark)
        write_entry(by=keeper, shelter=shelter, stay=stay, words=mark)
        take_in(by=keeper, stay=stay, facts={"thing": "money", "description": mark, "place": mark, "taken_signed": mark})
        add_alert(by=keeper, stay=stay, facts={"kind": "diet", "words": mark})
        note_dose(by=keeper, medicine=add_medicine(by=keeper, stay=stay, facts={"name": mark, "dose": mark}), outcome="taken", words=mark)
        facts = {"kind": "threat", "happened_at": timezone.now(), "what": mark}
        report_incident(by=keeper, shelter=shelter, facts=facts, stays=[stay], told=["police"])
    hold_bed(by=operator, bed=beds[1], sex="female", first_day=today)


def shift(world: Any, mark: str) -> None:
    """Somebody more who is on, and one more hand-over that waits."""
    member = add_member(by=world.actor("director"), username=f"on.{mark}", display_name=mark, roles=["operator"], password="x")
    somebody = Actor(organisation=world.organisations["rodnik"], user=member.user, roles=frozenset({"operator"}))
    with acting_as(somebody):
        end_shift(by=somebody, shift=start_shift(by=somebody))
        start_shift(by=somebody)


def duty(world: Any, mark: str) -> None:
    """The same in a house."""
    member = add_member(by=world.actor("director"), username=f"duty.{mark}", display_name=mark, roles=["shelter_worker"], password="x")
    somebody = Actor(organisation=world.organisations["rodnik"], user=member.user, roles=frozenset({"shelter_worker"}))
    with acting_as(somebody):
        end_duty(by=somebody, shift=start_duty(by=somebody, shelter=world.row("shelter")))
        start_duty(by=somebody, shelter=world.row("shelter"))


def unmet(operator: Any, mark: str) -> None:
    with acting_as(operator):
        wait_for_bed(by=operator, facts={"sex": "female", "words": mark, "urgency": ["danger"]})
        turn_away(by=operator, facts={"reason": "too_far"})


def referred(by: Any, case: Any, partner: Any) -> Any:
    with acting_as(by):
        return new_referral(by, case, partner)[1]


def reminded(manager: Any, case: Any, partner: Any) -> None:
    """One more referral that nobody answered in time."""
    referral = referred(manager, case, partner)
    with acting(organisation_id=case.organisation_id):
        tell_step(by=system_actor(manager.organisation), referral=referral, step="remind")


def without_consent(world: Any, case: Any, partner: Any) -> None:
    """Asked by one, agreed to by another, waiting for the director's word."""
    manager, director = world.actor("case_manager"), world.actor("director")
    with acting_as(manager):
        asked = ask_exception(by=manager, case=case, facts=exception_facts(partner))
    with acting_as(director):
        approve(by=director, approval=Approval.objects.get(target_id=asked.pk))


def makers(world: Any) -> Iterator[tuple[str, Callable[[str], Any]]]:
    """How one more row of each kind comes about, and in whose organisation."""
    manager, sister = world.actor("case_manager"), world.actor("case_manager", "sana-sezim")
    operator = world.actor("operator")
    case, foreign = world.row("case"), world.row("case", "sana-sezim")
    police, rodnik, today = world.organisations["police-almaty"], world.organisations["rodnik"], timezone.localdate()

    def suspected(mark: str) -> None:
        """Somebody more whom two cases suspect."""
        director = world.actor("director")
        named = name_suspect(by=director, case=case, facts={"name": mark, "roles": ["exploiter"]}, episodes=[world.row("exploitation").pk])
        name_suspect(by=director, case=new_case(manager), facts={"name": mark, "phones": f"+7 700 {mark}"}, episodes=[], suspect=named.suspect)

    def call(mark: str) -> None:
        made = start_call(by=operator, outcome_class="help")
        promise_call_back(by=operator, call=made, due=timezone.now() + timedelta(hours=2))

    yield "rodnik", lambda mark: house(world, mark)
    yield "rodnik", lambda mark: shift(world, mark)
    yield "rodnik", lambda mark: duty(world, mark)
    yield "rodnik", call
    yield "rodnik", lambda mark: unmet(operator, mark)
    yield "rodnik", suspected
    yield "rodnik", lambda mark: start_workstreams(by=manager, case=new_case(manager), kinds=["protection"])
    yield "rodnik", lambda mark: add_task(by=manager, case=case, facts={"words": mark, "due_on": today, "owner": manager.user})
    yield "rodnik", lambda mark: team_task(manager, mark, today)
    yield "rodnik", lambda mark: assess_both(manager, case, new_case(manager), mark)
    yield "rodnik", lambda mark: family(manager, case, mark)
    yield "rodnik", lambda mark: absence(manager, world.user("lawyer"), case, today)
    yield "rodnik", lambda mark: funding(world.actor("director"), case, mark)
    yield "rodnik", lambda mark: papers(manager, case, today)
    yield "rodnik", lambda mark: help_both(manager, case, new_case(manager), mark)
    yield "rodnik", lambda mark: referred(manager, case, police)
    yield "rodnik", lambda mark: reminded(manager, case, police)
    yield "rodnik", lambda mark: without_consent(world, new_case(manager), police)
    yield "rodnik", lambda mark: add_service_to_directory(by=manager, facts=partner_facts(name=mark, network=police))
    yield "rodnik", lambda mark: without_consent(world, case, police)
    yield "sana-sezim", lambda mark: referred(sister, foreign, rodnik)
    yield from makers_beside_cases(world, manager, today)


def family(manager: Any, case: Any, mark: str) -> None:
    """One more of the family, helped here too, and one more who names the person of the case."""
    other = new_case(manager)
    name_relative(by=manager, case=case, facts=family_facts(name=mark, other=other.person))
    name_relative(by=manager, case=other, facts=family_facts(name=mark, other=case.person))


def team_task(manager: Any, mark: str, today: Any) -> None:
    with acting_as(manager):
        add_team_task(by=manager, facts={"words": mark, "due_on": today, "owner": manager.user, "team": "house"})


def absence(manager: Any, stand_in: Any, case: Any, today: Any) -> None:
    with acting_as(manager):
        name_stand_in(by=manager, absent=manager.user, facts={"stand_in": stand_in, "first": today, "last": today}, cases=[case.pk])


def funding(director: Any, case: Any, mark: str) -> None:
    """One more grant that pays for the case, for one more service and for one more activity."""
    with acting_as(director):
        grant = add_grant(by=director, facts=grant_facts(name=mark))
        charge_case(by=director, case=case, grants=[*Grant.objects.filter(charges__case=case, charges__service=None), grant])
        charge_service(by=director, service=add_service(by=director, case=case, facts={"type": "sss_legal"}), shares={grant.pk: 50})
        charge_activity(by=director, activity=record_activity(by=director, facts=activity_facts()), shares={grant.pk: 50})


def papers(manager: Any, case: Any, today: Any) -> None:
    """One more document that runs out, and one more right to stay."""
    record_paper(by=manager, case=case, facts={"kind": "passport", "status": "has_valid", "valid_until": today})
    record_right(by=manager, case=case, facts={"ground": "visa_work", "ends_on": today})


def assess_both(manager: Any, one: Any, other: Any, mark: str) -> None:
    with acting_as(manager):
        for case in (one, other):
            assess_risk(by=manager, case=case, facts=risk_facts(what_threatens=mark))


def help_both(manager: Any, one: Any, other: Any, mark: str) -> None:
    with acting_as(manager):
        for case in (one, other):
            assess_needs(by=manager, case=case, **needs_facts(words=mark))
            add_entry(case=case, by=manager, kind="left", at=timezone.now() - timedelta(days=40))
            made = FollowUp.objects.filter(case=case).count()
            record_follow_up(by=manager, case=case, months=1, facts=follow_up_facts(result="not_reached", decision="again" if made > 1 else "") | NOT_TOLD)
            request = wording_of(case.organisation_id, "request", "ru")
            write_letter(by=manager, case=case, wording=request, facts=letter_facts(recipient=mark))
            goal = set_goal(by=manager, case=case, facts={"words": mark})
            for owner in (manager.user, None):
                add_goal_action(by=manager, goal=goal, facts=action_facts(owner=owner, partner="" if owner else mark))


def makers_beside_cases(world: Any, manager: Any, today: Any) -> Iterator[tuple[str, Callable[[str], Any]]]:
    """Activities, members, reports, exports and words."""
    yield "rodnik", lambda mark: record_activity(by=manager, facts=activity_facts())
    yield "rodnik", lambda mark: add_member(
        by=world.actor("director"), username=f"grown.{mark}", display_name=mark, roles=["operator"], password="x"
    )
    yield "rodnik", lambda mark: request_report(
        by=world.actor("monitoring_officer"), programme=make_programme(world, "rodnik", f"grown-{mark}"), period=closed_month(1)
    )
    yield "rodnik", lambda mark: ask_export(
        by=world.actor("director"), facts={"first": today, "last": today, "with_names": True, "purpose": f"Export {mark}"}
    )
    yield "rodnik", lambda mark: add_synonym(by=world.actor("administrator"), kind="country", text=f"land {mark}", code="KZ")


def make(world: Any, first: int, last: int) -> None:
    with override_settings(PASSWORD_HASHERS=FAST):
        for organisation, maker in makers(world):
            with acting_as(world.actor("director", organisation)):
                for number in range(first, last):
                    maker(f"n{number}")


def asked(look: Callable[[], Any]) -> int:
    """How often; the least of two looks, because a session notes now and then that it is alive."""
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            look()
        counts.append(len(captured))
    return min(counts)


def looks(world: Any, client_as: Any) -> dict[str, Callable[[], Any]]:
    found: dict[str, Callable[[], Any]] = {}
    for name, role in PAGES.items():
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        found[name] = opener(client_as(role), url)
    director = client_as("director")
    for name in OF_THE_CASE:
        found[name] = opener(director, reverse(name, args=[world.row("case").pk]))
    return found


def opener(client: Any, url: str) -> Callable[[], Any]:
    def look() -> Any:
        response = client.get(url)
        assert response.status_code == 200, url
        return response

    return look


def test_every_list_asks_as_often_for_forty_rows_as_for_four(world: Any, client_as: Any) -> None:
    pages = looks(world, client_as)
    for look in pages.values():
        look()  # what is remembered for the life of the process
    make(world, 0, 4)
    few = {name: asked(look) for name, look in pages.items()}
    make(world, 4, 40)
    many = {name: asked(look) for name, look in pages.items()}

    assert {name: (few[name], many[name]) for name in pages if few[name] != many[name]} == {}
    assert len(pages) >= 20


def test_a_planted_question_per_row_is_found(world: Any, db: None) -> None:
    by = world.actor("director")

    def look() -> list[str]:
        return [case.person.code for case in Case.objects.visible_to(by)]

    with acting(organisation_id=by.organisation_id):
        few = asked(look)
        new_case(world.actor("case_manager"))
        many = asked(look)

    assert many > few


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_looked_at_exist(name: str) -> None:
    assert reverse(name)
