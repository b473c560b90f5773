"""Which cases an export holds, with all that its tables read."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Max, Min, Prefetch
from django.utils import timezone

from access.actors import Actor
from casework.cases.facts import Exploitation
from casework.cases.models import Case, CaseQuerySet
from casework.cases.work import Service
from casework.htcds.models import CaseExport


def choose_cases(*, by: Actor, export: CaseExport) -> CaseQuerySet:
    """The cases this person may see that were requested in the period; nobody erased. The server itself leaves out restricted ones."""
    rows = Case.objects.visible_to(by).filter(requested_on__range=(export.first, export.last), person__erased_at=None)
    rows = rows if by.user else rows.filter(is_restricted=False)
    read: list[Any] = [
        Prefetch("exploitations", Exploitation.objects.defer("story").order_by("created_at", "pk")),
        Prefetch("services", Service.objects.order_by("given_on", "created_at", "pk")),
        "route", "status_decisions", "consents__recipient", "referrals__recipient", "came_along",
    ]  # fmt: skip
    if export.with_names:
        read.append("person__identity")
    return rows.select_related("person__safe_contact").prefetch_related(*read).order_by("requested_on", "pk")


def whole_period(*, by: Actor) -> tuple[date, date]:
    """From the first case to the last."""
    days = Case.objects.visible_to(by).aggregate(first=Min("requested_on"), last=Max("requested_on"))
    today = timezone.localdate()
    return days["first"] or today, days["last"] or today
