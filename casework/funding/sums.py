"""What was charged to a grant: counts and costs. The whole for those who may see figures; for others, of the rows they see."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, ExpressionWrapper, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, Round

from access.actors import Actor
from access.context import MAY_COUNT, acting_to_count
from casework.funding.models import WHOLE, Charge, Grant

NOTHING = Decimal(0)
MONEY: Any = DecimalField(max_digits=16, decimal_places=2)


@dataclass(frozen=True)
class Sums:
    """The figures of one grant, in tenge where it is money."""

    cases: int
    people: int
    services: int
    service_cost: Decimal
    activities: int
    reached: int
    activity_cost: Decimal
    is_whole: bool

    @property
    def cost(self) -> Decimal:
        return self.service_cost + self.activity_cost

    def left_of(self, grant: Grant) -> Decimal | None:
        """What is left, where amount and costs are in the same money and all costs are known."""
        return grant.amount - self.cost if self.is_whole and grant.amount is not None and grant.currency == "KZT" else None


def part(cost: str) -> Any:
    """The charged part of a cost, rounded for each charge as it is shown."""
    share = ExpressionWrapper(F(cost) * F("share") / Value(WHOLE), output_field=MONEY)
    return Coalesce(Sum(Round(share, precision=2)), Value(NOTHING), output_field=MONEY)


def charged(actor: Actor, grant: Grant) -> QuerySet[Charge]:
    """The rows one may see."""
    rows: QuerySet[Charge] = Charge.objects.visible_to(actor).filter(grant=grant)
    return rows


def sums_of(actor: Actor, grant: Grant) -> Sums:
    sees_figures = actor.may(MAY_COUNT)
    with acting_to_count(actor) if sees_figures else nullcontext():
        rows = Charge.objects.filter(organisation_id=actor.organisation_id, grant=grant) if sees_figures else charged(actor, grant)
        found = rows.aggregate(
            cases=Count("case_id", distinct=True), people=Count("case__person_id", distinct=True),
            services=Count("service_id"), service_cost=part("service__cost"),
            activities=Count("activity_id"), activity_cost=part("activity__cost"),
            reached=Coalesce(Sum(F("activity__women") + F("activity__men"), filter=Q(activity__isnull=False)), 0),
        )  # fmt: skip
    return Sums(**found, is_whole=sees_figures)
