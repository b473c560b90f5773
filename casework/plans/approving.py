"""A plan of help counts when somebody who wrote nothing of it has approved it."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.approvals.actions import CannotNow
from access.approvals.models import Approval
from access.approvals.registry import Kind, declare
from access.permissions import Permission as P
from casework.plans.actions import APPROVE, OwnPlan, PlanChanged, approve_plan
from casework.plans.models import HelpPlan


class NotReady(CannotNow):
    sentence = _("A plan is ready when it has a goal and says on which day it was agreed with the person.")


class IsApproved(CannotNow):
    sentence = _("This plan is approved as it stands.")


class ChangedSince(CannotNow):
    sentence = _("The plan was changed after this was asked. Refuse this request; whoever works on the case asks again.")


class WroteIt(CannotNow):
    sentence = _("You wrote on this plan. Somebody who did not must approve it.")


def sees_plan(actor: Actor, plan_id: UUID) -> bool:
    return bool(HelpPlan.objects.visible_to(actor).filter(pk=plan_id).exists())


def code_of(plan_id: UUID) -> str:
    return str(HelpPlan.objects.filter(pk=plan_id).values_list("case__code", flat=True).first() or "")


def _hindered(plan_id: UUID) -> None:
    plan = HelpPlan.objects.get(pk=plan_id)
    if plan.agreed_on is None or not plan.goals.exists():
        raise NotReady
    if plan.is_approved:
        raise IsApproved


def _approve(by: Actor, approval: Approval) -> None:
    try:
        approve_plan(by=by, approval=approval)
    except OwnPlan:
        raise WroteIt from None
    except PlanChanged:
        raise ChangedSince from None


def _looks_at(approval: Approval) -> str:
    return reverse("case-help", args=[HelpPlan.objects.get(pk=approval.target_id).case_id])


PLAN = declare(
    Kind(
        code=APPROVE, name=_("Approve a plan of help"), asks=P.SERVICE_ADD, sees=sees_plan, tells=code_of, perform=_approve, hindered=_hindered,
        looks_at=_looks_at,
        sentence=_("The plan of help counts as it stands now. Read it on the page of the case before you decide; a later change needs a new approval."),
    )
)  # fmt: skip
