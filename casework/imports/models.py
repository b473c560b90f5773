"""Words an administrator teaches the import, and which files were taken."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from access.models import OrganisationOwned
from access.scoping import OrganisationQuerySet


class Synonym(OrganisationOwned):
    """A word of somebody's spreadsheet and the code or column it means."""

    kind = models.CharField(_("list"), max_length=40)
    text = models.CharField(_("word in the spreadsheet"), max_length=120)
    code = models.CharField(_("means"), max_length=40)

    objects = OrganisationQuerySet.as_manager()

    class Privacy:
        plain = ("id", "organisation", "created_at", "kind", "text", "code")

    class Meta:
        ordering = ("kind", "text")
        constraints = [models.UniqueConstraint(fields=("organisation", "kind", "text"), name="synonym_once")]

    def __str__(self) -> str:
        return self.code


class ImportBatch(OrganisationOwned):
    """A spreadsheet that was read: how many rows were new, known or refused. The file itself is not kept."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    file_hash = models.CharField(max_length=64)
    rows_read = models.PositiveIntegerField(default=0)
    rows_added = models.PositiveIntegerField(default=0)
    rows_known = models.PositiveIntegerField(default=0)
    rows_refused = models.PositiveIntegerField(default=0)

    objects = OrganisationQuerySet.as_manager()

    class Privacy:
        plain = ("id", "organisation", "created_at", "by", "file_hash", "rows_read", "rows_added", "rows_known", "rows_refused")

    def __str__(self) -> str:
        return str(self.pk)
