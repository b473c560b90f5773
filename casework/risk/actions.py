"""Assessing the risk of a case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied

from access.actors import Actor
from access.audit import audited, record
from access.events import Event
from access.receipts import once
from casework.cases.actions import refuse_closed
from casework.cases.models import Case
from casework.cases.timeline import add_entry
from casework.risk.level import set_risk
from casework.risk.models import RiskAssessment
from casework.risk.rules import falls


class FallsWithoutReason(Exception):
    """A level is not lowered unless somebody says why."""


class NewerAssessment(Exception):
    """An assessment of an earlier day would not be the newest."""


@audited(Event.RISK_ASSESSED)
def assess_risk(*, by: Actor, case: Case, facts: dict[str, Any], form_key: UUID | None = None) -> RiskAssessment:
    """Write down how great the danger is, what is done about it and when it is looked at again; the case takes the level."""
    current = Case.objects.select_for_update(of=("self",)).select_related("person").get(pk=case.pk)
    refuse_closed(current)
    if by.user is None:
        raise PermissionDenied
    person = by.user

    def make(pk: UUID) -> RiskAssessment:
        before = current.risk
        _refuse_fall(before, facts)
        newest = RiskAssessment.objects.filter(case=current).first()
        if newest is not None and newest.assessed_on > facts["assessed_on"]:
            raise NewerAssessment
        made = RiskAssessment.objects.create(
            pk=pk, organisation_id=current.organisation_id, case=current, level_before=before, assessed_by=person, **facts
        )
        if set_risk(current, made.level):
            record(Event.CASE_CHANGED, by=by, target=current, detail={"fields": ["risk"]})
        add_entry(case=current, by=by, kind="risk_assessed", codes={"risk_level": made.level}, source_id=pk)
        return made

    return once(by=by, key=form_key, model=RiskAssessment, make=make)


def _refuse_fall(before: str, facts: dict[str, Any]) -> None:
    if falls(before, facts["level"]) and not (facts.get("why_lower") or "").strip():
        raise FallsWithoutReason
