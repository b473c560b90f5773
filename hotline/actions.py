"""Every write of the hotline: a call begins, is saved while somebody talks, ends, and leads on to help."""

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
from casework.cases.actions import open_case
from casework.cases.models import Case
from casework.cases.rules import age_band
from casework.cases.timeline import add_entry
from casework.codes import new_code
from casework.people.actions import add_person
from hotline.beds import held_bed
from hotline.callbacks.rounds import ROUND, begin_round
from hotline.earlier import Earlier, calls_before, hash_of
from hotline.models import NON_CALLS, Call
from hotline.rules import missing_for_close
from hotline.workflow import check_move, state_of
from shelters.holds.actions import attach_hold, hold_bed
from shelters.models import Bed, Booking
from shelters.unmet.actions import turn_away
from shelters.unmet.models import TurnAwayReason

EDITABLE = frozenset({
    "channel", "outcome_class", "outcome", "anonymity", "caller_kind", "about_self", "caller_name", "can_talk", "danger_now",
    "topics", "region", "language", "sex", "age", "acts", "means", "purposes", "notes", "call_back_by",
})  # fmt: skip


# Why no bed, in the words of referrals -> in those of unmet need. Who did not want a bed was not turned away.
TURNED_AWAY = {
    "no_place": TurnAwayReason.NO_BED, "not_eligible": TurnAwayReason.NOT_ELIGIBLE, "too_far": TurnAwayReason.TOO_FAR,
    "other": TurnAwayReason.OTHER,
}  # fmt: skip


class StillMissing(Exception):
    """A call cannot be closed yet; `fields` says what is missing."""

    def __init__(self, fields: list[str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


class AlreadyHolding(Exception):
    """This call already keeps a bed; give that one back first."""


class NotTheirs(Exception):
    """A call that became a case is the case manager's."""


@audited(Event.CALL_CLOSED)
def log_non_call(*, by: Actor, outcome_class: str, channel: str = "phone", form_key: UUID | None = None) -> Call:
    """A silent, prank or wrong-number call: begun and closed by one press."""
    if outcome_class not in NON_CALLS:
        raise ValueError(outcome_class)
    now = timezone.now()
    return _new_call(by, form_key, channel=channel, outcome_class=outcome_class, outcome="no_action", closed_at=now)


@audited(Event.CALL_STARTED)
def start_call(*, by: Actor, outcome_class: str, channel: str = "phone", form_key: UUID | None = None) -> Call:
    """Somebody is on the line. The clock is the server's; everything else can wait."""
    return _new_call(by, form_key, channel=channel, outcome_class=outcome_class)


def _new_call(by: Actor, form_key: UUID | None, **values: Any) -> Call:
    if by.user_id is None:
        raise PermissionError("A call is taken by somebody.")
    operator_id = by.user_id

    def make(pk: UUID) -> Call:
        return Call.objects.create(
            pk=pk, organisation_id=by.organisation_id, operator_id=operator_id, code=new_code("H"), **values
        )

    return once(by=by, key=form_key, model=Call, make=make)


@audited(Event.CALL_SAVED)
def save_call(
    *,
    by: Actor,
    call: Call,
    values: dict[str, Any],
    number: str = "",
    keep_number: bool = False,
    version: int | None = None,
) -> Call:
    """Save whatever has been typed so far. The number is always kept as a keyed hash, in clear only if the caller agrees."""
    _refuse_handed_over(call)
    unknown = set(values) - EDITABLE
    if unknown:
        raise ValueError(f"Not of a call: {', '.join(sorted(unknown))}")
    take_version(call, expected=version)
    if "call_back_by" in values and values["call_back_by"] != call.call_back_by:
        begin_round(call, values["call_back_by"])
    for name, value in values.items():
        setattr(call, name, value)
    _note_number(call, by, number.strip(), keep_number)
    call.save(update_fields={*values, "number", "number_hash", *ROUND})
    return call


def _note_number(call: Call, by: Actor, number: str, keep: bool) -> None:
    """An empty field leaves the hash alone: the number is not shown again unless it is kept in clear."""
    digest = hash_of(by, number)
    if digest is not None:
        call.number_hash = digest
    if number or not keep:
        call.number = number if keep else ""


@audited(Event.CALL_CLOSED)
def close_call(*, by: Actor, call: Call) -> Call:
    """End a call. Only now it must be clear what kind of call it was and what came of it."""
    if call.is_closed:
        return call  # a second press
    check_move(call, "closed")
    missing = missing_for_close(outcome_class=call.outcome_class, outcome=call.outcome)
    if missing:
        raise StillMissing(missing)
    call.closed_at = timezone.now()
    call.save(update_fields=["closed_at"])
    return call


@audited(Event.SEARCHED)
def find_earlier_calls(*, by: Actor, number: str, but: UUID | None = None) -> Earlier:
    """Did this number call before? The question is recorded, the number is not."""
    return calls_before(by, hash_of(by, number), but=but)


@audited(Event.BED_HELD)
def hold_for_call(
    *, by: Actor, call: Call, bed: Bed, sex: str, age_band: str, needs: list[str], first_day: date, form_key: UUID | None
) -> Booking:
    """Hold a bed for the person of this call, and remember it with the call. Pressed twice, it is one hold."""
    _refuse_handed_over(call)
    current = Call.objects.select_for_update().get(pk=call.pk)
    kept = held_bed(by, current)
    hold = hold_bed(by=by, bed=bed, sex=sex, age_band=age_band, needs=needs, first_day=first_day, form_key=form_key)
    if kept is not None and kept.pk != hold.pk:
        raise AlreadyHolding
    call.hold_id, call.no_bed_reason = hold.pk, ""
    call.save(update_fields=["hold_id", "no_bed_reason"])
    return hold


@audited(Event.CALL_SAVED)
def record_no_bed(*, by: Actor, call: Call, reason: str) -> Call:
    """Somebody needed a bed and got none, and why: counted once a call as unmet need, unless they did not want it."""
    _refuse_handed_over(call)
    current: Call = Call.objects.select_for_update().get(pk=call.pk)
    if not current.no_bed_reason and reason in TURNED_AWAY:
        facts = {"sex": current.sex or "unknown", "age_band": age_band(current.age), "region": current.region, "reason": TURNED_AWAY[reason]}
        turn_away(by=by, facts=facts | {"day": timezone.localdate(current.started_at)})
    call.no_bed_reason = reason
    call.save(update_fields=["no_bed_reason"])
    return call


@audited(Event.CALL_HANDED_OVER)
def hand_over(
    *, by: Actor, call: Call, lead: User, identity: dict[str, str] | None = None, form_key: UUID | None = None
) -> Case:
    """Make the call a case of a case manager. It cannot be taken back, and is one case however often it is pressed."""
    current = Call.objects.select_for_update().get(pk=call.pk)
    if current.case_id is not None:
        return Case(pk=current.case_id, organisation_id=current.organisation_id)  # whoever has it now, they see it
    check_move(current, "handed_over")
    person = add_person(by=by, facts={"sex": current.sex or "unknown", "language": current.language}, identity=identity)
    case = open_case(by=by, person=person, facts=_facts(current), lead=lead, form_key=form_key)
    _note_on_timeline(case, current, by)
    current.case, current.outcome = case, "case_opened"
    current.outcome_class = current.outcome_class or "help"
    current.closed_at = current.closed_at or timezone.now()
    current.save(update_fields=["case", "outcome", "outcome_class", "closed_at"])
    return case


def _facts(call: Call) -> dict[str, Any]:
    """What the call knows of the case: where from, how old, how urgent."""
    return {
        "source": "hotline",
        "requested_on": timezone.localdate(call.started_at),
        "region": call.region,
        "age_at_registration": call.age,
        "risk": "critical" if call.danger_now else "",
    }


def _note_on_timeline(case: Case, call: Call, by: Actor) -> None:
    add_entry(case=case, by=by, kind="call", codes={"class": call.outcome_class}, source_id=call.pk, at=call.started_at)
    hold = held_bed(by, call)
    if hold is not None:
        attach_hold(by=by, hold=hold, case=case)


def _refuse_handed_over(call: Call) -> None:
    if state_of(call) == "handed_over":
        raise NotTheirs
