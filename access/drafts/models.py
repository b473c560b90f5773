"""What somebody has typed into a long form and not sent yet: theirs alone, for three days."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone

from access.crypto.fields import EncryptedTextField
from access.scoping import OrganisationQuerySet

if TYPE_CHECKING:
    from access.actors import Actor

KEPT_FOR = timedelta(days=3)


class DraftQuerySet(OrganisationQuerySet):
    def visible_to(self, actor: Actor) -> DraftQuerySet:
        """One's own. Nobody reads what a colleague has not sent."""
        return self.filter(organisation_id=actor.organisation_id, user_id=actor.user_id)

    def live(self) -> DraftQuerySet:
        return self.filter(kept_at__gt=timezone.now() - KEPT_FOR)


class Draft(models.Model):
    """The fields of one form of one person, as they stood when the typing stopped. `place` is the address of the form."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="+", editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=300)
    words = EncryptedTextField()
    kept_at = models.DateTimeField(default=timezone.now)

    objects = DraftQuerySet.as_manager()

    class Privacy:
        identifying = ("words",)
        plain = ("id", "organisation", "user", "place", "kept_at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("organisation", "user", "place"), name="draft_once")]
        indexes = [models.Index(fields=("organisation", "kept_at"), name="draft_by_age")]

    def __str__(self) -> str:
        return str(self.pk)
