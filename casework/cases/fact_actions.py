"""What was done to the person, the road, and who decided that it was trafficking."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.receipts import once
from casework.cases.actions import refuse_closed
from casework.cases.facts import Exploitation, RouteLeg, VictimStatusDecision
from casework.cases.models import Case
from casework.cases.timeline import add_entry


@audited(Event.EXPLOITATION_RECORDED)
def record_exploitation(*, by: Actor, case: Case, facts: dict[str, Any], form_key: UUID | None = None) -> Exploitation:
    """Record an episode of exploitation: kinds, sectors, means, recruitment, place and time."""
    refuse_closed(case)

    def make(pk: UUID) -> Exploitation:
        episode = Exploitation.objects.create(pk=pk, organisation_id=case.organisation_id, case=case, **_with_main(facts))
        add_entry(case=case, by=by, kind="exploitation", codes={"types": episode.types}, source_id=pk)
        return episode

    return once(by=by, key=form_key, model=Exploitation, make=make)


@audited(Event.EXPLOITATION_RECORDED)
def change_exploitation(*, by: Actor, episode: Exploitation, facts: dict[str, Any]) -> Exploitation:
    """Correct an episode."""
    refuse_closed(episode.case)
    values = _with_main(facts)
    for name, value in values.items():
        setattr(episode, name, value)
    episode.save(update_fields=list(values))
    return episode


def _with_main(facts: dict[str, Any]) -> dict[str, Any]:
    """The main type is the one chosen, else the only or first one: a report counts each person under one."""
    types = facts.get("types") or []
    main = facts.get("main_type") or (types[0] if types else "unknown")
    return {**facts, "main_type": main}


@audited(Event.ROUTE_RECORDED)
def record_leg(*, by: Actor, case: Case, facts: dict[str, Any], form_key: UUID | None = None) -> RouteLeg:
    """Add the next leg of the road."""
    refuse_closed(case)

    def make(pk: UUID) -> RouteLeg:
        last = RouteLeg.objects.filter(case=case).aggregate(last=Max("position"))["last"] or 0
        leg = RouteLeg.objects.create(pk=pk, organisation_id=case.organisation_id, case=case, position=last + 1, **facts)
        add_entry(case=case, by=by, kind="route", source_id=pk)
        return leg

    return once(by=by, key=form_key, model=RouteLeg, make=make)


@audited(Event.STATUS_DECIDED)
def decide_status(
    *,
    by: Actor,
    case: Case,
    track: str,
    status: str,
    deciding_body: str,
    decided_on: date,
    grounds: list[str] | None = None,
    form_key: UUID | None = None,
) -> VictimStatusDecision:
    """Record that a body decided, on a day, whether the person was trafficked. The row stays as it is for ever."""
    refuse_closed(case)

    def make(pk: UUID) -> VictimStatusDecision:
        decision = VictimStatusDecision.objects.create(
            pk=pk,
            organisation_id=case.organisation_id,
            case=case,
            track=track,
            status=status,
            deciding_body=deciding_body,
            decided_on=decided_on,
            grounds=grounds or [],
            by_id=by.user_id,
        )
        add_entry(case=case, by=by, kind="status_decided", codes={"status": status, "track": track}, source_id=pk)
        return decision

    return once(by=by, key=form_key, model=VictimStatusDecision, make=make)
