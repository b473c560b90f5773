"""What waits for a second person, on the page of today."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.approvals.models import Approval
from access.desk import Tile, register
from access.permissions import Permission as P
from access.watching import SHOWN_DAYS, told_lately


def to_decide(actor: Actor) -> int:
    return Approval.objects.visible_to(actor).running().exclude(requested_by_id=actor.user_id).count()


register(
    Tile(
        _("Many files opened in one hour"), P.AUDIT_VIEW, told_lately, "audit-list",
        f"?kind=access.many_opened&days={SHOWN_DAYS}&others=1", urgent=True,
    )
)  # fmt: skip
register(Tile(_("Decisions that need a second person"), P.APPROVAL_DECIDE, to_decide, "approval-list", urgent=True))
