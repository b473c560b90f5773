"""Pictures that stood on covers: a programme shows its newest, a report the one it was made with."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from access.models import OrganisationOwned
from access.scoping import OrganisationQuerySet


class Logo(OrganisationOwned):
    """A small picture, painted anew as PNG when it came. Never modified, so that an old cover can be printed again."""

    picture = models.BinaryField()
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = OrganisationQuerySet.as_manager()

    class Privacy:
        plain = ("id", "organisation", "created_at", "picture", "digest", "by")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("organisation", "digest"), name="logo_kept_once")]

    def __str__(self) -> str:
        return str(self.pk)


def read_logo(kept: str) -> bytes:
    """The picture a report was made with; nothing where there was none."""
    logo = Logo.objects.filter(pk=kept).first() if kept else None
    return bytes(logo.picture) if logo else b""
