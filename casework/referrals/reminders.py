"""Somebody by name was told that a referral waits: once for each step, whatever dies and starts again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from access.models import OrganisationOwned
from access.scoping import OrganisationQuerySet
from casework.referrals.clocks import Step
from casework.referrals.models import Referral

if TYPE_CHECKING:
    from access.actors import Actor


class ReminderStep(models.TextChoices):
    REMIND = Step.REMIND.value, _("No answer yet")
    ESCALATE = Step.ESCALATE.value, _("Still no answer: please see to it")
    GIVE_UP = Step.GIVE_UP.value, _("Closed without an answer")


class ReminderQuerySet(OrganisationQuerySet):
    def visible_to(self, actor: Actor) -> ReminderQuerySet:
        """One's own, about referrals one still sees."""
        own = self.filter(organisation_id=actor.organisation_id, user_id=actor.user_id)
        return own.filter(referral_id__in=Referral.objects.visible_to(actor).values("pk"))

    def unseen(self) -> ReminderQuerySet:
        return self.filter(seen_at=None)


class ReferralReminder(OrganisationOwned):
    """Told to one person; they say that they have seen it. The referral may be another organisation's, addressed to one's own."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="reminders")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=10, choices=ReminderStep.choices)
    seen_at = models.DateTimeField(null=True)

    objects = ReminderQuerySet.as_manager()

    class Privacy:
        plain = ("id", "organisation", "created_at", "referral", "user", "step", "seen_at")

    class Meta:
        ordering = ("-created_at",)
        constraints = [models.UniqueConstraint(fields=("referral", "user", "step"), name="reminder_told_once")]
        indexes = [models.Index(fields=("user", "-created_at"), condition=models.Q(seen_at=None), name="reminder_unseen")]

    def __str__(self) -> str:
        return self.step
