"""A request to export cases in the standard's format: which, with or without names, and what became of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from access.crypto.fields import EncryptedTextField
from access.models import OrganisationOwned
from access.permissions import Permission
from access.scoping import OrganisationQuerySet
from casework.cases.models import Case, InCaseQuerySet

if TYPE_CHECKING:
    from access.actors import Actor


class CaseExportQuerySet(OrganisationQuerySet):
    def visible_to(self, actor: Actor) -> CaseExportQuerySet:
        """For those who export, and those who decide with them whether names may leave."""
        may = actor.may(Permission.CASE_EXPORT) or actor.may(Permission.APPROVAL_DECIDE)
        return self.filter(organisation_id=actor.organisation_id) if may else self.none()

    def asked_by(self, actor: Actor) -> CaseExportQuerySet:
        return self.filter(asked_by_id=actor.user_id)


class CaseExport(OrganisationOwned):
    """Somebody asked for the cases of a period. With names, a second person must agree; the file itself is not kept."""

    first = models.DateField(_("requested from"))
    last = models.DateField(_("requested until"))
    with_names = models.BooleanField(_("with names, numbers and dates of birth"), default=False)
    purpose = EncryptedTextField(_("purpose"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField(null=True)
    cases = models.PositiveIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True, default="")

    objects = CaseExportQuerySet.as_manager()

    class Privacy:
        sensitive = ("purpose",)
        plain = ("id", "organisation", "created_at", "first", "last", "with_names", "asked_by", "made_at", "cases", "sha256")

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="export_days_in_order"),
            models.CheckConstraint(
                condition=Q(made_at=None, cases=None, sha256="") | (Q(made_at__isnull=False, cases__isnull=False) & ~Q(sha256="")),
                name="export_made_has_a_hash",
            ),
        ]
        indexes = [models.Index(fields=("organisation", "-created_at"), name="export_newest")]

    def __str__(self) -> str:
        return str(self.pk)


class CaseArrivalQuerySet(OrganisationQuerySet):
    def visible_to(self, actor: Actor) -> CaseArrivalQuerySet:
        """For those who import, and those who decide with them whether names may come in."""
        may = actor.may(Permission.CASE_IMPORT) or actor.may(Permission.APPROVAL_DECIDE)
        return self.filter(organisation_id=actor.organisation_id) if may else self.none()


class CaseArrival(OrganisationOwned):
    """A file of the standard that came from elsewhere. With names, a second person agrees to this very file; the file itself is not kept."""

    sha256 = models.CharField(max_length=64)
    came_from = models.CharField(max_length=200, blank=True, default="")
    with_names = models.BooleanField(default=False)
    people = models.PositiveIntegerField()
    cases = models.PositiveIntegerField()
    known = models.PositiveIntegerField(default=0)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True)

    objects = CaseArrivalQuerySet.as_manager()

    class Privacy:
        plain = ("id", "organisation", "created_at", "sha256", "came_from", "with_names", "people", "cases", "known", "asked_by", "taken_at")

    class Meta:
        ordering = ("-created_at",)
        indexes = [models.Index(fields=("organisation", "-created_at"), name="arrival_newest")]

    def __str__(self) -> str:
        return str(self.pk)


class CameAlong(OrganisationOwned):
    """A row that came with a case and has no place of its own here: a referral or a consent of the house it came from."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="came_along")
    table = models.CharField(max_length=20, choices=(("referral", _("Referral")), ("consent", _("Consent"))))
    words = EncryptedTextField(of="case.person_id")

    objects = InCaseQuerySet.as_manager()

    class Privacy:
        identifying = ("words",)
        plain = ("id", "organisation", "created_at", "case", "table")

    class Meta:
        ordering = ("created_at", "pk")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def cells(self) -> dict[str, str]:
        """The row as it came, by the names of the standard."""
        found: Any = json.loads(self.words) if self.words else {}
        return {str(name): str(text) for name, text in found.items()}
