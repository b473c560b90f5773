"""The table of the keys of people."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone


class PersonKey(models.Model):
    """The key under which everything kept about one person is sealed. Its id is the id of the person.

    Erasing somebody empties `wrapped`; the row stays and says that there will never be another key for them.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="+", editable=False)
    epoch = models.PositiveIntegerField()
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        sensitive = ("wrapped",)
        plain = ("id", "organisation", "epoch", "created_at", "destroyed_at")

    class Meta:
        indexes = [models.Index(fields=("organisation", "epoch"), name="person_key_by_epoch")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(destroyed_at=None) | models.Q(wrapped=b""), name="person_key_destroyed_is_empty"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
