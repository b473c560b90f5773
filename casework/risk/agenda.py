"""Reviews that fall due: the newest assessment of each open case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.permissions import Permission as P
from casework.cases.agenda import DAYS_AHEAD
from casework.risk.models import RiskAssessment
from casework.tasks.agenda import MOST, Due, Span, own_cases, register


def reviews_of(actor: Actor, when: str = "") -> QuerySet[RiskAssessment]:
    """Reviews to come on the open cases one sees, soonest first; with "soon" only those overdue or due within a week."""
    reviews: QuerySet[RiskAssessment] = RiskAssessment.objects.of_open_cases().newest().visible_to(actor)
    if when == "soon":
        reviews = reviews.filter(review_on__lte=timezone.localdate() + timedelta(days=DAYS_AHEAD))
    return reviews.order_by("review_on", "pk")


def _reviews(actor: Actor, span: Span) -> Iterable[Due]:
    reviews = reviews_of(actor).filter(review_on__range=(span.first, span.last))
    if span.mine:
        reviews = reviews.filter(own_cases(actor))
    for one in reviews.select_related("case")[:MOST]:
        url = reverse("case-risk", args=[one.case_id])
        yield Due(one.review_on, _("A risk assessment is to be reviewed"), url, one.case.code)


def register_sources() -> None:
    register(P.CASE_VIEW, _reviews, is_to_do=True)
