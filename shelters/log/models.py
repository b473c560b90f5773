"""Who is on duty in a house, what they write down, and what they hand over when they go."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from access.crypto.fields import EncryptedTextField
from access.models import OrganisationOwned
from access.scoping import OrganisationQuerySet
from access.shifts.models import SHARED, ShiftBase, ShiftQuerySet, shift_constraints


class HouseShift(ShiftBase):
    """One person's time on duty in one house."""

    shelter = models.ForeignKey("shelters.Shelter", on_delete=models.PROTECT, related_name="shifts")
    holds_left = models.PositiveIntegerField(_("requests left without an answer"), default=0)
    arrivals_left = models.PositiveIntegerField(_("arrivals still expected"), default=0)

    objects = ShiftQuerySet.as_manager()

    class Privacy:
        identifying = ("words", "reason")
        plain = (*SHARED, "shelter", "holds_left", "arrivals_left")

    class Meta:
        ordering = ("-started_at",)
        constraints = shift_constraints("house_shift")
        indexes = [
            models.Index(fields=("organisation", "-started_at"), name="house_shift_newest"),
            models.Index(fields=("organisation", "ended_at"), condition=Q(taken_at=None), name="house_shift_to_take_over"),
        ]


class HouseEntry(OrganisationOwned):
    """One line of the log. About a resident it is sealed with their key; it is added to, never changed."""

    shelter = models.ForeignKey("shelters.Shelter", on_delete=models.PROTECT, related_name="log")
    stay = models.ForeignKey("shelters.Stay", on_delete=models.PROTECT, related_name="log", null=True, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = EncryptedTextField(_("what happened"), of="stay.case.person_id")

    objects = OrganisationQuerySet.as_manager()

    class Privacy:
        identifying = ("words",)
        plain = ("id", "organisation", "created_at", "shelter", "stay", "author")

    class Meta:
        ordering = ("-created_at",)
        indexes = [models.Index(fields=("organisation", "-created_at"), name="house_log_newest")]

    def __str__(self) -> str:
        return str(self.pk)
