"""What is done to help, in the demo: the needs of three cases, and their plans: approved, waiting, and begun; two follow-ups and letters."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from access.actors import Actor
from access.approvals.actions import approve, ask_approval
from access.context import acting_as
from casework.cases.models import Case, assigned_cases
from casework.cases.timeline import add_entry
from casework.followups.actions import record_follow_up
from casework.followups.agenda import follow_ups_of, next_of
from casework.letters.actions import write_letter
from casework.letters.wordings import wording_of
from casework.needs.actions import assess_needs
from casework.needs.questions import SERVICES
from casework.plans.actions import APPROVE, add_goal_action, move_goal_action, set_goal, write_plan
from casework.plans.models import HelpPlan
from shelters.models import Stay

STORY = "Ойдан шығарылған мәтін / вымышленный текст (demo)"
SIGNS = ["sleep_safely", "afraid_sleepless", "no_work", "no_documents", "held", "documents_kept"]
NEEDED = {"sss_domestic": "today", "sss_psychological": "week", "sss_labour": "planned", "sss_legal": "week"}


def show_helping(manager: Actor, director: Actor) -> None:
    """The cases the scene works on: the newest three of the case manager."""
    with acting_as(manager):
        cases = list(
            Case.objects.filter(pk__in=assigned_cases(manager)).select_related("person").order_by("-requested_on")[:3]
        )
        for case in cases:
            _needs(manager, case)
        plans = [_plan(manager, case, late=number == 0) for number, case in enumerate(cases)]
        _leave(manager)
        for number, case in enumerate(list(follow_ups_of(manager, "soon").select_related("person")[:2])):
            _follow_up(manager, case, reached=number == 0)
        for kind, case in zip(("request", "certificate"), cases[1:], strict=False):
            facts = {"to_person": kind == "certificate", "consent": None, "recipient": STORY if kind == "request" else "", "words": STORY}
            write_letter(by=manager, case=case, wording=wording_of(case.organisation_id, kind, "ru"), facts=facts)
        asked = [ask_approval(by=manager, kind=APPROVE, target_id=plan.pk, reason=STORY) for plan in plans[:2]]
    with acting_as(director):
        approve(by=director, approval=asked[0])


def _plan(manager: Actor, case: Case, *, late: bool) -> HelpPlan:
    """Two goals; of the first one action is done, one is under way with a partner, one may be late."""
    today = timezone.localdate()
    write_plan(by=manager, case=case, facts={"wish": STORY, "agreed_on": today}, version=0)
    roof = set_goal(by=manager, case=case, facts={"words": STORY, "service": "sss_domestic"})
    for owner, partner, days in ((manager.user, "", 1), (None, STORY, 6), (manager.user, "", -2 if late else 9)):
        facts = {"words": STORY, "owner": owner, "partner": partner, "due_on": today + timedelta(days=days)}
        action = add_goal_action(by=manager, goal=roof, facts=facts)
        if days == 1:
            move_goal_action(by=manager, action=action, state="done", outcome=STORY, version=action.version)
    set_goal(by=manager, case=case, facts={"words": STORY, "service": "sss_legal"})
    return HelpPlan.objects.get(case=case)


def _leave(manager: Actor) -> None:
    """Three people left the shelter one, three and six months ago, and are to be asked how they are."""
    today = timezone.localdate()
    mine = Case.objects.filter(pk__in=assigned_cases(manager), requested_on__lt=today - timedelta(days=60)).open()
    away = mine.exclude(pk__in=Stay.objects.filter(left_on=None).values("case_id")).order_by("requested_on")
    for case, days in zip(away[:3], (33, 96, 185), strict=False):
        left = max(today - timedelta(days=days), case.requested_on)
        add_entry(case=case, by=manager, kind="left", at=datetime.combine(left, time(12), timezone.get_current_timezone()))


def _follow_up(manager: Actor, case: Case, *, reached: bool) -> None:
    """One person was reached and needs help again, another was tried twice."""
    told: dict[str, Any] = {"housing": "family", "occupation": "looking", "safety": "worried", "again": "none", "needs_help": True}
    silent: dict[str, Any] = {"housing": "", "occupation": "", "safety": "", "again": "", "needs_help": False}
    current = next_of(case)
    if current is None:
        return
    for _attempt in range(1 if reached else 2):
        facts = {"contacted_on": timezone.localdate(), "result": "reached" if reached else "not_reached", "words": STORY, "decision": ""}
        record_follow_up(by=manager, case=case, months=current.months, facts=facts | (told if reached else silent))


def _needs(manager: Actor, case: Case) -> None:
    facts: dict[str, Any] = {
        "assessed_on": timezone.localdate() - timedelta(days=1), "signs": SIGNS, "ill_treatment": "yes", "criteria_words": STORY,
    }  # fmt: skip
    needs = {
        service: {"need": "yes", "urgency": NEEDED[service], "words": STORY}
        if service in NEEDED
        else {"need": "no", "urgency": "", "words": ""}
        for service in SERVICES
    }
    assess_needs(by=manager, case=case, facts=facts, needs=needs, form=None)
