"""What the house keeps for somebody at their wish: taken in, given back, each time signed. There is no state that refuses."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.crypto.fields import EncryptedTextField
from access.models import OrganisationOwned
from access.scoping import OrganisationQuerySet


class Thing(models.TextChoices):
    ID_CARD = "id_card", _("Identity card")
    PASSPORT = "passport", _("Passport")
    BIRTH_CERTIFICATE = "birth_certificate", _("Birth certificate")
    RETURN_CERTIFICATE = "return_certificate", _("Return certificate")
    PERMIT = "permit", _("Residence permit or migration card")
    OTHER_DOCUMENT = "other_document", _("Another document")
    MONEY = "money", _("Money")
    VALUABLES = "valuables", _("Valuables")
    PHONE = "phone", _("Telephone")
    LUGGAGE = "luggage", _("Clothes and bags")
    OTHER = "other", _("Something else")


DOCUMENTS = frozenset({Thing.ID_CARD, Thing.PASSPORT, Thing.BIRTH_CERTIFICATE, Thing.RETURN_CERTIFICATE, Thing.PERMIT, Thing.OTHER_DOCUMENT})


class CustodyQuerySet(OrganisationQuerySet):
    def held(self) -> CustodyQuerySet:
        return self.filter(given_back_at=None)

    def of_people_gone(self, day: date | None = None) -> CustodyQuerySet:
        """Still held, though the owner has left the house."""
        return self.held().filter(stay__left_on__lte=day or timezone.localdate())

    def with_owner(self) -> CustodyQuerySet:
        return self.select_related("stay__shelter", "stay__case__person", "taken_by", "given_back_by")


class CustodyItem(OrganisationOwned):
    """One thing in the keeping of the house. What it is, where it lies and who signed is sealed with the owner's key."""

    stay = models.ForeignKey("shelters.Stay", on_delete=models.PROTECT, related_name="custody")
    thing = models.CharField(_("what"), max_length=20, choices=Thing.choices)
    description = EncryptedTextField(_("description, number, amount"), of="stay.case.person_id")
    place = EncryptedTextField(_("where it is kept"), of="stay.case.person_id")
    taken_at = models.DateTimeField(_("taken in"), default=timezone.now)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_signed = EncryptedTextField(_("who signed when it was taken in"), of="stay.case.person_id")
    given_back_at = models.DateTimeField(_("given back"), null=True, blank=True)
    given_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    back_signed = EncryptedTextField(_("who signed when it was given back"), of="stay.case.person_id")

    objects = CustodyQuerySet.as_manager()

    class Privacy:
        identifying = ("description", "place", "taken_signed", "back_signed")
        sensitive = ("thing",)
        plain = ("id", "organisation", "created_at", "stay", "taken_at", "taken_by", "given_back_at", "given_back_by")

    class Meta:
        ordering = ("taken_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(given_back_at=None, given_back_by=None) | Q(given_back_at__isnull=False, given_back_by__isnull=False),
                name="custody_given_back_by_somebody",
            )
        ]
        indexes = [models.Index(fields=("organisation", "taken_at"), condition=Q(given_back_at=None), name="custody_held")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_held(self) -> bool:
        return self.given_back_at is None

    @property
    def is_document(self) -> bool:
        return self.thing in DOCUMENTS
