"""A request that a second person must decide."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.crypto.fields import EncryptedTextField
from access.permissions import Permission
from access.scoping import OrganisationQuerySet

if TYPE_CHECKING:
    from datetime import datetime

    from access.actors import Actor

ANSWER_WITHIN = timedelta(days=7)


class ApprovalState(models.TextChoices):
    WAITING = "waiting", _("Waiting for a decision")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    USED = "used", _("Done")


class ApprovalQuerySet(OrganisationQuerySet):
    def visible_to(self, actor: Actor) -> ApprovalQuerySet:
        """One's own requests; all of the organisation for those who decide."""
        own = self.filter(organisation_id=actor.organisation_id)
        return own if actor.may(Permission.APPROVAL_DECIDE) else own.filter(requested_by_id=actor.user_id)

    def with_people(self) -> ApprovalQuerySet:
        return self.select_related("requested_by", "decided_by")

    def running(self) -> ApprovalQuerySet:
        """Neither decided nor too old."""
        return self.filter(state=ApprovalState.WAITING, lapses_at__gt=timezone.now())

    def usable(self) -> ApprovalQuerySet:
        """Approved, not yet used, and not too old."""
        return self.filter(state=ApprovalState.APPROVED, lapses_at__gt=timezone.now())


def _lapse() -> datetime:
    return timezone.now() + ANSWER_WITHIN


class Approval(models.Model):
    """One person asks for something that cannot be taken back; another one approves or refuses it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="+", editable=False)
    kind = models.CharField(max_length=40)
    target_id = models.UUIDField()
    details = models.JSONField(default=dict)
    reason = EncryptedTextField(_("reason"))
    state = models.CharField(max_length=10, choices=ApprovalState.choices, default=ApprovalState.WAITING)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    lapses_at = models.DateTimeField(default=_lapse)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    objects = ApprovalQuerySet.as_manager()

    class Privacy:
        sensitive = ("reason",)
        plain = (
            "id", "organisation", "kind", "target_id", "details", "state", "requested_by", "requested_at", "lapses_at",
            "decided_by", "decided_at", "used_at",
        )  # fmt: skip

    class Meta:
        ordering = ("-requested_at",)
        constraints = [
            models.CheckConstraint(condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")), name="approval_by_another"),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "withdrawn"), decided_by=None) | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="approval_decided_by_somebody",
            ),
            models.UniqueConstraint(
                fields=("organisation", "kind", "target_id"), condition=Q(state="waiting"), name="approval_asked_once"
            ),
        ]
        indexes = [models.Index(fields=("organisation", "state", "-requested_at"), name="approval_by_state")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def is_running(self) -> bool:
        return self.state == ApprovalState.WAITING and not self.has_lapsed

    @property
    def is_usable(self) -> bool:
        return self.state == ApprovalState.APPROVED and not self.has_lapsed

    @property
    def has_lapsed(self) -> bool:
        return self.lapses_at <= timezone.now()
