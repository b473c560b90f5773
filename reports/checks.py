"""What people confirmed before a report went on: that the data were looked at, and that the texts were. Kept for good.

Apart from the report, because a donor may read the report's row, and these counts are not protected.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from access.models import OrganisationOwned
from access.scoping import OrganisationQuerySet


class DataCheck(OrganisationOwned):
    """Somebody saw the findings of these months and had them frozen: how many of each kind there were."""

    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="data_checks")
    months = ArrayField(models.CharField(max_length=7), default=list)
    findings = models.JSONField(default=dict)
    serious = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = OrganisationQuerySet.as_manager()

    class Privacy:
        sensitive = ("findings",)
        plain = ("id", "organisation", "created_at", "report", "months", "serious", "by")

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def total(self) -> int:
        return sum(self.findings.values())


class TextCheck(OrganisationOwned):
    """The author confirmed the texts of a report: the hash of what was confirmed, never the text."""

    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="text_checks")
    sha256 = models.CharField(max_length=64)
    recognised = models.PositiveSmallIntegerField(default=0)
    flagged = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = OrganisationQuerySet.as_manager()

    class Privacy:
        plain = ("id", "organisation", "created_at", "report", "sha256", "recognised", "flagged", "by")

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def number_flagged(self) -> int:
        return sum(self.flagged.values())
