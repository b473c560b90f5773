"""Break-glass: a case that is not one's own, opened for an hour with a reason, and looked at afterwards by somebody else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.crypto.fields import EncryptedTextField
from access.models import OrganisationOwned
from access.permissions import Permission
from access.scoping import OrganisationQuerySet
from casework.cases.models import Case

if TYPE_CHECKING:
    from access.actors import Actor

OPEN_FOR = timedelta(minutes=60)
LONGEST = OPEN_FOR + timedelta(minutes=1)  # what would last longer was opened before somebody set the clock back


class Review(models.TextChoices):
    JUSTIFIED = "justified", _("There was good reason")
    UNJUSTIFIED = "unjustified", _("There was no good reason")


class EmergencyQuerySet(OrganisationQuerySet):
    def visible_to(self, actor: Actor) -> EmergencyQuerySet:
        """One's own; all of the organisation for those who review them."""
        own = self.filter(organisation_id=actor.organisation_id)
        return own if actor.may(Permission.EMERGENCY_REVIEW) else own.filter(user_id=actor.user_id)

    def running(self) -> EmergencyQuerySet:
        now = timezone.now()
        return self.filter(until__gt=now, until__lte=now + LONGEST, ended_at=None)

    def to_review(self, actor: Actor) -> EmergencyQuerySet:
        """Nobody reviews their own."""
        return self.visible_to(actor).filter(reviewed_at=None).exclude(user_id=actor.user_id)


def _end() -> datetime:
    return timezone.now() + OPEN_FOR


class EmergencyOpening(OrganisationOwned):
    """Somebody opened a case they do not work on, because waiting would have been worse."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    case_code = models.CharField(max_length=12)
    reason = EncryptedTextField(_("reason"))
    until = models.DateTimeField(default=_end)
    ended_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    reviewed_at = models.DateTimeField(null=True)
    review = models.CharField(max_length=12, choices=Review.choices, blank=True, default="")

    objects = EmergencyQuerySet.as_manager()

    class Privacy:
        sensitive = ("reason",)
        plain = (
            "id", "organisation", "created_at", "case", "user", "case_code", "until", "ended_at", "reviewed_by", "reviewed_at", "review",
        )  # fmt: skip

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.CheckConstraint(condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("user")), name="emergency_reviewed_by_another"),
            models.CheckConstraint(condition=Q(until__lte=F("created_at") + timedelta(minutes=61)), name="emergency_lasts_an_hour"),
        ]
        indexes = [models.Index(fields=("user", "-until"), name="emergency_of_user")]

    def __str__(self) -> str:
        return self.case_code

    @property
    def is_running(self) -> bool:
        now = timezone.now()
        return self.ended_at is None and now < self.until <= now + LONGEST
