"""A call that somebody asked the lead to look at, and the lead's card about how it was handled. It teaches; it is no mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from access.crypto.fields import EncryptedTextField
from access.models import OrganisationOwned
from access.permissions import Permission as P
from access.scoping import OrganisationQuerySet

if TYPE_CHECKING:
    from access.actors import Actor


class Answer(models.TextChoices):
    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")
    DOES_NOT_APPLY = "none", _("Does not apply")


class ReviewQuerySet(OrganisationQuerySet):
    def visible_to(self, actor: Actor) -> ReviewQuerySet:
        """All for the lead; for an operator the cards about their own calls and what they asked for themselves."""
        own = self.filter(organisation_id=actor.organisation_id)
        if actor.may(P.CALL_REVIEW) or actor.user is None:
            return own
        return own.filter(Q(call__operator_id=actor.user_id) | Q(asked_by_id=actor.user_id))

    def open(self) -> ReviewQuerySet:
        return self.filter(reviewed_at=None)

    def done(self) -> ReviewQuerySet:
        return self.filter(reviewed_at__isnull=False)


class CallReview(OrganisationOwned):
    """Asked for by the operator or by the lead; answered once, by a lead who did not take the call."""

    call = models.ForeignKey("hotline.Call", on_delete=models.PROTECT, related_name="reviews")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    safety = models.CharField(_("Safety was asked first"), max_length=6, choices=Answer.choices, blank=True, default="")
    listening = models.CharField(_("The caller was heard out, nothing was promised that cannot be kept"), max_length=6, choices=Answer.choices, blank=True, default="")
    screening = models.CharField(_("Act, means and purpose were asked where they mattered"), max_length=6, choices=Answer.choices, blank=True, default="")
    next_step = models.CharField(_("The next step was clear to the caller"), max_length=6, choices=Answer.choices, blank=True, default="")
    words = EncryptedTextField(_("for the operator"))
    version = models.PositiveIntegerField(default=1)

    objects = ReviewQuerySet.as_manager()

    class Privacy:
        identifying = ("words",)
        sensitive = ("safety", "listening", "screening", "next_step")
        plain = ("id", "organisation", "created_at", "call", "asked_by", "reviewed_by", "reviewed_at", "version")

    class Meta:
        ordering = ("created_at", "id")
        constraints = [
            models.UniqueConstraint(fields=("organisation", "call"), condition=Q(reviewed_at=None), name="one_open_review_of_a_call"),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None) | Q(reviewed_at__isnull=False, reviewed_by__isnull=False), name="review_by_somebody"
            ),
        ]
        indexes = [models.Index(fields=("organisation", "reviewed_at", "created_at"), name="review_queue")]

    def __str__(self) -> str:
        return str(self.pk)


CARD = ("safety", "listening", "screening", "next_step")
