"""Opening, assigning, moving and closing a case."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.models import User
from access.receipts import once, take_version
from casework.cases.assigning import NotAMember as NotAMember
from casework.cases.assigning import assign
from casework.cases.models import CLOSED_STATES, Assignment, Case, CaseStateChange
from casework.cases.timeline import add_entry
from casework.cases.workflow import check_move
from casework.codes import new_code
from casework.people.erased import refuse_erased
from casework.people.models import Person
from casework.plans.models import open_on
from casework.referrals.models import Referral, ReferralState
from casework.tasks.models import Task, TaskState

EDITABLE = ("requested_on", "source", "region", "age_at_registration", "age_first_exploited", "legal_status", "risk", "journal_number")
UNSETTLED = (
    ReferralState.SENT,
    ReferralState.RECEIVED,
    ReferralState.WAITING_LIST,
    ReferralState.ACCEPTED,
    ReferralState.IN_PROGRESS,
)


class CaseIsClosed(Exception):
    """A closed case is read-only until it is reopened with a reason."""


class OpenTasks(Exception):
    """A case is not closed while something is still to be done on it."""


class OpenActions(Exception):
    """A case is not closed while its plan of help still has actions to do."""


class RiskIsAssessed(Exception):
    """Once a risk was assessed, only another assessment changes the level."""


class OpenReferrals(Exception):
    """Referrals must be settled before a case is closed."""


@audited(Event.CASE_OPENED)
def open_case(
    *, by: Actor, person: Person, facts: dict[str, Any], lead: User | None = None, form_key: UUID | None = None
) -> Case:
    """Open a case for a person. Whoever leads it sees it from now on; without a lead it waits for the director."""

    def make(pk: UUID) -> Case:
        _refuse_unknown(facts)
        refuse_erased(person)
        case = Case.objects.create(
            pk=pk, organisation_id=by.organisation_id, person=person, code=new_code("C"),
            **{"requested_on": timezone.localdate(), **facts},
        )  # fmt: skip
        _note_state(case, by=by)
        add_entry(case=case, by=by, kind="case_opened")
        if lead is not None:
            assign(case, lead, is_lead=True)
        return case

    return once(by=by, key=form_key, model=Case, make=make)


@audited(Event.CASE_CHANGED)
def change_case(*, by: Actor, case: Case, facts: dict[str, Any], version: int | None = None) -> Case:
    """Correct the facts of a case. Refused when a colleague saved first."""
    refuse_closed(case)
    _refuse_unknown(facts)
    if facts.get("risk", case.risk) != case.risk and case.risk_assessments.exists():
        raise RiskIsAssessed
    take_version(case, expected=version)
    for name, value in facts.items():
        setattr(case, name, value)
    case.save(update_fields=[*facts, "version"])
    return case


@audited(Event.CASE_ASSIGNED)
def assign_case(*, by: Actor, case: Case, user: User, is_lead: bool = False) -> Case:
    """Give somebody work on a case; a new lead takes over from the one before."""
    refuse_closed(case)
    assign(case, user, is_lead=is_lead)
    add_entry(case=case, by=by, kind="assigned", codes={"lead": is_lead})
    return case


@audited(Event.CASE_ASSIGNED)
def end_assignment(*, by: Actor, assignment: Assignment) -> Assignment:
    """Take somebody off a case; from now on they no longer see it."""
    assignment.ended_on = timezone.localdate()
    assignment.save(update_fields=["ended_on"])
    add_entry(case=assignment.case, by=by, kind="unassigned", source_id=assignment.pk)
    return assignment


@audited(Event.CASE_MOVED)
def move_case(*, by: Actor, case: Case, state: str) -> Case:
    """Take a case to its next state; closing and reopening have moves of their own."""
    check_move(case.state, state)
    if state in CLOSED_STATES or state == "reopened":
        raise ValueError("Use close_case or reopen_case.")
    return _move(case, state, by=by)


@audited(Event.CASE_CLOSED)
def close_case(*, by: Actor, case: Case, reason: str, on: date, referred: bool = False) -> Case:
    """Close a case. Open referrals, tasks and actions of the plan are settled first; a closed case is read-only until reopened with a reason."""
    state = "closed_referred" if referred else "closed"
    check_move(case.state, state)
    if Referral.objects.filter(case=case, state__in=UNSETTLED).exists():
        raise OpenReferrals
    if Task.objects.filter(case=case, state=TaskState.OPEN).exists():
        raise OpenTasks
    if open_on(case).exists():
        raise OpenActions
    case.closed_on, case.closure_reason = on, reason
    return _move(case, state, by=by, reason=reason)


@audited(Event.CASE_REOPENED)
def reopen_case(*, by: Actor, case: Case, reason: str) -> Case:
    """Take up a closed case again, with the reason on record."""
    refuse_erased(case.person)
    check_move(case.state, "reopened")
    case.closed_on, case.closure_reason = None, ""
    return _move(case, "reopened", by=by, reason=reason)


def refuse_closed(case: Case) -> None:
    if case.is_closed:
        raise CaseIsClosed


def _move(case: Case, state: str, *, by: Actor, reason: str = "") -> Case:
    take_version(case, expected=case.version)
    case.state = state
    case.save(update_fields=["state", "closed_on", "closure_reason"])
    _note_state(case, by=by, reason=reason)
    add_entry(case=case, by=by, kind="case_moved", codes={"state": state})
    return case


def _note_state(case: Case, *, by: Actor, reason: str = "") -> None:
    CaseStateChange.objects.create(
        organisation_id=case.organisation_id, case=case, state=case.state, reason=reason, by_id=by.user_id
    )


def _refuse_unknown(facts: dict[str, Any]) -> None:
    unknown = sorted(set(facts) - set(EDITABLE) - {"shelter_name", "sheltered_from", "sheltered_until", "registered_on"})
    if unknown:
        raise ValueError(f"Not facts of a case: {', '.join(unknown)}")
