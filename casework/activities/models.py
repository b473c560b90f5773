"""Prevention and partnership as things that were done, with the numbers reached."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from access.models import OrganisationOwned
from access.scoping import OrganisationQuerySet
from casework.vocabulary.fields import CodeField


class Stream(models.TextChoices):
    PREVENTION = "prevention", _("Prevention")
    PARTNERSHIP = "partnership", _("Partnership")
    PROSECUTION = "prosecution", _("Training of officials")


class Activity(OrganisationOwned):
    """A lecture, an outreach day, an article, an agreement, a meeting: what the report counts beside people helped."""

    stream = models.CharField(_("workstream"), max_length=12, choices=Stream.choices)
    kind = CodeField(vocabulary="activity_kind", verbose_name=_("kind of activity"))
    held_on = models.DateField(_("date"))
    region = CodeField(vocabulary="region", verbose_name=_("region"), blank=True, default="")
    audience = CodeField(vocabulary="audience_kind", verbose_name=_("audience"), blank=True, default="")
    women = models.PositiveIntegerField(_("women reached"), default=0)
    men = models.PositiveIntegerField(_("men reached"), default=0)
    children = models.PositiveIntegerField(_("of them under 18"), default=0)
    materials = models.PositiveIntegerField(_("materials handed out"), default=0)
    items = models.PositiveIntegerField(_("how many of them"), default=1)
    topic = models.CharField(_("topic"), max_length=200, blank=True, default="")
    partner = models.CharField(_("together with"), max_length=200, blank=True, default="")
    funder = CodeField(vocabulary="funding_source", verbose_name=_("who paid"), blank=True, default="")
    cost = models.DecimalField(_("cost, tenge"), max_digits=14, decimal_places=2, null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = OrganisationQuerySet.as_manager()

    class Privacy:
        plain = (
            "id",
            "organisation",
            "created_at",
            "stream",
            "kind",
            "held_on",
            "region",
            "audience",
            "women",
            "men",
            "children",
            "materials",
            "items",
            "topic",
            "partner",
            "funder",
            "cost",
            "version",
        )

    class Meta:
        ordering = ("-held_on", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(children__lte=models.F("women") + models.F("men")), name="activity_children_among_people"
            ),
            models.CheckConstraint(condition=Q(items__gte=1), name="activity_at_least_one"),
        ]
        indexes = [models.Index(fields=("organisation", "held_on"), name="activity_by_day")]

    def __str__(self) -> str:
        return self.kind
