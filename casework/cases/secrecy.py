"""Lifting the restriction of a case needs two people who may see it."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.approvals.models import Approval
from access.approvals.registry import Kind, declare
from access.permissions import Permission as P
from casework.cases.models import Case
from casework.cases.secrecy_actions import unrestrict_case


def sees_case(actor: Actor, case_id: UUID) -> bool:
    return bool(Case.objects.visible_to(actor).filter(pk=case_id).exists())


def code_of(case_id: UUID) -> str:
    return str(Case.objects.filter(pk=case_id).values_list("code", flat=True).first() or "")


def page_of(approval: Approval) -> str:
    return reverse("case-access", args=[approval.target_id])


def _lift(by: Actor, approval: Approval) -> None:
    unrestrict_case(by=by, case=Case.objects.visible_to(by).get(pk=approval.target_id))


LIFT = declare(
    Kind(
        code="case-unrestrict", name=_("Lift the restriction of a case"), asks=P.CASE_EDIT, sees=sees_case, tells=code_of, perform=_lift,
        sentence=_("Those who see all cases of the organisation will see this one again."),
    )
)  # fmt: skip
