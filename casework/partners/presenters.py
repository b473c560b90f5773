"""Services as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from casework.partners.models import PartnerService
from casework.partners.rules import Freshness, freshness

WITH_PEOPLE = PartnerService.objects.select_related("network", "checked_by")
TONES = {Freshness.FRESH: "good", Freshness.AGEING: "warn", Freshness.STALE: "bad", Freshness.NEVER: "bad"}


def mark_services(services: Iterable[Any]) -> list[Any]:
    """How fresh each is, in a word and a colour."""
    marked, today = list(services), timezone.localdate()
    for service in marked:
        fresh = freshness(service.checked_on, today)
        service.tone = TONES[fresh]
        service.freshness = _word((today - service.checked_on).days if service.checked_on else None)
    return marked


def _word(days: int | None) -> str:
    if days is None:
        return gettext("Never checked")
    if days <= 0:
        return gettext("Checked today")
    return ngettext("Checked %(days)d day ago", "Checked %(days)d days ago", days) % {"days": days}
