"""A copy of a file leaves the house only when two people agree."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.approvals.models import Approval
from access.approvals.registry import Kind, declare
from access.permissions import Permission as P
from casework.cases.models import Case
from casework.legal.actions import COPY
from casework.legal.models import LegalRequest


def _sees(actor: Actor, legal_id: UUID) -> bool:
    legal = LegalRequest.objects.visible_to(actor).filter(pk=legal_id).first()
    if legal is None:
        return False
    return legal.case_id is None or bool(Case.objects.visible_to(actor).filter(pk=legal.case_id).exists())


def _tells(legal_id: UUID) -> str:
    return str(LegalRequest.objects.filter(pk=legal_id).values_list("code", flat=True).first() or "")


def _leads_to(approval: Approval) -> str:
    return reverse("legal-detail", args=[approval.target_id])


HAND_OVER = declare(
    Kind(
        code=COPY, name=_("Hand over a copy of a file"), asks=P.LEGAL_REQUEST, sees=_sees, tells=_tells, leads_to=_leads_to,
        sentence=_("A copy of the chosen parts leaves the house, marked with who asked, who agreed and when."),
    )
)  # fmt: skip
