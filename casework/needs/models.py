"""What somebody needs, service by service, and the form that was asked: both stay as they were."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from access.crypto.fields import EncryptedTextField
from access.models import OrganisationOwned
from access.scoping import OrganisationQuerySet
from casework.cases.models import CLOSED_STATES, Case, InCaseQuerySet
from casework.referrals.models import Urgency
from casework.vocabulary.fields import CODE_LENGTH, CodeField


class Answer(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known yet")


class NeedsForm(OrganisationOwned):
    """An organisation's own questions. A change makes the next number: what was asked once can always be read again."""

    number = models.PositiveIntegerField()
    questions = models.JSONField(default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = OrganisationQuerySet.as_manager()

    class Privacy:
        plain = ("id", "organisation", "created_at", "number", "questions", "made_by")

    class Meta:
        ordering = ("-number",)
        constraints = [models.UniqueConstraint(fields=("organisation", "number"), name="needs_form_number_once")]

    def __str__(self) -> str:
        return str(self.number)


class NeedsQuerySet(InCaseQuerySet):
    def newest(self) -> NeedsQuerySet:
        """The assessment of each case that counts today."""
        of_case = self.model._default_manager.filter(case_id=OuterRef("case_id")).order_by(*NEWEST_FIRST)
        return self.filter(pk=Subquery(of_case.values("pk")[:1]))

    def of_open_cases(self) -> NeedsQuerySet:
        return self.exclude(case__state__in=CLOSED_STATES)


NEWEST_FIRST = ("-assessed_on", "-created_at", "-pk")


class NeedsAssessment(OrganisationOwned):
    """One look at what is needed. Never modified: whoever sees it otherwise assesses anew. Its words are sealed by the person's key."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="needs_assessments")
    form = models.ForeignKey(NeedsForm, on_delete=models.PROTECT, related_name="+", null=True)
    edition = models.PositiveIntegerField()
    signs = ArrayField(models.CharField(max_length=CODE_LENGTH), default=list, blank=True)
    ill_treatment = models.CharField(_("criteria of ill-treatment met"), max_length=8, choices=Answer.choices)
    criteria_words = EncryptedTextField(_("about the criteria"), of="case.person_id")
    assessed_on = models.DateField(_("assessed on"))
    assessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = NeedsQuerySet.as_manager()

    class Privacy:
        identifying = ("criteria_words",)
        sensitive = ("signs", "ill_treatment", "assessed_on")
        plain = ("id", "organisation", "created_at", "case", "form", "edition", "assessed_by")

    class Meta:
        ordering = NEWEST_FIRST
        indexes = [models.Index(fields=("case", "-assessed_on", "-created_at", "-id"), name="needs_of_case")]

    def __str__(self) -> str:
        return str(self.pk)


class ServiceNeed(OrganisationOwned):
    """What one assessment says of one of the eight services."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="service_needs")
    assessment = models.ForeignKey(NeedsAssessment, on_delete=models.PROTECT, related_name="needs")
    service = CodeField(vocabulary="service_type", verbose_name=_("service"))
    need = models.CharField(_("needed"), max_length=8, choices=Answer.choices)
    urgency = models.CharField(_("urgency"), max_length=10, choices=Urgency.choices, blank=True, default="")
    words = EncryptedTextField(_("in words"), of="case.person_id")

    objects = InCaseQuerySet.as_manager()

    class Privacy:
        identifying = ("words",)
        sensitive = ("service", "need", "urgency")
        plain = ("id", "organisation", "created_at", "case", "assessment")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("assessment", "service"), name="service_need_once"),
            models.CheckConstraint(
                condition=Q(need="yes") & ~Q(urgency="") | ~Q(need="yes") & Q(urgency=""),
                name="service_need_how_urgent",
            ),
        ]
        indexes = [models.Index(fields=("case",), name="service_need_of_case")]

    def __str__(self) -> str:
        return str(self.pk)
