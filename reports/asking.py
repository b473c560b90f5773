"""Questions of staff to the internal figures: which indicators, divided how, narrowed to what; never for publication.

A question holds codes only, so it can stand in an address, be kept as a bookmark and be told to the audit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from access.indicators import BREAKDOWN_NAMES, BREAKDOWN_VOCABULARIES, ORIGINS, Indicator, Scope, Unit, declared
from casework.vocabulary import VOCABULARIES
from reports.query import AgeSpan, Figure, tally
from reports.wording import SECTION_NAMES
from shelters.unmet.models import TurnAwayReason

WORDS: Mapping[str, Mapping[str, str | Promise]] = {
    "origin": ORIGINS,
    "reason": {one.value: one.label for one in TurnAwayReason},
    "milestone": {"1": _("After 1 month"), "3": _("After 3 months"), "6": _("After 6 months"), "12": _("After 12 months")},
}


@dataclass(frozen=True)
class Question:
    """What is asked. `where` narrows: breakdown -> code."""

    scope: Scope
    indicator: str = ""
    by: tuple[str, ...] = ()
    where: Mapping[str, str] = field(default_factory=dict)

    def detail(self) -> dict[str, Any]:
        """What the audit is told: days, names and codes of our own."""
        return {
            "first": f"{self.scope.first}", "last": f"{self.scope.last}", "by": list(self.by), "indicator": self.indicator,
            "where": sorted(self.where),
        }  # fmt: skip

    def address(self, *, without: str = "", where: Mapping[str, str] | None = None) -> str:
        """The question as a query string, narrowed further or with one filter less."""
        names = dict(zip(("by", "then"), self.by, strict=False))
        kept = {name: code for name, code in {**self.where, **(where or {})}.items() if name != without}
        params = {"first": f"{self.scope.first}", "last": f"{self.scope.last}", "indicator": self.indicator, **names}
        return "?" + urlencode({k: v for k, v in params.items() if v} | {f"by_{name}": code for name, code in kept.items()})


@dataclass(frozen=True)
class Number:
    """A figure, and the address of exactly the rows it counts."""

    value: int
    link: str


@dataclass(frozen=True)
class ShownLine:
    """One group: its name, where one narrows to it, and its numbers (one, or one for each column and their total)."""

    label: str
    narrow: str
    numbers: list[Number | None]


@dataclass(frozen=True)
class ShownFigure:
    """An indicator with its total, its groups as lines (and columns, when divided twice), and the ages of the people."""

    indicator: Indicator
    section: str
    total: Number
    names: list[str]
    columns: list[str]
    lines: list[ShownLine]
    ages: list[tuple[str, AgeSpan]]


@dataclass(frozen=True)
class Chip:
    """A filter in use, and the address without it."""

    label: str
    without: str


def read_question(facts: Mapping[str, Any], params: Mapping[str, str], organisation_id: UUID) -> Question:
    """What a valid form and its filters ask."""
    by = tuple(dict.fromkeys(name for name in (facts["by"], facts["then"]) if name))
    where = {name: params[f"by_{name}"] for name in BREAKDOWN_NAMES if params.get(f"by_{name}")}
    return Question(Scope(facts["first"], facts["last"], organisation_id), facts["indicator"], by, where)


def answer(question: Question) -> list[ShownFigure]:
    """Each wished indicator that knows every filter."""
    wished = [one for code, one in declared().items() if question.indicator in ("", code)]
    return [_show(one, question) for one in wished if set(question.where) <= set(one.breakdowns)]


def list_chips(question: Question) -> list[Chip]:
    return [Chip(f"{BREAKDOWN_NAMES[n]}: {name_value(n, code)}", question.address(without=n)) for n, code in question.where.items()]


def name_value(breakdown: str, value: str) -> str:
    """One value of a breakdown in words."""
    if breakdown in WORDS:
        return str(WORDS[breakdown].get(value, value))
    vocabulary = BREAKDOWN_VOCABULARIES.get(breakdown)
    return VOCABULARIES[vocabulary].label(value) if vocabulary else value


def _show(indicator: Indicator, question: Question) -> ShownFigure:
    allowed = tuple(name for name in question.by if name in indicator.breakdowns)
    divisions = [allowed[: n + 1] for n in range(len(allowed))]
    found = tally(indicator, question.scope, divisions, ages=indicator.unit is Unit.PERSONS, where=question.where)
    columns = _in_order(allowed[1], {one.by[1][1] for one in found.groups[allowed]}) if len(allowed) > 1 else []
    inside = {tuple(code for _n, code in one.by): one for one in found.groups[allowed]} if columns else {}
    lines = [_line(one, columns, inside, question) for one in (found.groups[allowed[:1]] if allowed else [])]
    return ShownFigure(
        indicator,
        str(SECTION_NAMES[indicator.section]),
        _number(found.total, question),
        [str(BREAKDOWN_NAMES[name]) for name in allowed],
        [*(name_value(allowed[1], code) for code in columns), gettext("All")] if columns else [],
        lines,
        [(name_value("sex", span.sex), span) for span in found.ages],
    )


def _in_order(breakdown: str, codes: set[str]) -> list[str]:
    """Columns as the word list has them (ages upwards), what is not in it at the end."""
    vocabulary = BREAKDOWN_VOCABULARIES.get(breakdown)
    known = list(VOCABULARIES[vocabulary].codes) if vocabulary else list(WORDS.get(breakdown, ()))
    return [code for code in known if code in codes] + sorted(codes.difference(known))


def _line(one: Figure, columns: list[str], inside: Mapping[tuple[str, ...], Figure], question: Question) -> ShownLine:
    ((name, code),) = one.by
    cells = [_number(inside[code, column], question) if (code, column) in inside else None for column in columns]
    return ShownLine(name_value(name, code), question.address(where={name: code}), [*cells, _number(one, question)])


def _number(one: Figure, question: Question) -> Number:
    params = {"indicator": one.indicator.code, "first": f"{question.scope.first}", "last": f"{question.scope.last}"}
    where = {**question.where, **dict(one.by)}
    return Number(one.number, "?" + urlencode(params | {f"by_{name}": code for name, code in where.items()}))
