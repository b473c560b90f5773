"""Names leave the house in an export, and come into it in a file, only when two people agree."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.approvals.models import Approval
from access.approvals.registry import Kind, declare
from access.permissions import Permission as P
from casework.htcds.actions import EXPORT
from casework.htcds.arriving import ARRIVAL
from casework.htcds.models import CaseArrival, CaseExport


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


def _sees_arrival(actor: Actor, arrival_id: UUID) -> bool:
    return actor.may(P.PERSON_IDENTITY_VIEW) and CaseArrival.objects.visible_to(actor).filter(pk=arrival_id).exists()


def _tells_arrival(arrival_id: UUID) -> str:
    found = CaseArrival.objects.filter(pk=arrival_id).first()
    return f"{found.came_from}: {found.cases}" if found else ""


def _leads_to_arrival(_approval: Approval) -> str:
    return reverse("arrival-new")


TAKE_NAMES = declare(
    Kind(
        code=ARRIVAL, name=_("Take cases with names from a file"), asks=P.CASE_IMPORT, sees=_sees_arrival, tells=_tells_arrival,
        leads_to=_leads_to_arrival,
        sentence=_("Cases with names of another house are opened here. They are in one file, which was checked; no other file is taken in its place."),
    )
)  # fmt: skip
