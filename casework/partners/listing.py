"""Looking in the directory."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from access.actors import Actor
from casework.partners.models import PartnerService
from casework.partners.rules import STALE_DAYS
from casework.vocabulary import VOCABULARIES

# what can be asked for -> the column that holds many codes; nothing in it means everywhere, any language, anybody
MANY = {"region": "regions", "language": "languages", "accepts": "accepts"}
LISTS = {"region": "region", "language": "language", "accepts": "accepted_people", "service": "service", "cost": "service_cost", "kind": "partner_type"}
OLD = "old"


def services_of(actor: Actor, asked: Mapping[str, str]) -> Any:
    """The services that fit what was asked for; an unknown word asks for nothing."""
    rows = PartnerService.objects.visible_to(actor)
    rows = rows.filter(is_over=True) if asked.get("state") == "over" else rows.offered()  # type: ignore[attr-defined]
    for name, column in MANY.items():
        if (code := known(asked, name)) is not None:
            rows = rows.filter(Q(**{f"{column}__contains": [code]}) | Q(**{column: []}))
    if (code := known(asked, "service")) is not None:
        rows = rows.filter(services__contains=[code])
    for name in ("cost", "kind"):
        if (code := known(asked, name)) is not None:
            rows = rows.filter(**{name: code})
    if name := asked.get("name", "").strip()[:80]:
        rows = rows.filter(name__icontains=name)
    if asked.get("state") == OLD:
        rows = rows.filter(Q(checked_on=None) | Q(checked_on__lt=timezone.localdate() - timedelta(days=STALE_DAYS)))
    return rows.order_by("name", "pk")


def known(asked: Mapping[str, str], name: str) -> str | None:
    code = asked.get(name, "")
    return code if code in VOCABULARIES[LISTS[name]].codes else None


def to_check(actor: Actor) -> Any:
    return services_of(actor, {"state": OLD})
