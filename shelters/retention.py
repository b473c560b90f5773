"""What a house lets go of after a guest has left. The stay and its nights are counted for ever."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from access.models import Organisation
from access.retention.registry import Limit, keep
from access.retention.table import Kept
from casework.erasure.rules import people_on_hold
from casework.retention import emptying
from shelters.models import Stay


def needs_due(organisation: Organisation, limit: Limit) -> QuerySet[Any]:
    """Stays that ended on that day or before and still say something of the guest."""
    left = Stay.objects.filter(organisation=organisation, left_on__lte=limit.day)
    return left.filter(~Q(needs=b"") | ~Q(dangers=b"")).exclude(case__person_id__in=people_on_hold(organisation.pk))


keep(Kept.NEEDS, needs_due, emptying(Stay, "needs", "dangers"))
