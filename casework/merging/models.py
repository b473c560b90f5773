"""Two files that turned out to be one person's, and two that were looked at and are not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.crypto.fields import EncryptedTextField
from access.models import OrganisationOwned
from access.scoping import OrganisationQuerySet
from casework.people.models import Person

if TYPE_CHECKING:
    from access.actors import Actor


class MergeQuerySet(OrganisationQuerySet):
    def visible_to(self, actor: Actor) -> MergeQuerySet:
        """Seen by whoever sees the person that is kept."""
        return self.filter(organisation_id=actor.organisation_id, kept_id__in=Person.objects.visible_to(actor).values("pk"))

    def live(self) -> MergeQuerySet:
        """Done and not taken back."""
        return self.filter(done_at__isnull=False, undone_at=None)

    def with_people(self) -> MergeQuerySet:
        return self.select_related("kept", "asked_by", "done_by", "undone_by")


class Merge(OrganisationOwned):
    """Two files become one person's when a second colleague agrees, and two again when it was a mistake.

    What hung on `other` hangs on `kept` from then on; `other` stays as an empty cover with the name it had, which nobody
    but the system reads: a person is seen by whoever sees one of their cases, and it has none. `moved` says
    which rows went over, by table; `before` what stood on the kept file and what took its place, encrypted.
    """

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merged_into")
    other_code = models.CharField(max_length=12)
    takes = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    moved = models.JSONField(default=dict)
    before = EncryptedTextField(of="kept_id")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    done_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    undone_at = models.DateTimeField(null=True)
    why_undone = EncryptedTextField(_("why they are two people"), of="kept_id")

    objects = MergeQuerySet.as_manager()

    class Privacy:
        identifying = ("before", "why_undone")
        plain = (
            "id", "organisation", "created_at", "kept", "other", "other_code", "takes", "moved", "asked_by", "asked_at", "done_by", "done_at", "undone_by",
            "undone_at",
        )  # fmt: skip

    class Meta:
        ordering = ("-asked_at",)
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("other")), name="merge_of_two"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False) & ~Q(done_by=F("asked_by")),
                name="merge_done_by_another",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None) | Q(done_at__isnull=False, undone_at__isnull=False, undone_by__isnull=False),
                name="merge_undone_after_done",
            ),
            models.UniqueConstraint(
                fields=("other",), condition=Q(done_at__isnull=False, undone_at=None), name="merged_into_one"
            ),
        ]
        indexes = [
            models.Index(fields=("organisation", "kept"), condition=Q(undone_at=None), name="merge_of_kept"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_live(self) -> bool:
        return self.done_at is not None and self.undone_at is None

    @property
    def values_before(self) -> dict[str, list[Any]]:
        """By field: what stood on the kept file, and what took its place."""
        return json.loads(self.before) if self.before else {}


class KeptApartQuerySet(OrganisationQuerySet):
    def visible_to(self, actor: Actor) -> KeptApartQuerySet:
        seen = Person.objects.visible_to(actor).values("pk")
        return self.filter(organisation_id=actor.organisation_id, one_id__in=seen, other_id__in=seen)


class KeptApart(OrganisationOwned):
    """Two files that look alike and were found to be two people: they are not suggested again."""

    one = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = KeptApartQuerySet.as_manager()

    class Privacy:
        plain = ("id", "organisation", "created_at", "one", "other", "by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("one", "other"), name="kept_apart_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="kept_apart_in_order"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
