"""Which grants may pay for what, and how a cost is divided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from access.actors import Actor
from casework.activities.models import Activity
from casework.cases.models import Case
from casework.cases.work import Service
from casework.funding.models import WHOLE, Charge, Grant

Target = Case | Service | Activity


class MoreThanWhole(Exception):
    """All shares together are more than the whole."""


class GrantNamed(Exception):
    """There is a grant of this name that begins on this day."""


class OutsideGrant(Exception):
    """The grant is not there, or does not pay for that day."""


def charges_of(target: Target) -> QuerySet[Charge]:
    if isinstance(target, Case):
        return Charge.objects.filter(case=target, service=None)
    return Charge.objects.filter(service=target) if isinstance(target, Service) else Charge.objects.filter(activity=target)


def rows_of(charges: QuerySet[Charge]) -> list[Charge]:
    return list(charges.select_related("grant").order_by("grant__name"))


def seen_of(charges: Iterable[Charge]) -> str:
    """What is charged now, as a form remembers it: a colleague who saves in between is noticed."""
    return " ".join(sorted(f"{charge.grant_id.hex}:{charge.share}" for charge in charges))


def days_of(target: Target) -> tuple[date, date]:
    """The days a grant has to cover at least one of."""
    if isinstance(target, Case):
        return target.requested_on, target.closed_on or timezone.localdate()
    day = target.held_on if isinstance(target, Activity) else target.given_on
    return day or target.created_at.date(), day or target.created_at.date()


def grants_for(actor: Actor, target: Target) -> QuerySet[Grant]:
    """What may pay for it: by its day, and what pays for it already."""
    grants = Grant.objects.visible_to(actor)
    covering = grants.covering(*days_of(target)).values("pk")
    found: QuerySet[Grant] = grants.filter(Q(pk__in=covering) | Q(pk__in=charges_of(target).values("grant_id"))).order_by("name", "starts_on")
    return found


def refuse_same_name(by: Actor, name: str, starts_on: date, *, but: Any = None) -> None:
    if Grant.objects.visible_to(by).filter(name=name, starts_on=starts_on).exclude(pk=but).exists():
        raise GrantNamed


def check_shares(shares: Mapping[Any, int]) -> None:
    """What one thing costs is paid once."""
    if sum(shares.values()) > WHOLE or any(not 1 <= share <= WHOLE for share in shares.values()):
        raise MoreThanWhole


def part_of(cost: Decimal | None, share: int) -> Decimal | None:
    return None if cost is None else (cost * share / WHOLE).quantize(Decimal("0.01"), ROUND_HALF_UP)
