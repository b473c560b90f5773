"""Periods an organisation has set for itself."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone

from access.retention.table import Kept
from access.scoping import OrganisationQuerySet


class KeepingPeriod(models.Model):
    """An organisation keeps a kind of record for so many days. Without a row the proposed period holds."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="+", editable=False)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in Kept])
    days = models.PositiveIntegerField()
    changed_at = models.DateTimeField(default=timezone.now)

    objects = OrganisationQuerySet.as_manager()

    class Privacy:
        plain = ("id", "organisation", "kind", "days", "changed_at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("organisation", "kind"), name="keeping_period_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.days}"
