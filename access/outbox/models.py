"""The table of promised work."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone

from access.scoping import OrganisationQuerySet


class JobState(models.TextChoices):
    WAITING = "waiting", "waiting"
    RUNNING = "running", "running"
    DONE = "done", "done"
    FAILED = "failed", "failed"


class OutboxJob(models.Model):
    """One piece of promised work.

    The pages see the jobs of their organisation; the worker's login sees all of them, because it must find work before
    it knows for whom it acts. Therefore a job holds ids only, never a name, a number or a text; what they point to is
    guarded.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation_id = models.UUIDField(null=True, editable=False)
    kind = models.CharField(max_length=100)
    payload = models.JSONField(default=dict)
    key = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    claimed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=100, blank=True, default="")

    objects = OrganisationQuerySet.as_manager()

    class Privacy:
        plain = (
            "id", "organisation_id", "kind", "payload", "key", "state", "attempts", "not_before", "created_at",
            "claimed_at", "finished_at", "error",
        )  # fmt: skip

    class Meta:
        indexes = [
            models.Index(
                fields=["not_before"], name="outbox_open", condition=models.Q(state__in=("waiting", "running"))
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="outbox_finished_is_dated",
                condition=models.Q(state__in=("waiting", "running"), finished_at__isnull=True)
                | models.Q(state__in=("done", "failed"), finished_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
