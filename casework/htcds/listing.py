"""How each export stands, for the list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from access.actors import Actor
from access.approvals.models import Approval
from casework.htcds.actions import EXPORT
from casework.htcds.models import CaseExport


@dataclass(frozen=True)
class Row:
    """One export, what the second person said of it, and whether one may take it now."""

    export: CaseExport
    approval: Approval | None
    may_take: bool


def list_exports(actor: Actor, exports: Iterable[CaseExport]) -> list[Row]:
    held = list(exports)
    asked = Approval.objects.visible_to(actor).filter(kind=EXPORT, target_id__in=[one.pk for one in held])
    approvals = {approval.target_id: approval for approval in asked}
    return [Row(one, approvals.get(one.pk), _may_take(actor, one, approvals.get(one.pk))) for one in held]


def _may_take(actor: Actor, export: CaseExport, approval: Approval | None) -> bool:
    if export.made_at is not None or export.asked_by_id != actor.user_id:
        return False
    return not export.with_names or (approval is not None and approval.is_usable)
