"""What waits for a second person, on the page of today."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.approvals.models import Approval
from access.desk import Tile, register
from access.permissions import Permission as P


def to_decide(actor: Actor) -> int:
    return Approval.objects.visible_to(actor).running().exclude(requested_by_id=actor.user_id).count()


register(Tile(_("Decisions that need a second person"), P.APPROVAL_DECIDE, to_decide, "approval-list", urgent=True))
