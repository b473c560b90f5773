"""What was done to the person, by which road, and who decided that it was trafficking."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from access.crypto.fields import EncryptedTextField
from access.models import OrganisationOwned
from casework.cases.models import Case, InCaseQuerySet
from casework.vocabulary.fields import CodeField, CodesField


class Exploitation(OrganisationOwned):
    """One episode of exploitation. A case may have several; each list may name several things."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="exploitations")
    types = CodesField(vocabulary="exploitation_type", verbose_name=_("types of exploitation"))
    main_type = CodeField(
        vocabulary="exploitation_type", verbose_name=_("main type"), blank=True, default="unknown"
    )
    sexual_forms = CodesField(vocabulary="sexual_form", verbose_name=_("forms of sexual exploitation"))
    sectors = CodesField(vocabulary="labour_sector", verbose_name=_("sectors of work"))
    means = CodesField(vocabulary="means_of_control", verbose_name=_("means of control"))
    recruitment = CodesField(vocabulary="recruitment_method", verbose_name=_("how recruited"))
    recruiters = CodesField(
        vocabulary="recruiter_relationship", verbose_name=_("who recruited (relationship)")
    )
    promises = CodesField(vocabulary="promise", verbose_name=_("what was promised"))
    country = CodeField(vocabulary="country", verbose_name=_("country of exploitation"), blank=True, default="")
    region = CodeField(vocabulary="region", verbose_name=_("region of exploitation"), blank=True, default="")
    started_on = models.DateField(_("from"), null=True, blank=True)
    ended_on = models.DateField(_("until"), null=True, blank=True)
    story = EncryptedTextField(_("in the person's words"), of="case.person_id")

    objects = InCaseQuerySet.as_manager()

    class Privacy:
        identifying = ("story",)
        sensitive = (
            "types",
            "main_type",
            "sexual_forms",
            "sectors",
            "means",
            "recruitment",
            "recruiters",
            "promises",
            "country",
            "region",
            "started_on",
            "ended_on",
        )
        plain = ("id", "organisation", "created_at", "case")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(started_on=None) | Q(ended_on__gte=F("started_on")),
                name="exploitation_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class RouteLeg(OrganisationOwned):
    """One leg of the road: from where to where, in which role."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="route")
    position = models.PositiveSmallIntegerField(default=1)
    kind = CodeField(vocabulary="leg_kind", verbose_name=_("part of the road"))
    from_country = CodeField(vocabulary="country", verbose_name=_("from country"), blank=True, default="")
    from_region = CodeField(vocabulary="region", verbose_name=_("from region"), blank=True, default="")
    to_country = CodeField(vocabulary="country", verbose_name=_("to country"), blank=True, default="")
    to_region = CodeField(vocabulary="region", verbose_name=_("to region"), blank=True, default="")
    border = CodeField(vocabulary="border_crossing", verbose_name=_("border"), blank=True, default="")
    documents_lost = models.BooleanField(_("documents lost on the way"), default=False)

    objects = InCaseQuerySet.as_manager()

    class Privacy:
        sensitive = ("kind", "from_country", "from_region", "to_country", "to_region", "border", "documents_lost")
        plain = ("id", "organisation", "created_at", "case", "position")

    class Meta:
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=("case", "position"), name="route_leg_position_once")]

    def __str__(self) -> str:
        return str(self.pk)


class Track(models.TextChoices):
    """Who may decide on a person's status: three answers stand side by side and need not agree."""

    NGO = "ngo", _("This organisation")
    POLICE = "police", _("Police and court")
    SOCIAL_SERVICES = "social_services", _("Social services")


class VictimStatusDecision(OrganisationOwned):
    """A body decided, on a day, whether this person was trafficked. Never modified; the newest of a track counts."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="status_decisions")
    track = models.CharField(_("who decides"), max_length=20, choices=Track.choices)
    status = CodeField(vocabulary="victim_status", verbose_name=_("decision"))
    deciding_body = CodeField(vocabulary="deciding_body", verbose_name=_("deciding body"))
    decided_on = models.DateField(_("decided on"))
    grounds = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)

    objects = InCaseQuerySet.as_manager()

    class Privacy:
        sensitive = ("status", "deciding_body", "decided_on", "grounds")
        plain = ("id", "organisation", "created_at", "case", "track", "by")

    class Meta:
        ordering = ("-decided_on", "-created_at")

    def __str__(self) -> str:
        return str(self.pk)
