"""Organisations, the people who work in them, their roles, and the record of what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.approvals.models import Approval as Approval
from access.crypto.models import PersonKey as PersonKey
from access.drafts.models import Draft as Draft
from access.events import Event
from access.factors.models import AuthenticatorApp as AuthenticatorApp
from access.factors.models import OpenSession as OpenSession
from access.factors.models import Passkey as Passkey
from access.factors.models import RecoveryCode as RecoveryCode
from access.health.models import Pulse as Pulse
from access.outbox.models import OutboxJob as OutboxJob
from access.retention.models import KeepingPeriod as KeepingPeriod
from access.roles import Role
from access.scoping import OrganisationQuerySet

if TYPE_CHECKING:
    from access.actors import Actor


class OrganisationKind(models.TextChoices):
    NGO = "ngo", _("Non-governmental organisation")
    PARTNER = "partner", _("Partner agency")
    DONOR = "donor", _("Donor")


class OrganisationSetQuerySet(models.QuerySet["Organisation"]):
    """Organisations are known to each other by name: the directory of the network."""

    def visible_to(self, actor: Actor) -> OrganisationSetQuerySet:
        return self.filter(is_active=True)

    def partners(self) -> OrganisationSetQuerySet:
        return self.exclude(kind=OrganisationKind.DONOR)

    def donors(self) -> OrganisationSetQuerySet:
        return self.filter(kind=OrganisationKind.DONOR)


class Organisation(models.Model):
    """An NGO, a partner agency or a donor. Its name is known in the network; what it holds is not."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices, default=OrganisationKind.NGO)
    partner_type = models.CharField(_("type of partner"), max_length=40, blank=True, default="")
    region = models.CharField(_("region"), max_length=10, blank=True, default="")
    language = models.CharField(_("language"), max_length=2, default="ru")
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Almaty")
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OrganisationSetQuerySet.as_manager()

    class Privacy:
        plain = ("id", "code", "name", "kind", "partner_type", "region", "language", "time_zone", "is_active", "created_at")

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class OrganisationOwned(models.Model):
    """Base of every row that belongs to one organisation and is guarded by row security."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Somebody who signs in. What they may do comes from their memberships alone; nobody is a superuser."""

    last_login = None  # when somebody signed in is in the audit; here it would be a write before anybody is known
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    username = models.CharField(_("user name"), max_length=80, unique=True)
    display_name = models.CharField(_("name shown to colleagues"), max_length=120)
    language = models.CharField(_("language"), max_length=2, default="ru")
    theme = models.CharField(_("appearance"), max_length=5, default="auto")
    is_active = models.BooleanField(_("active"), default=True)
    must_change_password = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()
    USERNAME_FIELD = "username"

    class Privacy:
        identifying = ("username", "display_name")
        sensitive = ("password",)
        plain = ("id", "language", "theme", "is_active", "must_change_password", "created_at")

    def __str__(self) -> str:
        return str(self.pk)


class Membership(models.Model):
    """A person's place in an organisation, with one or more roles. Ends by date, is never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    roles = ArrayField(models.CharField(max_length=40), default=list)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    signed_out_at = models.DateTimeField(null=True)  # sessions begun before are over
    vouched_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # made or last reset the account
    vouched_at = models.DateTimeField(null=True)

    objects = OrganisationQuerySet.as_manager()

    class Privacy:
        plain = ("id", "organisation", "user", "roles", "started_at", "ended_at", "signed_out_at", "vouched_by", "vouched_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("organisation", "user"), condition=models.Q(ended_at=None), name="one_current_membership"
            ),
            models.CheckConstraint(condition=models.Q(roles__len__gt=0), name="membership_has_a_role"),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ended_at__gte=models.F("started_at")),
                name="membership_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def role_labels(self) -> list[str]:
        return [Role(role).label for role in self.roles]


class AuditEvent(models.Model):
    """One thing that was done, seen or refused. Append-only; holds ids and field names, never values."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)
    organisation_id = models.UUIDField(null=True)
    actor_id = models.UUIDField(null=True)
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60, blank=True, default="")
    object_id = models.UUIDField(null=True)
    outcome = models.CharField(max_length=20, default="done")
    detail = models.JSONField(default=dict)

    objects = OrganisationQuerySet.as_manager()

    class Privacy:
        plain = ("id", "at", "organisation_id", "actor_id", "action", "object_type", "object_id", "outcome", "detail")

    class Meta:
        ordering = ("-at",)
        indexes = [
            models.Index(fields=("organisation_id", "-at"), name="audit_by_time"),
            models.Index(fields=("organisation_id", "object_id"), name="audit_by_object"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_id}"

    @property
    def event(self) -> Event:
        return Event(self.action)


class SignInAttempt(models.Model):
    """A try to sign in, kept to slow guessing down. The account is a keyed hash, never the name."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    at = models.DateTimeField(default=timezone.now)
    account = models.BinaryField(max_length=16)
    succeeded = models.BooleanField(default=False)

    class Privacy:
        sensitive = ("account",)
        plain = ("id", "at", "succeeded")

    class Meta:
        indexes = [models.Index(fields=("account", "-at"), name="sign_in_by_account")]

    def __str__(self) -> str:
        return str(self.pk)


class FormReceipt(models.Model):
    """Proof that a create form was already taken: a second press gets the first result, not a second row."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField()
    result_id = models.UUIDField()
    created_at = models.DateTimeField(default=timezone.now)

    class Privacy:
        plain = ("id", "organisation", "user", "key", "result_id", "created_at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("organisation", "user", "key"), name="one_result_per_form")]

    def __str__(self) -> str:
        return str(self.pk)
