"""Setting how long things are kept, and letting go of what was kept long enough."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from access.actors import Actor, system_actor
from access.audit import audited
from access.context import acting
from access.events import Event
from access.models import Organisation
from access.retention.models import KeepingPeriod
from access.retention.registry import Keeper, Limit, keepers_of, periods_of
from access.retention.table import RULES, TABLE, Kept

AT_ONCE = 200


class OutOfBounds(ValueError):
    """A period shorter or longer than may be."""


@audited(Event.RETENTION_CHANGED, telling=("kind", "days"))
def set_period(*, by: Actor, kind: str, days: int) -> KeepingPeriod:
    """This organisation keeps a kind of record for so many days."""
    rule = RULES[Kept(kind)]
    if not rule.shortest <= days <= rule.longest:
        raise OutOfBounds
    period, _made = KeepingPeriod.objects.update_or_create(
        organisation=by.organisation, kind=kind, defaults={"days": days, "changed_at": timezone.now()}
    )
    return period


@audited(Event.RETENTION_APPLIED, telling=("kind", "table", "ids"))
def let_go(*, by: Actor, kind: str, table: str, ids: list[str], keeper: Keeper, limit: Limit) -> int:
    """Empty a batch of rows whose time is over. They are looked at once more, so that nothing is emptied that changed."""
    rows = keeper.due(by.organisation, limit).filter(pk__in=ids)
    return keeper.empty(by, rows)


def sweep_organisation(organisation: Organisation, *, now: datetime | None = None, batches: int | None = None) -> dict[Kept, int]:
    """Let go of everything that is due, a batch at a time, each batch whole or not at all; the next run goes on."""
    gone: dict[Kept, int] = {}
    with acting(organisation_id=organisation.pk):
        periods = periods_of(organisation)
    for rule in TABLE:
        limit = Limit.at(organisation, now or timezone.now(), periods[rule.kind])
        for keeper in keepers_of(rule.kind):
            left = batches
            while left is None or left > 0:
                number = _batch(organisation, rule.kind, keeper, limit)
                if number == 0:
                    break
                gone[rule.kind] = gone.get(rule.kind, 0) + number
                left = None if left is None else left - 1
    return gone


def _batch(organisation: Organisation, kind: Kept, keeper: Keeper, limit: Limit) -> int:
    with acting(organisation_id=organisation.pk):
        rows = keeper.due(organisation, limit)
        ids: list[UUID] = list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        if not ids:
            return 0
        told = [str(pk) for pk in ids]
        return let_go(
            by=system_actor(organisation), kind=kind.value, table=rows.model._meta.label_lower, ids=told, keeper=keeper, limit=limit
        )
