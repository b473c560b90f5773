"""What threatened or hurt the residents of a house, who was told, and how it ended. Written for their safety."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.crypto.fields import EncryptedTextField
from access.models import OrganisationOwned
from access.permissions import Permission
from access.scoping import OrganisationQuerySet

if TYPE_CHECKING:
    from access.actors import Actor


class IncidentKind(models.TextChoices):
    HARM = "harm", _("Somebody was hurt")
    THREAT = "threat", _("Threat, or somebody looked for a resident")
    MISSING = "missing", _("Somebody is missing")
    STAFF_ACTION = "staff_action", _("A worker did wrong")
    FIRE_HEALTH = "fire_health", _("Fire, illness, accident")
    OTHER = "other", _("Something else")


class Told(models.TextChoices):
    """Who was told."""

    POLICE = "police", _("Police (102)")
    AMBULANCE = "ambulance", _("Ambulance (103)")
    FIRE = "fire", _("Fire brigade (101)")
    MANAGER = "manager", _("Shelter manager")
    DIRECTOR = "director", _("Director")
    CASE_MANAGER = "case_manager", _("Case manager")
    GUARDIAN = "guardian", _("Guardian or parent")
    CHILD_PROTECTION = "child_protection", _("Child protection body")
    OTHER = "other", _("Somebody else")


class Outcome(models.TextChoices):
    SAFE = "safe", _("Safe again")
    HOUSE_CHANGED = "house_changed", _("The house changed something")
    MOVED = "moved", _("A resident moved to another house")
    AUTHORITIES = "authorities", _("The authorities deal with it")
    STAFF = "staff", _("Measures about the worker")
    NOT_CLEARED = "not_cleared", _("Could not be cleared up")


class IncidentQuerySet(OrganisationQuerySet):
    def visible_to(self, actor: Actor) -> IncidentQuerySet:
        """Those of one's own houses. A worker's wrong is seen by manager, director and who wrote it, never by whom it is about."""
        own = self.filter(organisation_id=actor.organisation_id)
        if actor.user is None:
            return own
        if not actor.may(Permission.INCIDENT_VIEW):
            return own.none()
        seen = own.exclude(about_user_id=actor.user_id)
        if actor.may(Permission.INCIDENT_MANAGE):
            return seen
        return seen.filter(~Q(kind=IncidentKind.STAFF_ACTION) | Q(reported_by_id=actor.user_id))

    def open(self) -> IncidentQuerySet:
        return self.filter(closed_at=None)

    def with_residents(self) -> IncidentQuerySet:
        concerned = IncidentResident.objects.select_related("stay__case__person")
        return self.select_related("shelter", "reported_by").prefetch_related(Prefetch("residents", queryset=concerned))


class Incident(OrganisationOwned):
    """What happened, once written, stays; more is added beside it. It may speak of several, so the organisation's key seals it."""

    shelter = models.ForeignKey("shelters.Shelter", on_delete=models.PROTECT, related_name="incidents")
    kind = models.CharField(_("kind"), max_length=20, choices=IncidentKind.choices)
    happened_at = models.DateTimeField(_("when"))
    what = EncryptedTextField(_("what happened"))
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    about_user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    outcome = models.CharField(_("how it ended"), max_length=20, choices=Outcome.choices, blank=True, default="")

    objects = IncidentQuerySet.as_manager()

    class Privacy:
        identifying = ("what",)
        sensitive = ("kind", "happened_at", "outcome", "about_user")
        plain = ("id", "organisation", "created_at", "shelter", "reported_by", "closed_at", "closed_by")

    class Meta:
        ordering = ("-happened_at",)
        constraints = [
            models.CheckConstraint(condition=Q(about_user=None) | Q(kind="staff_action"), name="incident_about_a_worker"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, outcome="") | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome="")),
                name="incident_closed_with_an_outcome",
            ),
        ]
        indexes = [models.Index(fields=("organisation", "-happened_at"), name="incident_newest")]

    def __str__(self) -> str:
        return str(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("incident-detail", kwargs={"incident_id": self.pk})

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


class IncidentResident(OrganisationOwned):
    """A resident it concerned."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="residents")
    stay = models.ForeignKey("shelters.Stay", on_delete=models.PROTECT, related_name="incidents")

    objects = OrganisationQuerySet.as_manager()

    class Privacy:
        sensitive = ("incident", "stay")
        plain = ("id", "organisation", "created_at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("incident", "stay"), name="incident_concerns_once")]

    def __str__(self) -> str:
        return str(self.pk)


class IncidentNotice(OrganisationOwned):
    """Somebody was told of it, and when."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="notices")
    told = models.CharField(_("who was told"), max_length=20, choices=Told.choices)
    told_at = models.DateTimeField(_("when"))
    words = EncryptedTextField(_("name, number of the report"))
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = OrganisationQuerySet.as_manager()

    class Privacy:
        identifying = ("words",)
        sensitive = ("told", "told_at")
        plain = ("id", "organisation", "created_at", "incident", "noted_by")

    class Meta:
        ordering = ("told_at",)

    def __str__(self) -> str:
        return str(self.pk)


class IncidentNote(OrganisationOwned):
    """What was learned or done afterwards."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="notes")
    words = EncryptedTextField(_("what was learned or done"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = OrganisationQuerySet.as_manager()

    class Privacy:
        identifying = ("words",)
        plain = ("id", "organisation", "created_at", "incident", "author")

    class Meta:
        ordering = ("created_at",)

    def __str__(self) -> str:
        return str(self.pk)
