"""What is going on in the demo today: an open call, a call-back due, a hold waiting, cases in work, referrals under way.

Made through the same actions people use, by the invented people who would do it.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone

from access.actors import Actor
from access.approvals.actions import ask_approval
from access.context import acting, acting_as
from access.models import Membership, Organisation
from access.roles import Role
from casework.cases.actions import assign_case
from casework.cases.emergency_actions import open_in_emergency
from casework.cases.fact_actions import decide_status, record_leg
from casework.cases.models import assigned_cases
from casework.cases.rules import is_child
from casework.cases.secrecy_actions import restrict_case
from casework.cases.work_actions import add_service, change_step, start_workstreams, write_note
from casework.htcds.actions import ask_export
from casework.legal.actions import record_request
from casework.models import Case, Referral, Step
from casework.referrals.actions import accept_referral, draft_referral, record_consent, send_referral
from casework.referrals.exception_actions import ask_exception
from casework.referrals.rules import age_now
from casework.risk.actions import assess_risk
from casework.tasks.actions import add_task
from casework.tasks.team_actions import add_team_task
from config.demo.absences import show_absences
from config.demo.directory import show_directory
from config.demo.funding import show_funding
from config.demo.helping import show_helping
from config.demo.house_life import show_house, show_unmet
from config.demo.keeping import add_files, show_keeping
from config.demo.merging import show_merging
from config.demo.people import show_contact, show_family, show_health, show_papers
from config.demo.suspects import show_suspects
from hotline.actions import close_call, save_call, start_call
from hotline.callbacks.actions import claim_call_back, promise_call_back, record_try
from hotline.callbacks.rules import TryResult, Urgency, next_safe
from hotline.lead.actions import ask_review
from hotline.shifts.actions import end_shift, start_shift
from hotline.shifts.models import Shift
from shelters.holds.actions import hold_bed
from shelters.models import Bed, Booking

PLANNED = (
    ("hearing", "Ойдан шығарылған сот / вымышленное заседание (demo)", 3, time(10, 30)),
    ("appointment", "Ойдан шығарылған дәрігер / вымышленный приём (demo)", 1, time(15, 0)),
    ("task", "Ойдан шығарылған тапсырма / вымышленная задача (demo)", -1, None),
)
STORY = "Ойдан шығарылған мәтін / вымышленный текст (demo)"


def actor_of(organisation: Organisation, role: Role) -> Actor:
    """The invented person of a role."""
    membership = Membership.objects.select_related("user").get(organisation=organisation, roles__contains=[role.value], ended_at=None)
    return Actor(organisation=organisation, user=membership.user, roles=frozenset(membership.roles))


def play_scene(organisations: dict[str, Organisation]) -> bool:
    """Set the scene once; nothing when it is set already."""
    if Booking.objects.filter(state="held").exists() or Referral.objects.exclude(state="completed").exists():
        return False
    for code, partner in (("rodnik", "police-almaty"), ("sana-sezim", "clinic-shymkent")):
        organisation = organisations[code]
        with acting(organisation_id=organisation.pk):
            _calls(actor_of(organisation, Role.OPERATOR))
            _hold(actor_of(organisation, Role.OPERATOR), organisation)
            _shifts(actor_of(organisation, Role.OPERATOR), actor_of(organisation, Role.SHIFT_LEAD))
            show_house(actor_of(organisation, Role.SHELTER_WORKER), actor_of(organisation, Role.SHELTER_MANAGER))
            show_unmet(actor_of(organisation, Role.OPERATOR))
            _secrets(organisation)
            sent = _cases(actor_of(organisation, Role.CASE_MANAGER), organisations[partner])
            add_files(actor_of(organisation, Role.CASE_MANAGER), sent.case)
            show_keeping(actor_of(organisation, Role.CASE_MANAGER), actor_of(organisation, Role.DIRECTOR))
            show_merging(actor_of(organisation, Role.CASE_MANAGER))
            show_suspects(actor_of(organisation, Role.CASE_MANAGER), actor_of(organisation, Role.DIRECTOR))
            show_helping(actor_of(organisation, Role.CASE_MANAGER), actor_of(organisation, Role.DIRECTOR))
            _team(actor_of(organisation, Role.CASE_MANAGER), actor_of(organisation, Role.SHELTER_WORKER))
            show_funding(actor_of(organisation, Role.DIRECTOR), actor_of(organisation, Role.CASE_MANAGER))
            show_absences(*[actor_of(organisation, role) for role in (Role.CASE_MANAGER, Role.SOCIAL_WORKER, Role.LAWYER)])
            show_directory(actor_of(organisation, Role.CASE_MANAGER), organisations[partner])
        with acting(organisation_id=organisations[partner].pk):
            accept_referral(by=actor_of(organisations[partner], Role.PARTNER), referral=sent)
    return True


def _secrets(organisation: Organisation) -> None:
    """A restricted case whose restriction somebody asks to lift, an export with names to agree to, an emergency opening to review, a letter to weigh."""
    manager, lawyer = actor_of(organisation, Role.CASE_MANAGER), actor_of(organisation, Role.LAWYER)
    medic, director = actor_of(organisation, Role.MEDIC), actor_of(organisation, Role.DIRECTOR)
    hidden, watched = Case.objects.filter(pk__in=assigned_cases(manager)).order_by("-requested_on")[3:5]
    restrict_case(by=manager, case=hidden)
    assign_case(by=director, case=hidden, user=director.user)
    with acting_as(manager):
        ask_approval(by=manager, kind="case-unrestrict", target_id=hidden.pk, reason=STORY)
    today = timezone.localdate()
    with acting_as(director):
        ask_export(by=director, facts={"first": today - timedelta(days=30), "last": today, "with_names": True, "purpose": STORY})
    with acting_as(medic):
        open_in_emergency(by=medic, case=watched, reason=STORY)
    with acting_as(lawyer):
        record_request(
            by=lawyer,
            facts={
                "authority_kind": "police", "authority": STORY, "letter": STORY, "ground": "investigator", "asked_for": STORY,
                "due_on": today + timedelta(days=10),
            },
        )  # fmt: skip


def _calls(operator: Actor) -> None:
    running = start_call(by=operator, outcome_class="help")
    values: dict[str, Any] = {"sex": "female", "age": 22, "notes": STORY, "acts": ["recruitment"], "purposes": ["forced_labour"]}
    save_call(by=operator, call=running, values=values)
    asked = start_call(by=operator, outcome_class="information")
    save_call(by=operator, call=asked, values={"topics": ["migration_abroad_advice"], "outcome": "call_back_promised", "language": "uz"})
    promise_call_back(by=operator, call=asked, due=timezone.now() - timedelta(minutes=40))
    asked.refresh_from_db()
    close_call(by=operator, call=asked)
    ask_review(by=operator, call=asked)
    _call_backs(operator)


def _call_backs(operator: Actor) -> None:
    """One that may only be made in the evening, and one where another voice answered: the lead decides."""
    evening = start_call(by=operator, outcome_class="help")
    due = next_safe(timezone.localtime() + timedelta(hours=3), time(20), time(22))
    promise_call_back(by=operator, call=evening, due=due, urgency=Urgency.TODAY, safe_from=time(20), safe_until=time(22))
    answered = start_call(by=operator, outcome_class="help")
    promise_call_back(by=operator, call=answered, due=timezone.now() + timedelta(minutes=30), urgency=Urgency.NOW)
    record_try(by=operator, call=claim_call_back(by=operator, call=answered), result=TryResult.OTHER_PERSON)


def _shifts(operator: Actor, lead: Actor) -> None:
    """The lead had the night and left a hand-over that nobody has taken over; the operator is on now."""
    now = timezone.now()
    night = end_shift(by=lead, shift=start_shift(by=lead), words=STORY)
    running = start_shift(by=operator)
    for shift, hours in ((night, 9), (running, 1)):
        Shift.objects.filter(pk=shift.pk).update(started_at=now - timedelta(hours=hours))


def _hold(operator: Actor, organisation: Organisation) -> None:
    """A hold that waits for the shelter manager, on a bed nobody sleeps in."""
    taken = Booking.objects.filter(bed__organisation=organisation, state="occupied").values("bed_id")
    bed = Bed.objects.filter(organisation=organisation, kind="woman").exclude(pk__in=taken).order_by("-label").first()
    if bed is not None:
        hold_bed(by=operator, bed=bed, sex="female", age_band="18_30", needs=[], first_day=timezone.localdate())


def _cases(manager: Actor, partner: Organisation) -> Referral:
    """Three cases of the case manager in work; the last has a referral the partner has accepted."""
    cases = list(Case.objects.filter(pk__in=assigned_cases(manager)).select_related("person").order_by("-requested_on")[:3])
    show_contact(manager, cases)
    show_papers(manager, cases)
    show_family(manager, cases)
    show_health(manager, cases)
    for number, case in enumerate(cases):
        _work(manager, case, late=number == 0)
        _risk(manager, case, again=number == 0)
        sent = _referral(manager, case, partner)
    _without_consent(manager, cases[0], partner)
    return sent


def _work(manager: Actor, case: Case, *, late: bool) -> None:
    today = timezone.localdate()
    start_workstreams(by=manager, case=case, kinds=["prevention", "protection", "prosecution", "partnership"])
    steps = {step.code: step for step in Step.objects.filter(case=case).select_related("case")}
    change_step(by=manager, step=steps["consent"], state="done", owner=manager.user)
    change_step(by=manager, step=steps["informed_of_rights"], state="done", owner=manager.user)
    due = today - timedelta(days=2) if late else today + timedelta(days=5)
    change_step(by=manager, step=steps["needs_and_risk"], state="doing", owner=manager.user, due_on=due)
    add_service(
        by=manager, case=case,
        facts={"type": "sss_psychological", "service": "crisis_counselling", "provider": "own_ngo", "given_on": today, "quantity": 1},
    )  # fmt: skip
    record_leg(by=manager, case=case, facts={"kind": "return", "to_country": "KZ", "documents_lost": True})
    decide_status(
        by=manager, case=case, track="police", status="possible", deciding_body="police", decided_on=max(case.requested_on, today - timedelta(days=3))
    )
    write_note(by=manager, case=case, text=STORY)
    _plan(manager, case, today)


def _plan(manager: Actor, case: Case, today: date) -> None:
    """A hearing, an appointment and a task, so that the calendar of the demo shows something in any week."""
    for kind, words, days, at in PLANNED:
        facts = {"kind": kind, "words": words, "due_on": today + timedelta(days=days), "at": at, "owner": manager.user}
        add_task(by=manager, case=case, facts=facts)


def _team(manager: Actor, worker: Actor) -> None:
    """What belongs to no case: for the office, and for the house."""
    for by, team, days in ((manager, "office", 2), (worker, "house", 0)):
        facts = {"words": STORY, "due_on": timezone.localdate() + timedelta(days=days), "owner": by.user, "team": team}
        with acting_as(by):
            add_team_task(by=by, facts=facts)


def _risk(manager: Actor, case: Case, *, again: bool) -> None:
    """Looked at a month ago, and for the first case again today: the level fell, with a reason."""
    today = timezone.localdate()
    words = {"what_threatens": STORY, "safety_plan": STORY}
    earlier = {"level": "high", "dangers": ["traffickers_know", "threats_family", "debt"], "assessed_on": today - timedelta(days=27)}
    reason = {"why_lower": STORY} if case.risk == "critical" else {}
    assess_risk(by=manager, case=case, facts={**words, **earlier, **reason, "review_on": today + timedelta(days=3)})
    if again:
        now = {"level": "medium", "dangers": ["debt", "no_place"], "why_lower": STORY, "assessed_on": today}
        assess_risk(by=manager, case=case, facts={**words, **now, "review_on": today + timedelta(days=60)})


def _who_answers(case: Case) -> dict[str, str]:
    """A child of the demo has a guardian."""
    if not is_child(age_now(case)[1]):
        return {}
    return {"given_by": "guardian", "guardian_ground": "parent", "guardian": STORY}


def _without_consent(manager: Actor, case: Case, partner: Organisation) -> None:
    """Something the director has to look at."""
    until = timezone.localdate() + timedelta(days=7)
    facts = {"recipient": partner, "ground": "danger", "field_groups": ["name"], "reason": STORY, "expires_on": until}
    ask_exception(by=manager, case=case, facts=facts)


def _referral(manager: Actor, case: Case, partner: Organisation) -> Referral:
    today = timezone.localdate()
    consent = record_consent(
        by=manager, case=case,
        facts={
            "recipient": partner, "purpose": "referral", "field_groups": ["name", "legal"], "state": "given", "language": "kk",
            "given_on": today, "expires_on": today + timedelta(days=90), "interpreter": STORY, "witness": STORY, **_who_answers(case),
        },
    )  # fmt: skip
    referral = draft_referral(
        by=manager, case=case, recipient=partner, consent=consent, facts={"reason": "legal_criminal", "urgency": "today", "needs": []}
    )
    return send_referral(by=manager, referral=referral)
