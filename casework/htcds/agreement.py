"""Names leave the house in an export only when two people agree."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.approvals.models import Approval
from access.approvals.registry import Kind, declare
from access.permissions import Permission as P
from casework.htcds.actions import EXPORT
from casework.htcds.models import CaseExport


def _sees(actor: Actor, export_id: UUID) -> bool:
    """Whoever works with names sees the request (its days and its purpose, no case) and may weigh it: a house has one director."""
    return actor.may(P.PERSON_IDENTITY_VIEW) and CaseExport.objects.visible_to(actor).filter(pk=export_id).exists()


def _tells(export_id: UUID) -> str:
    found = CaseExport.objects.filter(pk=export_id).first()
    return f"{found.first} – {found.last}" if found else ""


def _leads_to(_approval: Approval) -> str:
    return reverse("export-list")


EXPORT_NAMES = declare(
    Kind(
        code=EXPORT, name=_("Export cases with names"), asks=P.CASE_EXPORT, sees=_sees, tells=_tells, leads_to=_leads_to,
        sentence=_("A file with names, numbers and what happened, of all cases requested in these days, leaves the house once."),
    )
)  # fmt: skip
