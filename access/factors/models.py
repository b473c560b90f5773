"""What a person has besides the password, and the browsers in which they are signed in. Each row is its person's alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from access.actors import Actor


class OwnRows(models.QuerySet[Any]):
    """Rows of one person; nobody else has a use for them, not even an administrator."""

    def visible_to(self, actor: Actor) -> OwnRows:
        return self.filter(user_id=actor.user_id)


class PersonOwned(models.Model):
    """Base of every row that belongs to one person and is guarded by row security."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OwnRows.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


class AuthenticatorApp(PersonOwned):
    """An app that shows a new code every half minute. The secret lies sealed; a step that was used is used up."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    secret = models.BinaryField()
    last_step = models.BigIntegerField(default=0)

    class Privacy:
        sensitive = ("secret",)
        plain = ("id", "user", "last_step", "created_at")


class Passkey(PersonOwned):
    """A key in a phone, a computer or a security key. Only its public half is here."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name of the passkey"), max_length=60)
    credential = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    last_used_at = models.DateTimeField(null=True)

    class Privacy:
        sensitive = ("name", "credential")
        plain = ("id", "user", "sign_count", "last_used_at", "created_at")


class RecoveryCode(PersonOwned):
    """A code for the day the phone is lost: kept as a keyed hash, taken once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32)
    used_at = models.DateTimeField(null=True)

    class Privacy:
        sensitive = ("digest",)
        plain = ("id", "user", "used_at", "created_at")


class OpenSession(PersonOwned):
    """A browser in which somebody is signed in: enough to recognise it and to end it from elsewhere."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kept_as = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=20)
    system = models.CharField(max_length=20)
    seen_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()

    class Privacy:
        sensitive = ("kept_as",)
        plain = ("id", "user", "browser", "system", "seen_at", "ends_at", "created_at")
