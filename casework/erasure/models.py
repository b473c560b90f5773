"""Erasures that were done, and holds that forbid them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.crypto.fields import EncryptedTextField
from access.models import OrganisationOwned
from access.scoping import OrganisationQuerySet
from casework.people.models import Person

if TYPE_CHECKING:
    from access.actors import Actor


class Ground(models.TextChoices):
    """Why somebody is forgotten."""

    REQUEST = "request", _("The person asked for it")
    RETENTION = "retention", _("The time of keeping is over")
    RESTORED = "restored", _("Erased before; a backup had brought it back")


class OfPersonQuerySet(OrganisationQuerySet):
    """Rows about a person, seen by whoever sees the person."""

    def visible_to(self, actor: Actor) -> OfPersonQuerySet:
        return self.filter(organisation_id=actor.organisation_id, person_id__in=Person.objects.visible_to(actor).values("pk"))


class Erasure(OrganisationOwned):
    """Somebody was erased: when, why, by which two people, and how many rows were emptied. Never modified."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="erasure")
    ground = models.CharField(max_length=10, choices=Ground.choices)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    emptied = models.JSONField(default=dict)

    objects = OfPersonQuerySet.as_manager()

    class Privacy:
        sensitive = ("ground", "emptied")
        plain = ("id", "organisation", "created_at", "person", "asked_by", "approved_by")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(ground="request") | Q(asked_by__isnull=False, approved_by__isnull=False) & ~Q(asked_by=F("approved_by")),
                name="erasure_on_request_by_two",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class HoldQuerySet(OfPersonQuerySet):
    def live(self) -> HoldQuerySet:
        return self.filter(lifted_at=None)


class LegalHold(OrganisationOwned):
    """What is kept about somebody must stay (a court, an investigation): neither erasure nor time removes it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="legal_holds")
    reason = EncryptedTextField(_("reason"), of="person_id")
    set_at = models.DateTimeField(default=timezone.now)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    why_lifted = EncryptedTextField(_("reason"), of="person_id")

    objects = HoldQuerySet.as_manager()

    class Privacy:
        identifying = ("reason", "why_lifted")
        plain = ("id", "organisation", "created_at", "person", "set_at", "set_by", "lifted_at", "lifted_by")

    class Meta:
        ordering = ("-set_at",)
        constraints = [
            models.UniqueConstraint(fields=("organisation", "person"), condition=Q(lifted_at=None), name="one_live_hold"),
            models.CheckConstraint(condition=Q(lifted_at=None) | Q(lifted_by__isnull=False), name="hold_lifted_by_somebody"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
