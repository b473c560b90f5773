"""Receipts of forms: the first room's own kind of record."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from access.actors import Actor
from access.models import FormReceipt, Organisation
from access.retention.registry import Limit, keep
from access.retention.table import Kept


def due(organisation: Organisation, limit: Limit) -> QuerySet[Any]:
    return FormReceipt.objects.filter(organisation=organisation, created_at__lt=limit.moment)


def remove(by: Actor, rows: QuerySet[Any]) -> int:
    return rows.delete()[0]


keep(Kept.RECEIPTS, due, remove)
