"""A shift, whoever's it is. Each room keeps its own table and says what is left at the end."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.crypto.fields import EncryptedTextField
from access.models import OrganisationOwned
from access.scoping import OrganisationQuerySet
from access.shifts.rules import LONGEST, is_too_long

SHARED = ("id", "organisation", "created_at", "user", "started_at", "ended_at", "ended_by", "taken_by", "taken_at", "version")


class ShiftQuerySet(OrganisationQuerySet):
    def on_now(self) -> ShiftQuerySet:
        return self.filter(ended_at=None)

    def forgotten(self) -> ShiftQuerySet:
        """Still running after the longest time anybody works."""
        return self.on_now().filter(started_at__lte=timezone.now() - LONGEST)

    def handed_over(self) -> ShiftQuerySet:
        """Ended, and nobody has said yet that they know what was left."""
        return self.filter(ended_at__isnull=False, taken_at=None)

    def waiting_for(self, actor: Actor) -> ShiftQuerySet:
        """Hand-overs this person may take over: those of others."""
        return self.handed_over().exclude(user_id=actor.user_id)

    def with_people(self) -> ShiftQuerySet:
        return self.select_related("user", "taken_by", "ended_by")

    def without_words(self) -> ShiftQuerySet:
        """For lists: who and when, and nothing of what was written."""
        return self.with_people().defer("words", "reason")


class ShiftBase(OrganisationOwned):
    """One person's time on. Words and reason are sealed with the organisation's key: they may speak of anybody."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("began"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    words = EncryptedTextField(_("worries"))
    reason = EncryptedTextField(_("why the lead ended it"))
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    taken_at = models.DateTimeField(_("taken over"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_on(self) -> bool:
        return self.ended_at is None

    @property
    def is_forgotten(self) -> bool:
        return self.is_on and is_too_long(self.started_at, timezone.now())

    @property
    def is_waiting(self) -> bool:
        return not self.is_on and self.taken_at is None

    @property
    def was_ended_for_them(self) -> bool:
        return self.ended_by_id is not None and self.ended_by_id != self.user_id


def shift_constraints(mark: str) -> list[models.BaseConstraint]:
    """States that must not be; `mark` goes into the names of the constraints."""
    return [
        models.UniqueConstraint(fields=("organisation", "user"), condition=Q(ended_at=None), name=f"one_open_{mark}_each"),
        models.CheckConstraint(condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name=f"{mark}_ends_after_it_began"),
        models.CheckConstraint(
            condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False), name=f"{mark}_ended_by_somebody"
        ),
        models.CheckConstraint(
            condition=Q(taken_at=None, taken_by=None) | Q(taken_at__gte=F("ended_at"), taken_by__isnull=False, ended_at__isnull=False),
            name=f"{mark}_taken_after_its_end",
        ),
        models.CheckConstraint(condition=Q(taken_by=None) | ~Q(taken_by=F("user")), name=f"{mark}_taken_by_another"),
    ]
