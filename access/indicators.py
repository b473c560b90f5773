"""How a room declares what it counts. `reports` gathers the declarations; the number and the list come from one query."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Rows = Any  # a queryset annotated with `counted`, `by_…` and `amount`: annotations are not known to the type checker
ROOMS = ("casework", "shelters", "hotline")


class Section(StrEnum):
    """The parts of the report, in its order."""

    PROSECUTION = "prosecution"
    PROTECTION = "protection"
    PREVENTION = "prevention"
    PARTNERSHIP = "partnership"


class Unit(StrEnum):
    """What is counted. Only counts of people, and of what hangs on one person, need disclosure control."""

    PERSONS = "persons"
    CASES = "cases"
    REFERRALS = "referrals"
    SERVICES = "services"
    CALLS = "calls"
    NIGHTS = "nights"
    EVENTS = "events"
    ITEMS = "items"
    AGREEMENTS = "agreements"
    PEOPLE_REACHED = "people_reached"
    DECISIONS = "decisions"
    FOLLOW_UPS = "follow_ups"
    PLACES = "places"
    TENGE = "tenge"

    @property
    def is_about_persons(self) -> bool:
        return self in ABOUT_PERSONS


ABOUT_PERSONS = {Unit.PERSONS, Unit.CASES, Unit.REFERRALS, Unit.SERVICES, Unit.NIGHTS, Unit.DECISIONS, Unit.FOLLOW_UPS}


@dataclass(frozen=True)
class Scope:
    """Whose rows are counted, and when: one organisation (or all that are visible), first and last day included."""

    first: date
    last: date
    organisation_id: UUID | None = None
    regions: tuple[str, ...] = ()

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        if self.organisation_id is not None:
            rows = rows.filter(organisation_id=self.organisation_id)
        return rows


@dataclass(frozen=True)
class Indicator:
    """One line of the report.

    `rows(scope)` gives a queryset annotated with `counted` (what is counted once: a person, a referral…), with each
    breakdown of `breakdowns` as `by_<name>`, and with `amount` when the figure is a sum and not a count of rows.
    `about` is the way from a row to the person it is about, where persons are not what is counted: nights, services.
    `among` is the count in which everybody beneath such a sum is counted too, if there is one.
    `is_stock`: how it stands on the last day. A quarter has the figure of its last month: stocks are not added up, are
    told for the whole organisation and in total only, and correct themselves, so that nothing is added late.
    `inside_only`: for the organisation's own eyes; no report asks for it.
    """

    code: str
    section: Section
    name: str | Promise
    definition: str | Promise
    unit: Unit
    rows: Callable[[Scope], Rows]
    breakdowns: tuple[str, ...] = ()
    is_sum: bool = False
    row_url: str = ""
    contained_in: tuple[str, ...] = field(default=())
    about: str = ""
    among: str = ""
    is_stock: bool = False
    inside_only: bool = False

    @property
    def needs_protection(self) -> bool:
        return self.unit.is_about_persons or bool(self.about)


BREAKDOWN_NAMES: dict[str, str | Promise] = {
    "sex": _("Sex"),
    "age": _("Age group"),
    "origin": _("Origin"),
    "citizenship": _("Citizenship"),
    "type": _("Type of exploitation"),
    "region": _("Region"),
    "shelter": _("Shelter"),
    "source": _("Who referred"),
    "body": _("Deciding body"),
    "service": _("Kind of service"),
    "partner": _("Type of partner"),
    "kind": _("Kind"),
    "document": _("Document"),
    "topic": _("Topic"),
    "language": _("Language"),
    "outcome": _("Outcome"),
    "reason": _("Reason"),
    "decision": _("Decision"),
    "step": _("Step"),
    "ground": _("Ground"),
    "milestone": _("Follow-up"),
    "funder": _("Who paid"),
    "caller": _("Who calls"),
}
BREAKDOWN_VOCABULARIES = {
    "sex": "sex",
    "age": "age_band_report",
    "citizenship": "country",
    "type": "exploitation_type",
    "region": "region",
    "source": "partner_type",
    "body": "deciding_body",
    "service": "service_type",
    "partner": "partner_type",
    "kind": "activity_kind",
    "document": "document_kind",
    "language": "language",
    "outcome": "call_outcome",
    "decision": "victim_status",
    "step": "workstream_step",
    "ground": "legal_status",
    "funder": "funding_source",
    "caller": "caller_kind",
}
ORIGINS: dict[str, str | Promise] = {
    "kz": _("Citizens of Kazakhstan"),
    "foreign": _("Foreign citizens"),
    "stateless": _("Stateless"),
    "unknown": _("Not known"),
}


def declared() -> dict[str, Indicator]:
    """Every indicator of every room by its code, in the order of the sections."""
    found = {indicator.code: indicator for indicator in _collect()}
    order = list(Section)
    return dict(sorted(found.items(), key=lambda item: order.index(item[1].section)))


def offered() -> dict[str, Indicator]:
    """Those that a report may ask for."""
    return {code: indicator for code, indicator in declared().items() if not indicator.inside_only}


def _collect() -> Iterator[Indicator]:
    for room in ROOMS:
        if find_spec(f"{room}.indicators") is not None:
            yield from import_module(f"{room}.indicators").INDICATORS
