"""How great the danger to somebody is, what is done about it, and when that is looked at again."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.crypto.fields import EncryptedTextField
from access.models import OrganisationOwned
from casework.cases.models import CLOSED_STATES, Case, InCaseQuerySet
from casework.risk.rules import falls
from casework.vocabulary.fields import CodeField


class Danger(models.TextChoices):
    """What may happen, in the words of those who help (IOM: risks to the person, the family, the helpers; NRM: safety first)."""

    TRAFFICKERS_KNOW = "traffickers_know", _("The traffickers know where the person is")
    IN_TOUCH = "in_touch", _("The traffickers or their people get in touch")
    THREATS_PERSON = "threats_person", _("Threats to the person")
    THREATS_FAMILY = "threats_family", _("Threats to the family or to children at home")
    TESTIMONY = "testimony", _("Pressure to withdraw or change testimony")
    CHILD = "child", _("A child is in danger")
    DOCUMENTS = "documents", _("Somebody holds the documents")
    DEBT = "debt", _("Somebody demands a debt")
    FAMILY = "family", _("Violence at home, or the family turns the person away")
    NO_PLACE = "no_place", _("Nowhere safe to live")
    REMOVAL = "removal", _("No right to stay, may be sent out of the country")
    SELF_HARM = "self_harm", _("Self-harm or suicide")
    HEALTH = "health", _("Illness, pregnancy, or medicine that must not be missed")
    SUBSTANCES = "substances", _("Alcohol or drugs")
    AGAIN = "again", _("May be recruited again")
    OTHER = "other", _("Another danger")


class RiskQuerySet(InCaseQuerySet):
    def newest(self) -> RiskQuerySet:
        """The assessment of each case that counts today."""
        of_case = self.model._default_manager.filter(case_id=OuterRef("case_id")).order_by(*NEWEST_FIRST)
        return self.filter(pk=Subquery(of_case.values("pk")[:1]))

    def of_open_cases(self) -> RiskQuerySet:
        return self.exclude(case__state__in=CLOSED_STATES)


NEWEST_FIRST = ("-assessed_on", "-created_at", "-pk")


class RiskAssessment(OrganisationOwned):
    """One look at the danger. Never modified: whoever sees it otherwise assesses anew. Its words are sealed by the person's key."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="risk_assessments")
    level = CodeField(vocabulary="risk_level", verbose_name=_("level of risk"))
    level_before = CodeField(vocabulary="risk_level", verbose_name=_("level before"), blank=True, default="")
    dangers = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    what_threatens = EncryptedTextField(_("what threatens"), of="case.person_id")
    safety_plan = EncryptedTextField(_("safety plan"), of="case.person_id")
    why_lower = EncryptedTextField(_("why the level falls"), of="case.person_id")
    assessed_on = models.DateField(_("assessed on"))
    review_on = models.DateField(_("next review"))
    assessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = RiskQuerySet.as_manager()

    class Privacy:
        identifying = ("what_threatens", "safety_plan", "why_lower")
        sensitive = ("level", "level_before", "dangers", "assessed_on", "review_on")
        plain = ("id", "organisation", "created_at", "case", "assessed_by")

    class Meta:
        ordering = NEWEST_FIRST
        constraints = [
            models.CheckConstraint(condition=Q(review_on__gt=F("assessed_on")), name="risk_reviewed_later"),
            models.CheckConstraint(condition=Q(review_on__lte=F("assessed_on") + timedelta(days=184)), name="risk_reviewed_in_half_a_year"),
        ]
        indexes = [
            models.Index(fields=("case", "-assessed_on", "-created_at", "-id"), name="risk_of_case"),
            models.Index(fields=("organisation", "review_on"), name="risk_review"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_lower(self) -> bool:
        return falls(self.level_before, self.level)

    @property
    def is_late(self) -> bool:
        """Whether the day of the review has passed. Only the newest assessment of an open case is looked at again."""
        return self.review_on < timezone.localdate()
