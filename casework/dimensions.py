"""By what cases may be divided in a figure: each breakdown as one expression, used by every indicator about cases."""

from __future__ import annotations

from typing import Any

from django.db.models import Case as If
from django.db.models import CharField, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf

from access.indicators import Rows
from casework.models import Exploitation

CASE_BREAKDOWNS = ("sex", "age", "origin", "citizenship", "type", "region", "source")


def code(expression: Any) -> Any:
    """A code, or `unknown` when there is none."""
    return Coalesce(NullIf(expression, Value("")), Value("unknown"), output_field=CharField())


def age_band_of(field: str) -> If:
    """The report's age group of an age in years."""
    return If(
        When(Q(**{f"{field}__isnull": True}), then=Value("unknown")),
        When(Q(**{f"{field}__lte": 17}), then=Value("under_18")),
        When(Q(**{f"{field}__lte": 30}), then=Value("18_30")),
        When(Q(**{f"{field}__lte": 45}), then=Value("31_45")),
        default=Value("46_up"),
        output_field=CharField(),
    )


def origin_of(person: str) -> If:
    """Citizen of Kazakhstan (who may hold another citizenship too), foreign, stateless or not known."""
    return If(
        When(Q(**{f"{person}__citizenships__contains": ["KZ"]}), then=Value("kz")),
        When(Q(**{f"{person}__citizenships__len__gt": 0}), then=Value("foreign")),
        When(Q(**{f"{person}__is_stateless": True}), then=Value("stateless")),
        default=Value("unknown"),
        output_field=CharField(),
    )


def with_dimensions(rows: Rows, case: str = "") -> Rows:
    """Annotate rows (cases, or rows that hang on a case under the prefix `case`): `counted`, and `by_…` per breakdown."""
    at = f"{case}__" if case else ""
    episode = Exploitation.objects.filter(case_id=OuterRef(f"{at}pk" if case else "pk")).order_by("created_at", "id")
    return rows.annotate(
        counted=F(f"{at}person_id"),
        by_sex=code(F(f"{at}person__sex")),
        by_age=age_band_of(f"{at}age_at_registration"),
        by_origin=origin_of(f"{at}person"),
        by_citizenship=code(F(f"{at}person__citizenships__0")),
        by_type=code(Subquery(episode.values("main_type")[:1])),
        by_region=code(F(f"{at}region")),
        by_source=code(F(f"{at}source")),
    )
