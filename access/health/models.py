"""When a part of the installation last gave a sign."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone


class PulseName(models.TextChoices):
    WORKER = "worker", "worker"
    CLOCK = "clock", "clock"
    BACKUP = "backup", "backup"
    HEADS = "heads", "heads"
    RESTORE = "restore", "restore"


class Pulse(models.Model):
    """The last sign of a part: when, whether all was well, and figures about it; nothing of anybody's case."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=40, choices=PulseName.choices, unique=True)
    at = models.DateTimeField(default=timezone.now)
    ok = models.BooleanField(default=True)
    detail = models.JSONField(default=dict)

    class Privacy:
        plain = ("id", "name", "at", "ok", "detail")

    def __str__(self) -> str:
        return self.name
