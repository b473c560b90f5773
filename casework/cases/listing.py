"""The list of cases: its filters, and the same filters as removable chips."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.permissions import Permission
from casework.absence.models import stood_in_cases
from casework.cases.models import Assignment, Case, CaseQuerySet, assigned_cases
from casework.needs.models import NeedsAssessment
from casework.risk.models import RiskAssessment
from casework.vocabulary import VOCABULARIES

ACTIVE = "active"
WHO: dict[str, str | Promise] = {"mine": _("My cases"), "stand_in": _("Cases I stand in on"), "unassigned": _("Nobody's cases")}
MISSING: dict[str, str | Promise] = {"risk": _("Risk never assessed"), "needs": _("Needs never assessed")}
CODES = {"state": "case_status", "risk": "risk_level", "region": "region"}
LABELS: dict[str, str | Promise] = {"state": _("State"), "risk": _("Risk"), "region": _("Region"), "who": _("Whose"), "missing": _("What is missing")}

ASSESSED: dict[str, Any] = {"risk": RiskAssessment, "needs": NeedsAssessment}


@dataclass(frozen=True)
class Choice:
    """One filter with its options, for a page."""

    name: str
    label: str | Promise
    value: str
    options: list[tuple[str, str | Promise]]
    without: str = "?"

    @property
    def chosen(self) -> str | Promise:
        return dict(self.options)[self.value]


def chosen(params: Mapping[str, str]) -> dict[str, str]:
    """The filters that are known; anything else in the address is ignored."""
    known = {name: params.get(name, "") for name in ("state", "risk", "region", "who", "missing")}
    return {name: value for name, value in known.items() if value in _options(name)}


def filtered(actor: Actor, params: Mapping[str, str]) -> CaseQuerySet:
    """The cases one may see, narrowed. The tiles of Today count with this very function."""
    filters = chosen(params)
    cases: Any = Case.objects.visible_to(actor)
    who, state = filters.pop("who", ""), filters.pop("state", "")
    if assessed := ASSESSED.get(filters.pop("missing", "")):
        cases = cases.exclude(Exists(assessed.objects.filter(case_id=OuterRef("pk"))))
    if who == "mine":
        cases = cases.filter(pk__in=assigned_cases(actor))
    elif who == "stand_in":
        cases = cases.filter(pk__in=stood_in_cases(actor))
    elif who == "unassigned":
        cases = cases.unassigned()
    if state == ACTIVE:
        cases = cases.open()
    elif state:
        filters["state"] = state
    result: CaseQuerySet = cases.filter(**filters)
    return result


def for_list(cases: CaseQuerySet) -> Any:
    """With the person and the present lead, newest first: three queries for any page."""
    leads = Assignment.objects.filter(ended_on=None, is_lead=True).select_related("user")
    ordered = cases.select_related("person").order_by("-requested_on", "id")
    return ordered.prefetch_related(Prefetch("assignments", queryset=leads, to_attr="leads"))


def choices(actor: Actor, params: Mapping[str, str]) -> list[Choice]:
    """Every filter with the value it has now; whose cases only matters to those who see all."""
    values = chosen(params)
    names = ["state", "risk", "region", "missing", *(["who"] if actor.may(Permission.CASE_VIEW_ALL) or "who" in values else [])]
    return [
        Choice(name, LABELS[name], values.get(name, ""), list(_options(name).items()), without(values, name)) for name in names
    ]


def without(values: Mapping[str, str], name: str) -> str:
    """The address of the same list with one filter taken away."""
    return "?" + urlencode({other: value for other, value in values.items() if other != name})


def _options(name: str) -> dict[str, str | Promise]:
    if name in ("who", "missing"):
        return WHO if name == "who" else MISSING
    first: dict[str, str | Promise] = {ACTIVE: _("Not closed")} if name == "state" else {}
    return first | dict(VOCABULARIES[CODES[name]].choices)
