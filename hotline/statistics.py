"""The hotline counted for those who run it: contacts, callers and cases are three different things and never added.

Internal and unprotected: what leaves the house leaves through reports. Hours and weekdays are those of the organisation.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Func, Q, QuerySet
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay
from django.utils import timezone
from django.utils.dates import WEEKDAYS

from access.actors import Actor
from casework.vocabulary import find_vocabulary
from hotline.models import NON_CALLS, Call, CallClass

SHARES = ("outcome", "region", "language")


@dataclass(frozen=True)
class Line:
    """One group and how many calls are in it; `share` of the largest group, for the bar, in hundredths."""

    label: str
    number: int
    share: int


@dataclass(frozen=True)
class Statistics:
    """Numbers of a span of days. `callers` are different numbers; calls whose number was not seen stand beside them."""

    contacts: int
    non_calls: int
    calls: int
    callers: int
    without_number: int
    cases: int
    promised: int
    called_back: int
    no_bed: int
    groups: dict[str, list[Line]]


def count_calls(actor: Actor, first: date, last: date) -> Statistics:
    """Everything on these days, both included: eight queries."""
    here = timezone.get_current_timezone()
    start, end = datetime.combine(first, time.min, here), datetime.combine(last + timedelta(days=1), time.min, here)
    contacts = Call.objects.visible_to(actor).filter(started_at__gte=start, started_at__lt=end).order_by()
    real = Q(outcome_class__in=NON_CALLS)
    told = contacts.aggregate(
        contacts=Count("pk"), non_calls=Count("pk", filter=real), calls=Count("pk", filter=~real),
        callers=Count("number_hash", distinct=True, filter=~real), without_number=Count("pk", filter=~real & Q(number_hash=None)),
        cases=Count("case", distinct=True), promised=Count("pk", filter=Q(call_back_by__isnull=False)),
        called_back=Count("pk", filter=Q(called_back_at__isnull=False)), no_bed=Count("pk", filter=~Q(no_bed_reason="")),
    )  # fmt: skip
    return Statistics(**told, groups=_groups(contacts, contacts.exclude(real), here))


def _groups(contacts: QuerySet[Call], calls: QuerySet[Call], here: Any) -> dict[str, list[Line]]:
    kinds = dict(CallClass.choices)
    by_hour = dict(_count(calls.annotate(group=ExtractHour("started_at", tzinfo=here))))
    by_day = dict(_count(calls.annotate(group=ExtractIsoWeekDay("started_at", tzinfo=here))))
    topics = calls.annotate(group=Func(F("topics"), function="unnest"))
    return {
        "kind": _lines((str(kinds.get(code, "—")), number) for code, number in _count(contacts.annotate(group=F("outcome_class")))),
        "hour": _lines(((f"{hour:02}:00", by_hour.get(hour, 0)) for hour in range(24)), in_order=True),
        "weekday": _lines(((str(WEEKDAYS[day - 1]), by_day.get(day, 0)) for day in range(1, 8)), in_order=True),
        "topic": _lines((find_vocabulary("call_topic").label(code), number) for code, number in _count(topics)),
        **{name: _lines(_labelled(name, calls)) for name in SHARES},
    }


def _labelled(name: str, calls: QuerySet[Call]) -> Iterable[tuple[str, int]]:
    words = find_vocabulary({"outcome": "call_outcome"}.get(name, name))
    return ((words.label(code) if code else "—", number) for code, number in _count(calls.annotate(group=F(name))))


def _count(rows: QuerySet[Any]) -> list[tuple[Any, int]]:
    return list(rows.values_list("group").annotate(number=Count("pk")))


def _lines(found: Iterable[tuple[str, int]], *, in_order: bool = False) -> list[Line]:
    pairs = list(found)
    most = max((number for _label, number in pairs), default=0) or 1
    lines = [Line(label, number, round(100 * number / most)) for label, number in pairs]
    return lines if in_order else sorted(lines, key=lambda line: (-line.number, line.label))
