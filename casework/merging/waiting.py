"""The request that waits for a second person."""

from __future__ import annotations

from django.utils import timezone

from access.approvals.models import Approval, ApprovalState
from casework.merging.models import Merge
from casework.people.models import Person

MERGE = "person-merge"


def waiting_merge(one: Person, two: Person) -> Merge | None:
    """The request about these two that still waits, whichever of them is to be kept."""
    asked = Approval.objects.filter(kind=MERGE, state=ApprovalState.WAITING, lapses_at__gt=timezone.now()).values("target_id")
    found: Merge | None = Merge.objects.filter(kept__in=(one, two), other__in=(one, two), done_at=None, pk__in=asked).first()
    return found
