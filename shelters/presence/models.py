"""Who is in the house now: said by the people themselves, for their safety alone, and gone after two days."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.crypto.fields import EncryptedTextField
from access.models import OrganisationOwned
from access.scoping import OrganisationQuerySet
from shelters.presence.rules import KEPT_FOR, is_overdue


class Where(models.TextChoices):
    IN = "in", _("In the house")
    OUT = "out", _("Out")


class PresenceQuerySet(OrganisationQuerySet):
    def still_kept(self) -> PresenceQuerySet:
        """What may still be shown, whether or not the rest was already deleted."""
        return self.filter(created_at__gt=timezone.now() - KEPT_FOR)


class Presence(OrganisationOwned):
    """In, or out and expected back. There is no state that permits it, and only the newest word counts."""

    stay = models.ForeignKey("shelters.Stay", on_delete=models.PROTECT, related_name="presences")
    where = models.CharField(_("in or out"), max_length=3, choices=Where.choices)
    expected_at = models.DateTimeField(_("expected back"), null=True, blank=True)
    with_stay = models.ForeignKey("shelters.Stay", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    with_staff = models.BooleanField(_("with a worker of the house"), default=False)
    with_whom = EncryptedTextField(_("with whom"), of="stay.case.person_id")
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = PresenceQuerySet.as_manager()

    class Privacy:
        identifying = ("with_whom",)
        sensitive = ("where", "expected_at", "with_stay", "with_staff")
        plain = ("id", "organisation", "created_at", "stay", "noted_by")

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(where="out") | Q(expected_at=None, with_stay=None, with_staff=False), name="presence_in_expects_nobody"
            )
        ]
        indexes = [models.Index(fields=("stay", "-created_at"), name="presence_newest")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_out(self) -> bool:
        return self.where == Where.OUT

    @property
    def is_overdue(self) -> bool:
        return self.is_out and is_overdue(self.expected_at, timezone.now())
