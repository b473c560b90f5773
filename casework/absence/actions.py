"""Naming a stand-in, noting that one stands in, and ending it early."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.models import User
from access.permissions import Permission
from access.receipts import once
from casework.absence.models import Absence, AbsenceCase
from casework.absence.rules import AbsenceChanged, StandInIsAway, covered_by, is_away, lendable
from casework.cases.assigning import NotAMember
from casework.cases.models import Case
from casework.cases.timeline import add_entry
from casework.forms import case_workers


@audited(Event.STAND_IN_NAMED)
def name_stand_in(
    *, by: Actor, absent: User, facts: dict[str, Any], cases: Iterable[UUID] | None = None, form_key: UUID | None = None
) -> Absence:
    """From a day until a day a colleague stands in: on all cases of whoever is away, or on those chosen."""
    if by.user_id != absent.pk and not by.may(Permission.CASE_ASSIGN):
        raise PermissionDenied
    stand_in = facts["stand_in"]
    if case_workers(by.organisation_id).filter(pk__in=(absent.pk, stand_in.pk)).distinct().count() != 2:
        raise NotAMember
    if is_away(by.organisation_id, stand_in, facts["first"], facts["last"]):
        raise StandInIsAway

    def make(pk: UUID) -> Absence:
        absence: Absence = Absence.objects.create(  # type: ignore[misc]  # somebody names it, never the system
            pk=pk, organisation_id=by.organisation_id, absent=absent, by=by.user, all_cases=cases is None, **facts
        )
        if cases is not None:
            _choose(absence, by=by, wanted=set(cases))
        _tell(absence, by=by, kind="stand_in_named")
        return absence

    return once(by=by, key=form_key, model=Absence, make=make)


@audited(Event.STAND_IN_NOTED)
def note_standing_in(*, by: Actor, absence: Absence) -> Absence:
    """The stand-in has read that they stand in."""
    if absence.stand_in_id != by.user_id:
        raise PermissionDenied
    if absence.noted_at is None:
        absence.noted_at = timezone.now()
        absence.save(update_fields=["noted_at"])
    return absence


@audited(Event.STAND_IN_ENDED)
def end_standing_in(*, by: Actor, absence: Absence) -> Absence:
    """From now on the stand-in no longer sees the cases. By either of the two, or by whoever assigns cases."""
    if by.user_id not in (absence.absent_id, absence.stand_in_id) and not by.may(Permission.CASE_ASSIGN):
        raise PermissionDenied
    current: Absence = Absence.objects.select_for_update(of=("self",)).get(pk=absence.pk)
    if current.is_over:
        raise AbsenceChanged
    _tell(current, by=by, kind="stand_in_ended")
    current.ended_at, current.ended_by = timezone.now(), by.user
    current.save(update_fields=["ended_at", "ended_by"])
    return current


def _choose(absence: Absence, *, by: Actor, wanted: set[UUID]) -> None:
    """All that were chosen, or none: somebody may have been taken off a case since."""
    rows = list(lendable(by, absence.absent).filter(case_id__in=wanted).select_related("case"))
    if not wanted or {row.case_id for row in rows} != wanted:
        raise AbsenceChanged
    for row in rows:
        AbsenceCase.objects.create(
            organisation_id=absence.organisation_id, absence=absence, case=row.case, even_restricted=row.case.is_restricted
        )


def _tell(absence: Absence, *, by: Actor, kind: str) -> None:
    for case in Case.objects.visible_to(by).open().filter(pk__in=covered_by(absence)):
        add_entry(case=case, by=by, kind=kind, source_id=absence.pk)
