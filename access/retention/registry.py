"""Which rows of a kind are due, and how they are emptied. Each room declares its kinds in `retention.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from access.actors import Actor
from access.models import Organisation
from access.retention.models import KeepingPeriod
from access.retention.table import RULES, Kept


@dataclass(frozen=True)
class Limit:
    """What ended on this day or before is due. The day is one of the organisation's own calendar."""

    day: date
    moment: datetime  # the end of that day, as a moment
    now: datetime  # for the few kinds that are kept for hours

    @classmethod
    def at(cls, organisation: Organisation, now: datetime, days: int) -> Limit:
        zone = ZoneInfo(organisation.time_zone)
        day = now.astimezone(zone).date() - timedelta(days=days)
        return cls(day, datetime.combine(day + timedelta(days=1), time.min, zone), now)


@dataclass(frozen=True)
class Keeper:
    """`due` gives the rows whose time is over and that still hold something; `empty` empties some of them."""

    due: Callable[[Organisation, Limit], QuerySet[Any]]
    empty: Callable[[Actor, QuerySet[Any]], int]


_keepers: dict[Kept, list[Keeper]] = {}


def keep(kind: Kept, due: Callable[[Organisation, Limit], QuerySet[Any]], empty: Callable[[Actor, QuerySet[Any]], int]) -> None:
    """Declare how a kind of record comes to its end. A kind may have rows of several tables."""
    keeper = Keeper(due, empty)
    if keeper not in _keepers.setdefault(kind, []):
        _keepers[kind].append(keeper)


def keepers_of(kind: Kept) -> list[Keeper]:
    return list(_keepers.get(kind, ()))


def periods_of(organisation: Organisation) -> dict[Kept, int]:
    """Days for every kind: the organisation's own, or those proposed; always within the bounds."""
    own = dict(KeepingPeriod.objects.filter(organisation=organisation).values_list("kind", "days"))
    return {kind: min(max(own.get(kind.value, rule.days), rule.shortest), rule.longest) for kind, rule in RULES.items()}
