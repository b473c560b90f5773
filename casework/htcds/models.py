"""A request to export cases in the standard's format: which, with or without names, and what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from access.models import OrganisationOwned
from access.scoping import OrganisationQuerySet


class CaseExport(OrganisationOwned):
    """Somebody asked for the cases of a period. With names, a second person must agree; the file itself is not kept."""

    first = models.DateField(_("requested from"))
    last = models.DateField(_("requested until"))
    with_names = models.BooleanField(_("with names, numbers and dates of birth"), default=False)
    purpose = models.CharField(_("what for, and who gets it"), max_length=300)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField(null=True)
    cases = models.PositiveIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True, default="")

    objects = OrganisationQuerySet.as_manager()

    class Privacy:
        plain = ("id", "organisation", "created_at", "first", "last", "with_names", "purpose", "asked_by", "made_at", "cases", "sha256")

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="export_days_in_order"),
            models.CheckConstraint(condition=Q(made_at=None) | ~Q(sha256=""), name="export_made_has_a_hash"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
