"""Agreements about contact that are to be looked at again, in the calendar."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.permissions import Permission as P
from casework.absence.models import works_on
from casework.cases.models import Case
from casework.tasks.agenda import MOST, Due, Span, register


def _reviews(actor: Actor, span: Span) -> Iterable[Due]:
    cases = Case.objects.visible_to(actor).open().filter(person__safe_contact__review_on__range=(span.first, span.last))
    if span.mine:
        cases = cases.filter(works_on(actor, "pk"))
    for case in cases.select_related("person__safe_contact").order_by("person__safe_contact__review_on")[:MOST]:
        yield Due(
            case.person.safe_contact.review_on,
            _("Ask again how to reach the person safely"),
            reverse("case-contact", args=[case.pk]),
            case.code,
        )


def register_sources() -> None:
    register(P.CASE_VIEW, _reviews, is_to_do=True)
