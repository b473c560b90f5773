"""Keeping the list of grants, and charging to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.receipts import EditConflict, once, take_version
from casework.activities.models import Activity
from casework.cases.actions import refuse_closed
from casework.cases.models import Case
from casework.cases.timeline import add_entry
from casework.cases.work import Service
from casework.funding.models import WHOLE, Charge, Grant
from casework.funding.rules import OutsideGrant, Target, charges_of, check_shares, grants_for, refuse_same_name, seen_of


@audited(Event.GRANT_ADDED)
def add_grant(*, by: Actor, facts: dict[str, Any], form_key: UUID | None = None) -> Grant:
    """Somebody gives money for a time."""

    def make(pk: UUID) -> Grant:
        refuse_same_name(by, facts["name"], facts["starts_on"])
        return Grant.objects.create(pk=pk, organisation_id=by.organisation_id, **facts)

    return once(by=by, key=form_key, model=Grant, make=make)


@audited(Event.GRANT_CHANGED)
def change_grant(*, by: Actor, grant: Grant, facts: dict[str, Any], version: int | None = None) -> Grant:
    """Correct a grant. Refused when a colleague saved first."""
    refuse_same_name(by, facts.get("name", grant.name), facts.get("starts_on", grant.starts_on), but=grant.pk)
    take_version(grant, expected=version)
    for name, value in facts.items():
        setattr(grant, name, value)
    grant.save(update_fields=[*facts, "version"])
    return grant


@audited(Event.CASE_CHARGED)
def charge_case(*, by: Actor, case: Case, grants: list[Grant], seen: str | None = None) -> Case:
    """The help in this case belongs to these grants, and to no others."""
    refuse_closed(case)
    _charge(case, dict.fromkeys((grant.pk for grant in grants), WHOLE), by=by, seen=seen)
    add_entry(case=case, by=by, kind="funding_changed")
    return case


@audited(Event.SERVICE_CHARGED)
def charge_service(*, by: Actor, service: Service, shares: Mapping[UUID, int], seen: str | None = None) -> Service:
    """So many hundredths of what this service cost are paid by each grant; together at most all of it."""
    refuse_closed(service.case)
    check_shares(shares)
    _charge(service, shares, by=by, seen=seen)
    _name_funder(service, shares)
    add_entry(case=service.case, by=by, kind="funding_changed", codes={"service": service.service}, source_id=service.pk)
    return service


@audited(Event.ACTIVITY_CHARGED)
def charge_activity(*, by: Actor, activity: Activity, shares: Mapping[UUID, int], seen: str | None = None) -> Activity:
    """The same for an activity."""
    check_shares(shares)
    _charge(activity, shares, by=by, seen=seen)
    _name_funder(activity, shares)
    return activity


def _charge(target: Target, shares: Mapping[UUID, int], *, by: Actor, seen: str | None) -> None:
    """Exactly these, one hand at a time: whoever presses at the same moment waits, and both are never added up."""
    type(target)._default_manager.select_for_update(of=("self",)).get(pk=target.pk)
    if seen is not None and seen != seen_of(charges_of(target)):
        raise EditConflict
    if set(shares) - set(grants_for(by, target).values_list("pk", flat=True)):
        raise OutsideGrant
    present = {charge.grant_id: charge for charge in charges_of(target)}
    charges_of(target).exclude(grant_id__in=shares).delete()
    lowered_first = sorted(shares.items(), key=lambda item: item[1] - (present[item[0]].share if item[0] in present else 0))
    for grant_id, share in lowered_first:
        if grant_id not in present:
            Charge.objects.create(organisation_id=target.organisation_id, grant_id=grant_id, share=share, by_id=by.user_id, **_of(target))
        elif present[grant_id].share != share:
            Charge.objects.filter(pk=present[grant_id].pk).update(share=share)


def _of(target: Target) -> dict[str, Any]:
    if isinstance(target, Service):
        return {"case_id": target.case_id, "service": target}
    return {"case": target} if isinstance(target, Case) else {"activity": target}


def _name_funder(target: Service | Activity, shares: Mapping[UUID, int]) -> None:
    """Who paid, where nobody said it yet: the kind of source of the greatest share. The report divides by it."""
    if target.funder or not shares:
        return
    greatest = max(shares, key=lambda pk: (shares[pk], str(pk)))
    target.funder = Grant.objects.get(pk=greatest).source
    target.save(update_fields=["funder"])
