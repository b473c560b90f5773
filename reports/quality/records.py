"""The cases a month is made of, with just the facts the rules look at. Read as the report's login reads: no name, no text."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from casework.models import Case, Exploitation, Service, VictimStatusDecision
from reports.counting import counting
from shelters.models import Stay

UNKNOWN = ("", "unknown")


@dataclass(frozen=True)
class Record:
    """One case as the rules see it."""

    case_id: UUID
    person_id: UUID
    state: str
    requested_on: date
    registered_on: date
    closed_on: date | None = None
    closure_reason: str = ""
    source: str = ""
    region: str = ""
    legal_status: str = ""
    age: int | None = None
    journal_from: date | None = None
    journal_until: date | None = None
    sex: str = "unknown"
    birth_year: int | None = None
    citizenships: tuple[str, ...] = ()
    is_stateless: bool = False
    types: tuple[str, ...] = ()
    services: tuple[date | None, ...] = ()
    stays: tuple[tuple[date, date | None], ...] = ()
    decisions: tuple[tuple[str, str], ...] = ()
    """Track and status, the newest first."""

    @property
    def is_closed(self) -> bool:
        return self.state in {"closed", "closed_referred"}

    @property
    def dated_services(self) -> tuple[date, ...]:
        return tuple(day for day in self.services if day is not None)

    @property
    def known_types(self) -> tuple[str, ...]:
        return tuple(one for one in self.types if one not in UNKNOWN)

    @property
    def is_confirmed(self) -> bool:
        return any(status == "confirmed" for _track, status in self.decisions)


FACTS = {
    "pk": "case_id", "person_id": "person_id", "state": "state", "requested_on": "requested_on", "registered_on": "registered_on",
    "closed_on": "closed_on", "closure_reason": "closure_reason", "source": "source", "region": "region",
    "legal_status": "legal_status", "age_at_registration": "age", "sheltered_from": "journal_from",
    "sheltered_until": "journal_until", "person__sex": "sex", "person__birth_year": "birth_year",
    "person__citizenships": "citizenships", "person__is_stateless": "is_stateless",
}  # fmt: skip


def read_records(organisation_id: UUID, months: Sequence[str]) -> list[Record]:
    """Every case that counts in one of these months, under the right to count."""
    if not months:
        return []
    first, last = _days(months)
    with counting():
        cases = _cases_of(organisation_id, first, last)
        within = cases.values("pk")
        types = _gather(Exploitation.objects.filter(case_id__in=within).order_by("created_at", "id").values_list("case_id", "main_type"))
        services = _gather(Service.objects.filter(case_id__in=within).order_by("given_on").values_list("case_id", "given_on"))
        stays = _gather(Stay.objects.filter(case_id__in=within).order_by("arrived_on").values_list("case_id", "arrived_on", "left_on"))
        decisions = _gather(VictimStatusDecision.objects.filter(case_id__in=within).values_list("case_id", "track", "status"))
        return [
            Record(
                **{name: _hold(value) for name, value in zip(FACTS.values(), row, strict=True)},
                types=tuple(one for (one,) in types[row[0]]),
                services=tuple(one for (one,) in services[row[0]]),
                stays=tuple(stays[row[0]]),
                decisions=tuple(decisions[row[0]]),
            )
            for row in cases.order_by("requested_on", "pk").values_list(*FACTS)
        ]


def _cases_of(organisation_id: UUID, first: date, last: date) -> QuerySet[Case]:
    """Requested, helped, housed or decided upon in these days: what the indicators count."""
    own = {"organisation_id": organisation_id}
    helped = Service.objects.filter(**own, given_on__range=(first, last)).values("case_id")
    decided = VictimStatusDecision.objects.filter(**own, decided_on__range=(first, last)).values("case_id")
    housed = Stay.objects.filter(Q(left_on=None) | Q(left_on__gte=first), **own, arrived_on__lte=last).values("case_id")
    return Case.objects.filter(
        Q(requested_on__range=(first, last)) | Q(pk__in=helped) | Q(pk__in=decided) | Q(pk__in=housed), **own
    )


def _gather(rows: Iterable[tuple[Any, ...]]) -> defaultdict[UUID, list[tuple[Any, ...]]]:
    found: defaultdict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    for case_id, *rest in rows:
        found[case_id].append(tuple(rest))
    return found


def _hold(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _days(months: Sequence[str]) -> tuple[date, date]:
    low, high = min(months), max(months)
    year, number = int(high[:4]), int(high[5:])
    return date(int(low[:4]), int(low[5:]), 1), date(year, number, calendar.monthrange(year, number)[1])
