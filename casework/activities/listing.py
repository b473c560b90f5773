"""The list of activities and its filters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import OuterRef, Subquery, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from casework.activities.models import Activity, Stream
from casework.cases.listing import Choice, without
from casework.funding.models import Charge
from casework.vocabulary import VOCABULARIES

LABELS: dict[str, str | Promise] = {"stream": _("Workstream"), "kind": _("Kind of activity"), "region": _("Region")}


def choices(params: Mapping[str, str]) -> list[Choice]:
    """Every filter with the value it has now."""
    values = chosen(params)
    return [Choice(name, LABELS[name], values.get(name, ""), _options(name), without(values, name)) for name in LABELS]


def chosen(params: Mapping[str, str]) -> dict[str, str]:
    return {name: params[name] for name in LABELS if params.get(name, "") in dict(_options(name))}


def filtered(actor: Actor, params: Mapping[str, str]) -> Any:
    """The organisation's activities, newest first, narrowed."""
    paid = Charge.objects.filter(activity=OuterRef("pk")).order_by().values("activity").annotate(paid=Sum("share")).values("paid")
    return Activity.objects.visible_to(actor).filter(**chosen(params)).annotate(paid=Subquery(paid[:1])).order_by("-held_on", "pk")


def _options(name: str) -> list[tuple[str, str | Promise]]:
    lists: dict[str, Any] = {
        "stream": Stream.choices,
        "kind": VOCABULARIES["activity_kind"].choices,
        "region": VOCABULARIES["region"].choices,
    }
    return list(lists[name])
