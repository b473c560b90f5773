"""Closing a case to everybody but those who work on it, and opening it up again with a second person."""

from __future__ import annotations

from access.actors import Actor
from access.audit import audited
from access.events import Event
from casework.cases.models import Case
from casework.cases.timeline import add_entry


@audited(Event.CASE_RESTRICTED)
def restrict_case(*, by: Actor, case: Case) -> Case:
    """From now on only those who work on the case see it, not even the director."""
    return _set(case, True, by=by)


@audited(Event.CASE_UNRESTRICTED)
def unrestrict_case(*, by: Actor, case: Case) -> Case:
    """Those who see all cases see this one again."""
    return _set(case, False, by=by)


def _set(case: Case, restricted: bool, *, by: Actor) -> Case:
    if case.is_restricted != restricted:
        case.is_restricted = restricted
        case.save(update_fields=["is_restricted"])
        add_entry(case=case, by=by, kind="restricted" if restricted else "unrestricted")
    return case
