"""Internal figures: unprotected counts for those entitled. The number and the list come from one query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, F, Sum

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


@dataclass(frozen=True)
class Tally:
    """Everything that was wanted of one indicator, counted in one pass over its rows."""

    total: Figure
    groups: dict[tuple[str, ...], list[Figure]]
    ages: list[AgeSpan]


def tally(
    indicator: Indicator, scope: Scope, divisions: Sequence[tuple[str, ...]] = (), *, ages: bool = False, where: Mapping[str, str] | None = None
) -> Tally:
    """The total, each wished division (names of breakdowns), and for people the ages of each sex; `where` narrows by codes.

    The database reads the rows once and groups them in all these ways (grouping sets); groups come largest first.
    """
    field = _age_field(indicator.rows(scope).model) if ages and "sex" in indicator.breakdowns else None
    sets = list(dict.fromkeys([(), *divisions, *([("sex",)] if field else [])]))
    found: dict[tuple[str, ...], list[tuple[Figure, int | None, int | None]]] = {one: [] for one in sets}
    for codes, number, youngest, oldest in _group(indicator, list_rows(indicator, scope, dict(where or {})), sets, field):
        names = next(one for one in sets if set(one) == set(codes))
        found[names].append((Figure(indicator, tuple((name, codes[name]) for name in names), number), youngest, oldest))
    ordered = {names: sorted(rows, key=lambda row: (-row[0].number, row[0].by)) for names, rows in found.items()}
    total = ordered[()][0][0] if ordered[()] else Figure(indicator, (), 0)
    spans = [AgeSpan(one.by[0][1], one.number, low, high) for one, low, high in ordered.get(("sex",), [])] if field else []
    return Tally(total, {names: [one for one, *_ in ordered[names] if one.number] for names in divisions}, spans)


def _group(
    indicator: Indicator, rows: Rows, sets: Sequence[tuple[str, ...]], field: str | None
) -> Iterator[tuple[dict[str, str], int, int | None, int | None]]:
    """Rows of the grouping sets: codes by breakdown, the count, the youngest and oldest age."""
    names = list(dict.fromkeys(name for one in sets for name in one))
    rows = rows.order_by().annotate(age_told=F(field)) if field else rows.order_by()
    needed = ["counted", *(f"by_{name}" for name in names), *(["amount"] if indicator.is_sum else []), *(["age_told"] if field else [])]
    inner, params = rows.values(*needed).query.sql_with_params()
    chosen = [
        "coalesce(sum(amount), 0)" if indicator.is_sum else "count(distinct counted)",
        "min(age_told), max(age_told)" if field else "null, null",
        *(f"by_{name}" for name in names),
        *(f"grouping(by_{name})" for name in names),
    ]
    grouped = ", ".join(f"({', '.join(f'by_{name}' for name in one)})" for one in sets)
    with connection.cursor() as cursor:  # only names of our own breakdowns are put together; values stay parameters
        cursor.execute(f"select {', '.join(chosen)} from ({inner}) as found group by grouping sets ({grouped})", params)
        for count, youngest, oldest, *rest in cursor.fetchall():
            codes, left_out = rest[: len(names)], rest[len(names) :]
            kept = {name: str(code) for name, code, out in zip(names, codes, left_out, strict=True) if not out}
            yield kept, int(count), youngest, oldest


def count_all(indicators: Iterable[Indicator], scope: Scope, wished: tuple[str, ...]) -> Iterator[Figure]:
    """Totals, each wished breakdown an indicator allows, and the cross of all of these."""
    for indicator in indicators:
        allowed = tuple(name for name in wished if name in indicator.breakdowns)
        crossed = [*((name,) for name in allowed), *([allowed] if len(allowed) > 1 else [])]
        found = tally(indicator, scope, crossed)
        yield found.total
        for names in crossed:
            yield from found.groups[names]


def list_rows(indicator: Indicator, scope: Scope, by: dict[str, str]) -> Rows:
    """Exactly the rows a figure counts."""
    return indicator.rows(scope).filter(**{f"by_{name}": value for name, value in by.items()})


def count_behind(indicator: Indicator, rows: Rows) -> int:
    """How many rows, or different people, stand behind a figure: somebody with two cases is one person."""
    return rows.count() if indicator.is_sum else int(rows.order_by().aggregate(number=measure(indicator))["number"] or 0)


def _age_field(model: Any) -> str | None:
    names = {field.name for field in model._meta.get_fields()}
    if "age_at_registration" in names:
        return "age_at_registration"
    return "case__age_at_registration" if "case" in names else None
