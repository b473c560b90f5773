"""Sharing without consent: what the law allows, with a reason, a second person, and a director who looks at it afterwards."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from access.crypto.fields import EncryptedTextField
from access.models import Organisation, OrganisationOwned
from access.permissions import Permission
from casework.cases.models import Case, InCaseQuerySet, in_cases_seen_by

if TYPE_CHECKING:
    from access.actors import Actor

LONGEST_DAYS = 30


class LegalGround(models.TextChoices):
    """The only three grounds."""

    DANGER = "danger", _("Danger to somebody's life or health")
    CHILD = "child", _("Protection of a child")
    COURT = "court", _("Order of a court")


class Judgement(models.TextChoices):
    JUSTIFIED = "justified", _("It was right")
    UNJUSTIFIED = "unjustified", _("It was not right")


class ExceptionQuerySet(InCaseQuerySet):
    def visible_to(self, actor: Actor) -> ExceptionQuerySet:
        return self.filter(in_cases_seen_by(actor))

    def live(self, on: date) -> ExceptionQuerySet:
        """Agreed to by a second person, and its time is not over."""
        return self.filter(approved_at__isnull=False, expires_on__gte=on)

    def to_review(self, actor: Actor) -> ExceptionQuerySet:
        """Agreed to, not yet looked at afterwards; nobody looks at what they asked for."""
        if not actor.may(Permission.EMERGENCY_REVIEW):
            return self.none()
        return self.visible_to(actor).filter(approved_at__isnull=False, reviewed_at=None).exclude(asked_by_id=actor.user_id)


class ConsentException(OrganisationOwned):
    """Certain things go to one recipient although the person was not asked or refused. Never modified, only agreed to and reviewed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="exceptions")
    recipient = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("recipient"))
    ground = models.CharField(_("ground"), max_length=10, choices=LegalGround.choices)
    field_groups = ArrayField(models.CharField(max_length=20), default=list)
    reason = EncryptedTextField(_("reason"), of="case.person_id")
    expires_on = models.DateField(_("open until"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    approved_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    reviewed_at = models.DateTimeField(null=True)
    review = models.CharField(max_length=12, choices=Judgement.choices, blank=True, default="")

    objects = ExceptionQuerySet.as_manager()

    class Privacy:
        identifying = ("reason",)
        sensitive = ("recipient", "ground", "field_groups", "expires_on")
        plain = (
            "id", "organisation", "created_at", "case", "asked_by", "approved_by", "approved_at", "reviewed_by", "reviewed_at", "review",
        )  # fmt: skip

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.CheckConstraint(condition=Q(approved_by=None) | ~Q(approved_by=F("asked_by")), name="exception_agreed_by_another"),
            models.CheckConstraint(condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("asked_by")), name="exception_reviewed_by_another"),
            models.CheckConstraint(condition=Q(field_groups__len__gt=0), name="exception_covers_something"),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None) | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="exception_agreed_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=("organisation", "-created_at"), name="exception_newest")]

    def __str__(self) -> str:
        return str(self.pk)

    def is_live(self, on: date) -> bool:
        return self.approved_at is not None and self.expires_on >= on
