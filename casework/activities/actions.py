"""Recording what was done for prevention and partnership."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.receipts import once, take_version
from casework.activities.models import Activity


@audited(Event.ACTIVITY_RECORDED)
def record_activity(*, by: Actor, facts: dict[str, Any], form_key: UUID | None = None) -> Activity:
    """Record a lecture, an outreach day, an agreement or a meeting with the numbers reached."""

    def make(pk: UUID) -> Activity:
        return Activity.objects.create(pk=pk, organisation_id=by.organisation_id, **facts)

    return once(by=by, key=form_key, model=Activity, make=make)


@audited(Event.ACTIVITY_CHANGED)
def change_activity(*, by: Actor, activity: Activity, facts: dict[str, Any], version: int | None = None) -> Activity:
    """Correct an activity. Refused when a colleague saved first."""
    take_version(activity, expected=version)
    for name, value in facts.items():
        setattr(activity, name, value)
    activity.save(update_fields=[*facts, "version"])
    return activity
