"""The casework rows of the world: one case with everything on it, referrals out and in, an activity."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from access.actors import system_actor
from access.approvals.actions import ask_approval
from access.context import acting, acting_as
from casework.absence.actions import name_stand_in
from casework.activities.actions import record_activity
from casework.attachments.actions import add_file
from casework.attachments.examining import examine
from casework.cases.actions import assign_case
from casework.cases.emergency_actions import open_in_emergency
from casework.cases.fact_actions import decide_status, record_exploitation, record_leg
from casework.cases.joint_actions import open_case_for_new_person
from casework.cases.models import Assignment
from casework.cases.work_actions import add_service, start_workstreams, write_note
from casework.funding.actions import add_grant, charge_activity, charge_case, charge_service
from casework.htcds.actions import ask_export
from casework.htcds.models import CameAlong, CaseArrival
from casework.legal.actions import record_request
from casework.partners.actions import add_service as add_service_to_directory
from casework.referrals.actions import draft_referral, record_consent, send_referral
from casework.referrals.exception_actions import ask_exception
from casework.referrals.reminder_actions import tell_step
from casework.referrals.reminders import ReferralReminder
from casework.risk.actions import assess_risk
from casework.suspects.actions import name_suspect, settle_conflict
from casework.tasks.actions import add_task
from casework.tasks.team_actions import add_team_task
from tests.world_people import make_people

LETTER = {
    "authority_kind": "police", "authority": "Department of Nowhere, Zzinvestigator", "letter": "No. 17-zz of 3 May", "ground": "investigator",
    "asked_for": "The whole file of Zzyzzova",
}  # fmt: skip
CAME_ALONG = {"cas_ReferredOrganisation": "Zzhouse of Qqmercy"}
TEAM_WORDS = "Zzcall the ministry about the licence"
EXPORT_PURPOSE = "For the register of Zzyzzov's office"
PARTNER = {"rodnik": "police-almaty", "sana-sezim": "clinic-shymkent"}
SISTER = {"rodnik": "sana-sezim", "sana-sezim": "rodnik"}
SUSPECT: dict[str, Any] = {
    "name": "Qqbertov Xanthip", "aliases": "Qqnickname", "phones": "+7 702 777 66 55", "numbers": "QQ1234567", "sex": "male",
    "description": "Qqscar on the chin", "roles": ["recruiter_intermediary"], "relation": "acquaintance", "proceedings": "suspected",
    "is_danger": True, "notes": "Qqtold that he would come back",
}  # fmt: skip
RISK = {"what_threatens": "Zzbrother waits at the bus stop", "safety_plan": "Zzneighbour calls the duty phone"}
WARD = "Zzward of Dr Qqerova, third door"
DANGER = "Zzfound out that the brother waits for her at the station"
SETTLED = "Qqdecided to keep them apart"
SECRETS = {
    "surname": "Zzyzzova", "given_name": "Quarta", "patronymic": "Ninthovna", "birth_date": "1994-05-06",
    "phone": "+7 701 555 01 23", "documents": "Passport ZZ0099887", "contact_rules": "Only after ten in the evening",
}  # fmt: skip


def make_casework(world: Any, organisation: str) -> None:
    """Made by the people who would make it: case manager, director, psychologist."""
    manager, director = world.actor("case_manager", organisation), world.actor("director", organisation)
    case = new_case(manager)
    for role in ("psychologist", "lawyer", "medic", "social_worker"):
        assign_case(by=director, case=case, user=world.user(role, organisation))
    episode = record_exploitation(by=manager, case=case, facts={"types": ["forced_labour"], "country": "KZ"})
    record_leg(by=manager, case=case, facts={"kind": "recruitment", "from_country": "UZ", "to_country": "KZ"})
    decide_status(
        by=manager, case=case, track="ngo", status="confirmed", deciding_body="ngo", decided_on=timezone.localdate()
    )
    start_workstreams(by=manager, case=case, kinds=["protection", "prosecution"])
    add_service(by=manager, case=case, facts={"type": "sss_legal", "given_on": timezone.localdate()})
    file = add_file(by=manager, case=case, file=examine("Decision Zzyzzova.txt", b"Filed words"))
    note = write_note(by=world.actor("psychologist", organisation), case=case, text="Sealed words", is_privileged=True)
    world.rows |= {
        ("task", organisation): _hearing(manager, case),
        ("team_task", organisation): _team_task(manager),
        ("risk", organisation): assess_risk(by=manager, case=case, facts=risk_facts(**RISK)),
        ("case", organisation): case,
        ("person", organisation): case.person,
        ("assignment", organisation): Assignment.objects.filter(case=case, ended_on=None, is_lead=False).first(),
        ("exploitation", organisation): episode,
        ("step", organisation): case.steps.first(),
        ("note", organisation): note,
        ("attachment", organisation): file,
        ("activity", organisation): record_activity(by=manager, facts=activity_facts()),
    }
    with acting_as(manager):
        world.rows["approval", organisation] = ask_approval(
            by=manager, kind="case-unrestrict", target_id=case.pk, reason="The danger of the first weeks is over."
        )
    world.rows |= {("kind", organisation): "case-unrestrict", ("target", organisation): case}
    make_people(world, organisation, case)
    _make_grant(world, organisation, case)
    _make_requests(world, organisation, case)
    _make_absence(world, organisation)
    _make_referrals(world, organisation, case)
    _make_suspects(world, organisation, case)


def _make_requests(world: Any, organisation: str, case: Any) -> None:
    """An emergency opening, a letter of the police, an export asked for."""
    doctor, director = world.actor("medic", organisation), world.actor("director", organisation)
    with acting_as(doctor):
        world.rows["emergency", organisation] = open_in_emergency(by=doctor, case=case, reason="Nobody else could be reached.")
    with acting_as(director):
        world.rows["legal", organisation] = record_request(by=director, facts=LETTER)
        world.rows["export", organisation] = _export(director)
        _came(world, organisation, case)


def _make_absence(world: Any, organisation: str) -> None:
    """The case manager is away from the day after tomorrow on; the director stands in on one case."""
    manager, day = world.actor("case_manager", organisation), timezone.localdate() + timedelta(days=2)
    facts = {"stand_in": world.user("director", organisation), "first": day, "last": day + timedelta(days=5)}
    with acting_as(manager):
        world.rows["absence", organisation] = name_stand_in(
            by=manager, absent=manager.user, facts=facts, cases=[world.rows["case", organisation].pk]
        )


def _make_grant(world: Any, organisation: str, case: Any) -> None:
    """A grant to which the case, its service and the activity are charged."""
    manager, director, service = world.actor("case_manager", organisation), world.actor("director", organisation), case.services.get()
    with acting_as(director):
        grant = add_grant(by=director, facts=grant_facts())
    with acting_as(manager):
        charge_case(by=manager, case=case, grants=[grant])
        charge_service(by=manager, service=service, shares={grant.pk: 60})
        charge_activity(by=manager, activity=world.rows["activity", organisation], shares={grant.pk: 100})
    world.rows |= {("grant", organisation): grant, ("service", organisation): service}


def grant_facts(**changes: Any) -> dict[str, Any]:
    days = {"starts_on": timezone.localdate() - timedelta(days=100), "ends_on": timezone.localdate() + timedelta(days=100)}
    return {"name": "Grant of the world", "donor": "Fund of the world", "source": "foundation", "amount": 500000, **days, **changes}


def _make_suspects(world: Any, organisation: str, case: Any) -> None:
    """Somebody whom two cases suspect; the second is led by the director, and the case manager does not see it."""
    manager, director = world.actor("case_manager", organisation), world.actor("director", organisation)
    with acting_as(manager):
        mention = name_suspect(by=manager, case=case, facts=SUSPECT, episodes=[world.rows["exploitation", organisation].pk])
    with acting_as(director):
        other = new_case(director, surname="Zzothersson", phone="+7 701 555 09 99")
        name_suspect(by=director, case=other, facts={**SUSPECT, "roles": ["exploiter"]}, episodes=[], suspect=mention.suspect)
        settle_conflict(by=director, one=case, other=other, outcome="kept_apart", decision=SETTLED)
    world.rows |= {("mention", organisation): mention, ("suspect", organisation): mention.suspect, ("other", organisation): other}


def _came(world: Any, organisation: str, case: Any) -> None:
    """A file of another house that waits, and what had come with this case from one."""
    CaseArrival.objects.create(
        organisation=world.organisations[organisation], sha256="1" * 64, came_from="Another house", people=1, cases=1, asked_by=world.user("director", organisation)
    )
    CameAlong.objects.create(organisation=world.organisations[organisation], case=case, table="referral", words=json.dumps(CAME_ALONG))


def _export(by: Any) -> Any:
    today = timezone.localdate()
    return ask_export(by=by, facts={"first": today - timedelta(days=30), "last": today, "with_names": False, "purpose": EXPORT_PURPOSE})


def _hearing(by: Any, case: Any) -> Any:
    facts = {"kind": "hearing", "words": "Hearing of Zzyzzova", "due_on": timezone.localdate() + timedelta(days=1), "owner": by.user}
    return add_task(by=by, case=case, facts=facts)


def _team_task(by: Any) -> Any:
    return add_team_task(by=by, facts={"words": TEAM_WORDS, "due_on": timezone.localdate(), "owner": by.user, "team": "office"})


def risk_facts(**changes: Any) -> dict[str, Any]:
    today = timezone.localdate()
    facts = {"level": "high", "dangers": ["traffickers_know", "debt"], "safety_plan": "A plan", "assessed_on": today}
    return {**facts, "review_on": today + timedelta(days=20), **changes}


def _make_referrals(world: Any, organisation: str, case: Any) -> None:
    """One to the partner agency, one to the other NGO, whose inbox it then stands in."""
    manager = world.actor("case_manager", organisation)
    partner, sister = world.organisations[PARTNER[organisation]], world.organisations[SISTER[organisation]]
    consent, referral = new_referral(manager, case, partner)
    world.rows["consent", organisation], world.rows["referral", organisation] = consent, referral
    with acting_as(manager):
        world.rows["exception", organisation] = ask_exception(by=manager, case=case, facts=exception_facts(partner, reason=DANGER))
    with acting_as(manager):
        sealed = dict.fromkeys(("conditions", "telephone", "address", "contact", "notes"), WARD)
        world.rows["service", organisation] = add_service_to_directory(by=manager, facts=partner_facts(network=partner, **sealed))
    with acting(organisation_id=case.organisation_id):
        tell_step(by=system_actor(manager.organisation), referral=referral, step="remind")
        world.rows["reminder", organisation] = ReferralReminder.objects.get(referral=referral, user=manager.user)
    world.rows["incoming", SISTER[organisation]] = new_referral(manager, case, sister)[1]


def new_case(by: Any, **identity: str) -> Any:
    """A case for somebody new, led by whoever opens it."""
    return open_case_for_new_person(
        by=by,
        person_facts={"sex": "female", "birth_year": 1994, "citizenships": ["UZ"], "language": "uz"},
        identity={**SECRETS, **identity},
        facts={"requested_on": timezone.localdate() - timedelta(days=3), "region": "KZ-75", "age_at_registration": 31},
        lead=by.user,
    )


def consent_facts(recipient: Any, **changes: Any) -> dict[str, Any]:
    today: date = timezone.localdate()
    return {
        "recipient": recipient, "purpose": "referral", "state": "given", "language": "uz",
        "field_groups": ["name", "contact", "documents"], "given_on": today, "expires_on": today + timedelta(days=60),
    } | changes  # fmt: skip


def partner_facts(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Clinic of Nowhere", "kind": "health", "services": ["treatment"], "regions": ["KZ-75"], "languages": ["uz"], "accepts": ["women"],
        "cost": "free", "hours": "9-18", "is_over": False,
    } | changes  # fmt: skip


def exception_facts(recipient: Any, **changes: Any) -> dict[str, Any]:
    until: date = timezone.localdate() + timedelta(days=7)
    return {"recipient": recipient, "ground": "danger", "field_groups": ["name"], "reason": DANGER, "expires_on": until} | changes


def new_referral(by: Any, case: Any, recipient: Any, *, send: bool = True) -> tuple[Any, Any]:
    """A consent and a referral that rests on it."""
    consent = record_consent(by=by, case=case, facts=consent_facts(recipient))
    referral = draft_referral(
        by=by, case=case, recipient=recipient, consent=consent,
        facts={"reason": "medical", "urgency": "today", "needs": ["food"], "call_back": "+7 727 000 00 01"},
    )  # fmt: skip
    return consent, send_referral(by=by, referral=referral) if send else referral


def activity_facts(**changes: Any) -> dict[str, Any]:
    return {"stream": "prevention", "kind": "lecture_school", "held_on": timezone.localdate(), "women": 10, "men": 5} | changes
