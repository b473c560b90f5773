"""What the house must do or avoid for somebody's health, and which medicine was taken when. No diagnosis stands here."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.crypto.fields import EncryptedTextField
from access.models import OrganisationOwned
from access.scoping import OrganisationQuerySet


class AlertKind(models.TextChoices):
    ALLERGY = "allergy", _("Allergy")
    PREGNANCY = "pregnancy", _("Pregnancy")
    MEDICINE = "medicine", _("Medicine that must not be missed")
    FITS = "fits", _("May faint or have fits")
    NOT_ALONE = "not_alone", _("Should not be left alone")
    DIET = "diet", _("Must not eat or drink something")
    INFANT = "infant", _("Infant, or nursing a child")
    OTHER = "other", _("Something else to know")


class EndedQuerySet(OrganisationQuerySet):
    def current(self) -> EndedQuerySet:
        return self.filter(ended_at=None)


class Ending(OrganisationOwned):
    """A row that is true until somebody ends it; it is never edited."""

    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    objects = EndedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


ENDING = ("id", "organisation", "created_at", "stay", "noted_by", "ended_at", "ended_by")


class HealthAlert(Ending):
    """What everybody in the house must know tonight: a kind, and what to do or avoid."""

    stay = models.ForeignKey("shelters.Stay", on_delete=models.PROTECT, related_name="alerts")
    kind = models.CharField(_("kind"), max_length=12, choices=AlertKind.choices)
    words = EncryptedTextField(_("what to do or avoid"), of="stay.case.person_id")

    class Privacy:
        identifying = ("words",)
        sensitive = ("kind",)
        plain = ENDING

    class Meta:
        ordering = ("kind", "created_at")


class Medicine(Ending):
    """A medicine somebody takes, how much and at what times; without times it is taken as needed."""

    stay = models.ForeignKey("shelters.Stay", on_delete=models.PROTECT, related_name="medicines")
    name = EncryptedTextField(_("medicine"), of="stay.case.person_id")
    dose = EncryptedTextField(_("how much"), of="stay.case.person_id")
    times = ArrayField(models.TimeField(), verbose_name=_("times of day"), default=list, blank=True)
    first_day = models.DateField(_("from"), default=timezone.localdate)
    last_day = models.DateField(_("until"), null=True, blank=True)

    class Privacy:
        identifying = ("name", "dose")
        sensitive = ("times", "first_day", "last_day")
        plain = ENDING

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.CheckConstraint(condition=Q(last_day=None) | Q(last_day__gte=F("first_day")), name="medicine_days_in_order")
        ]


class DoseOutcome(models.TextChoices):
    TAKEN = "taken", _("Taken")
    REFUSED = "refused", _("Did not want it")
    AWAY = "away", _("Was not here")


class Dose(OrganisationOwned):
    """Once a medicine was offered. For each time it is due there is one row at most, so nobody gives it twice."""

    medicine = models.ForeignKey(Medicine, on_delete=models.PROTECT, related_name="doses")
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    outcome = models.CharField(_("what came of it"), max_length=8, choices=DoseOutcome.choices)
    words = EncryptedTextField(_("remark"), of="medicine.stay.case.person_id")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = OrganisationQuerySet.as_manager()

    class Privacy:
        identifying = ("words",)
        sensitive = ("due_at", "outcome")
        plain = ("id", "organisation", "created_at", "medicine", "given_by")

    class Meta:
        ordering = ("-created_at",)
        constraints = [models.UniqueConstraint(fields=("medicine", "due_at"), name="dose_given_once")]

    def __str__(self) -> str:
        return str(self.pk)
