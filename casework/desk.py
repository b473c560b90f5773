"""The tiles of casework on the page of today. Each counts with the function behind the list it opens."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.desk import Tile, register
from access.permissions import Permission as P
from casework.absence.listing import in_my_place, to_note
from casework.cases.agenda import steps_of
from casework.cases.emergency import EmergencyOpening
from casework.cases.listing import ACTIVE, filtered
from casework.followups.agenda import follow_ups_of
from casework.handover.work import departed
from casework.legal.models import LegalRequest
from casework.partners.listing import to_check
from casework.plans.agenda import actions_of
from casework.referrals.exceptions import ConsentException
from casework.referrals.listing import ENDED, UNANSWERED, WAITING, received, reminders_of, sent
from casework.risk.agenda import reviews_of
from casework.suspects.conflicts import pairs_to_settle
from casework.tasks.agenda import tasks_of
from casework.tasks.team_listing import left_behind


def my_open_cases(actor: Actor) -> int:
    return filtered(actor, {"who": "mine", "state": ACTIVE}).count()


def cases_i_stand_in_on(actor: Actor) -> int:
    return filtered(actor, {"who": "stand_in", "state": ACTIVE}).count()


def my_steps(actor: Actor) -> int:
    return int(steps_of(actor, "soon").count())


def my_tasks(actor: Actor) -> int:
    return tasks_of(actor, "soon").count()


def my_actions(actor: Actor) -> int:
    return actions_of(actor, "soon").count()


def risk_reviews(actor: Actor) -> int:
    return reviews_of(actor, "soon").count()


def follow_ups(actor: Actor) -> int:
    return int(follow_ups_of(actor, "soon").count())


def risk_never_assessed(actor: Actor) -> int:
    return filtered(actor, {"missing": "risk", "state": ACTIVE}).count()


def needs_never_assessed(actor: Actor) -> int:
    return filtered(actor, {"missing": "needs", "state": ACTIVE}).count()


def unanswered(actor: Actor) -> int:
    return int(sent(actor, UNANSWERED).count())


def waiting_for_us(actor: Actor) -> int:
    return int(received(actor, WAITING).count())


def partners_to_check(actor: Actor) -> int:
    return int(to_check(actor).count())


def reminders(actor: Actor) -> int:
    return int(reminders_of(actor).count())


def ends_to_read(actor: Actor) -> int:
    return int(received(actor, ENDED).count())


def exceptions_to_review(actor: Actor) -> int:
    return ConsentException.objects.to_review(actor).count()


def nobodys_cases(actor: Actor) -> int:
    return filtered(actor, {"who": "unassigned", "state": ACTIVE}).count()


def cases_left_behind(actor: Actor) -> int:
    return departed(actor).values("case_id").distinct().count()


def tasks_left_behind(actor: Actor) -> int:
    return left_behind(actor).count()


def emergencies(actor: Actor) -> int:
    return EmergencyOpening.objects.to_review(actor).count()


def letters(actor: Actor) -> int:
    return LegalRequest.objects.visible_to(actor).to_weigh().count()


def people_to_tell(actor: Actor) -> int:
    return LegalRequest.objects.visible_to(actor).to_tell().count()


register(
    Tile(_("Cases that share a suspect"), P.CONFLICT_SETTLE, pairs_to_settle, "conflict-list", urgent=True),
    Tile(_("Legal requests to weigh"), P.LEGAL_REQUEST, letters, "legal-list", "?show=weigh", urgent=True),
    Tile(_("People to tell what was handed over"), P.LEGAL_REQUEST, people_to_tell, "legal-list", "?show=tell", urgent=True),
    Tile(_("Emergency openings to review"), P.EMERGENCY_REVIEW, emergencies, "emergency-list", urgent=True),
    Tile(_("My open cases"), P.CASE_VIEW, my_open_cases, "case-list", f"?who=mine&state={ACTIVE}"),
    Tile(_("Standing in that I have not noted"), P.CASE_VIEW, to_note, "absence-list", "?show=note", urgent=True),
    Tile(_("Open cases I stand in on"), P.CASE_VIEW, cases_i_stand_in_on, "case-list", f"?who=stand_in&state={ACTIVE}"),
    Tile(_("Times that a colleague stands in for me"), P.CASE_VIEW, in_my_place, "absence-list", "?show=mine"),
    Tile(_("My steps overdue or due in 7 days"), P.CASE_VIEW, my_steps, "step-list", "?when=soon", urgent=True),
    Tile(_("My tasks overdue or due in 7 days"), P.TEAM_TASK, my_tasks, "task-list", "?when=soon", urgent=True),
    Tile(_("My actions in plans overdue or due in 7 days"), P.CASE_VIEW, my_actions, "goal-action-list", "?when=soon", urgent=True),
    Tile(_("Risk reviews overdue or due in 7 days"), P.CASE_VIEW, risk_reviews, "risk-list", "?when=soon", urgent=True),
    Tile(_("Follow-ups overdue or due in 7 days"), P.CASE_VIEW, follow_ups, "follow-up-list", "?when=soon", urgent=True),
    Tile(_("Open cases whose risk was never assessed"), P.CASE_EDIT, risk_never_assessed, "case-list", f"?missing=risk&state={ACTIVE}", urgent=True),
    Tile(_("Open cases whose needs were never assessed"), P.CASE_EDIT, needs_never_assessed, "case-list", f"?missing=needs&state={ACTIVE}", urgent=True),
    Tile(_("Referrals without answer for 3 days"), P.REFERRAL_SEND, unanswered, "referral-list", f"?state={UNANSWERED}", urgent=True),
    Tile(_("Referrals waiting for our answer"), P.REFERRAL_RECEIVE, waiting_for_us, "referral-inbox", f"?state={WAITING}", urgent=True),
    Tile(_("Services of the directory nobody has checked for half a year"), P.DIRECTORY_EDIT, partners_to_check, "partner-list", "?state=old"),
    Tile(_("Reminders about referrals"), P.REFERRAL_RECEIVE, reminders, "reminder-list", urgent=True),
    Tile(_("Referrals taken back: confirm that you know"), P.REFERRAL_RECEIVE, ends_to_read, "referral-inbox", f"?state={ENDED}", urgent=True),
    Tile(_("Shared without consent: to look at"), P.EMERGENCY_REVIEW, exceptions_to_review, "exception-list", urgent=True),
    Tile(_("Cases of colleagues who left"), P.CASE_ASSIGN, cases_left_behind, "handover", urgent=True),
    Tile(_("Tasks of colleagues who left"), P.CASE_ASSIGN, tasks_left_behind, "team-task-list", "?show=left", urgent=True),
    Tile(_("Cases that nobody works on"), P.CASE_ASSIGN, nobodys_cases, "case-list", f"?who=unassigned&state={ACTIVE}", urgent=True),
)
