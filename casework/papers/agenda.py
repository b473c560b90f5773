"""What runs out by itself: documents and rights to stay, of people whose case is open."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.permissions import Permission as P
from casework.absence.models import works_on
from casework.cases.models import Case
from casework.papers.models import IdentityDocument, RightToStay
from casework.tasks.agenda import MOST, Due, Span, register


def _of_open_cases(rows: QuerySet[Any], actor: Actor, span: Span) -> QuerySet[Any]:
    """Each row with one open case of its person that this reader sees."""
    cases = Case.objects.visible_to(actor).open().filter(person_id=OuterRef("person_id"))
    if span.mine:
        cases = cases.filter(works_on(actor, "pk"))
    newest = cases.order_by("-requested_on", "pk")
    marked = rows.visible_to(actor).annotate(of_case=Subquery(newest.values("pk")[:1]), of_code=Subquery(newest.values("code")[:1]))  # type: ignore[attr-defined]
    found: QuerySet[Any] = marked.filter(of_case__isnull=False)
    return found


def _papers(actor: Actor, span: Span) -> Iterable[Due]:
    rows = IdentityDocument.objects.filter(valid_until__range=(span.first, span.last))
    for paper in _of_open_cases(rows, actor, span).order_by("valid_until", "pk")[:MOST]:
        yield Due(paper.valid_until, _("A document of the person runs out"), reverse("case-papers", args=[paper.of_case]), paper.of_code)


def _rights(actor: Actor, span: Span) -> Iterable[Due]:
    newest = RightToStay.objects.filter(person_id=OuterRef("person_id")).order_by("-created_at", "-pk").values("pk")[:1]
    rows = RightToStay.objects.filter(ends_on__range=(span.first, span.last), pk=Subquery(newest))
    for right in _of_open_cases(rows, actor, span).order_by("ends_on", "pk")[:MOST]:
        yield Due(right.ends_on, _("The right to stay ends"), reverse("case-papers", args=[right.of_case]), right.of_code)


def register_sources() -> None:
    register(P.CASE_VIEW, _papers, is_to_do=False)
    register(P.CASE_VIEW, _rights, is_to_do=False)
