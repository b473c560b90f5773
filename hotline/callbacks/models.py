"""Every try to call somebody back: who tried, when, and what came of it. Added, never changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from access.models import OrganisationOwned
from access.scoping import OrganisationQuerySet
from hotline.callbacks.rules import TryResult


class CallBackTry(OrganisationOwned):
    """One try. `round` counts the promises made to this caller: a new promise begins a new count of tries."""

    call = models.ForeignKey("hotline.Call", on_delete=models.PROTECT, related_name="tries")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    result = models.CharField(_("what came of it"), max_length=14, choices=TryResult.choices)
    round = models.PositiveSmallIntegerField(default=1)

    objects = OrganisationQuerySet.as_manager()

    class Privacy:
        sensitive = ("result",)
        plain = ("id", "organisation", "created_at", "call", "user", "round")

    class Meta:
        ordering = ("created_at", "id")
        indexes = [models.Index(fields=("call", "round"), name="tries_of_call")]

    def __str__(self) -> str:
        return str(self.pk)
