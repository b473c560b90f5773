"""Internal figures: unprotected counts for those entitled. The number and the list come from one query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, Sum

from access.indicators import BREAKDOWN_NAMES, Indicator, Rows, Scope


class UnknownBreakdown(ValueError):
    """There is no breakdown of this name."""


@dataclass(frozen=True)
class Figure:
    """One internal figure: what was counted, divided how."""

    indicator: Indicator
    by: tuple[tuple[str, str], ...]
    number: int


@dataclass(frozen=True)
class AgeSpan:
    """How many people of one sex, and between which ages."""

    sex: str
    number: int
    youngest: int | None
    oldest: int | None


def read_breakdowns(text: str) -> tuple[str, ...]:
    """Names separated by commas, each once; an unknown name is refused."""
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    unknown = [name for name in names if name not in BREAKDOWN_NAMES]
    if unknown:
        raise UnknownBreakdown(f"There is no breakdown {unknown[0]!r}. Known: {', '.join(BREAKDOWN_NAMES)}.")
    return names


def measure(indicator: Indicator) -> Any:
    """How this indicator counts: a sum of amounts, or different people (or rows)."""
    return Sum("amount", default=0) if indicator.is_sum else Count("counted", distinct=True)


def count_total(indicator: Indicator, scope: Scope) -> Figure:
    """The undivided figure; zero when there is nothing."""
    number = indicator.rows(scope).order_by().aggregate(number=measure(indicator))["number"]
    return Figure(indicator, (), int(number or 0))


def count_by(indicator: Indicator, scope: Scope, names: tuple[str, ...]) -> list[Figure]:
    """The figure divided by one or several breakdowns in one grouped query, the largest group first."""
    fields = [f"by_{name}" for name in names]
    rows = indicator.rows(scope).order_by().values(*fields).annotate(number=measure(indicator))
    found = [
        Figure(indicator, tuple((name, str(row[f"by_{name}"])) for name in names), int(row["number"] or 0)) for row in rows
    ]
    return sorted((one for one in found if one.number), key=lambda one: (-one.number, one.by))


def count_all(indicators: Iterable[Indicator], scope: Scope, wished: tuple[str, ...]) -> Iterator[Figure]:
    """Totals, each wished breakdown an indicator allows, and the cross of all of these."""
    for indicator in indicators:
        yield count_total(indicator, scope)
        allowed = tuple(name for name in wished if name in indicator.breakdowns)
        for name in allowed:
            yield from count_by(indicator, scope, (name,))
        if len(allowed) > 1:
            yield from count_by(indicator, scope, allowed)


def list_rows(indicator: Indicator, scope: Scope, by: dict[str, str]) -> Rows:
    """Exactly the rows a figure counts."""
    return indicator.rows(scope).filter(**{f"by_{name}": value for name, value in by.items()})


def span_ages(indicator: Indicator, scope: Scope) -> list[AgeSpan]:
    """For people: youngest and oldest of each sex at registration."""
    rows = indicator.rows(scope)
    field = _age_field(rows.model)
    if field is None or "sex" not in indicator.breakdowns:
        return []
    grouped = rows.order_by().values("by_sex").annotate(
        number=Count("counted", distinct=True), youngest=Min(field), oldest=Max(field)
    )  # fmt: skip
    spans = [AgeSpan(row["by_sex"], row["number"], row["youngest"], row["oldest"]) for row in grouped]
    return sorted(spans, key=lambda span: -span.number)


def _age_field(model: Any) -> str | None:
    names = {field.name for field in model._meta.get_fields()}
    if "age_at_registration" in names:
        return "age_at_registration"
    return "case__age_at_registration" if "case" in names else None
