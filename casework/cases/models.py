"""The case: who works on it, how it moved, and everything that happened in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.models import OrganisationOwned
from access.permissions import Permission
from access.scoping import OrganisationQuerySet
from casework.people.models import Person
from casework.vocabulary.fields import CodeField

if TYPE_CHECKING:
    from access.actors import Actor

CLOSED_STATES = ("closed", "closed_referred")


class CaseQuerySet(OrganisationQuerySet):
    def visible_to(self, actor: Actor) -> CaseQuerySet:
        """One's own cases; for those who see all, also the others of the organisation unless restricted. Nobody else sees any."""
        own = self.filter(organisation_id=actor.organisation_id)
        if actor.user is None:
            return own
        if actor.may(Permission.CASE_VIEW_ALL):
            return own.filter(Q(is_restricted=False) | worked_on_by(actor))
        return own.filter(worked_on_by(actor)) if actor.may(Permission.CASE_VIEW) else own.none()

    def closed_to(self, actor: Actor) -> CaseQuerySet:
        """The few cases that somebody who sees all others does not see."""
        return self.filter(organisation_id=actor.organisation_id, is_restricted=True).exclude(worked_on_by(actor))

    def open(self) -> CaseQuerySet:
        return self.exclude(state__in=CLOSED_STATES)

    def unassigned(self) -> CaseQuerySet:
        return self.exclude(pk__in=Assignment.objects.filter(ended_on=None).values("case_id"))


class Case(OrganisationOwned):
    """One course of help for one person. Known by a code; a closed case is read-only until reopened."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cases")
    code = models.CharField(_("case code"), max_length=12)
    journal_number = models.CharField(_("number in the paper journal"), max_length=40, blank=True, default="")
    state = CodeField(vocabulary="case_status", verbose_name=_("state"), default="new")
    requested_on = models.DateField(_("date of request"))
    registered_on = models.DateField(_("date of registration"), default=timezone.localdate)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closure_reason = CodeField(
        vocabulary="closure_reason", verbose_name=_("reason for closing"), blank=True, default=""
    )
    source = CodeField(vocabulary="partner_type", verbose_name=_("who referred"), blank=True, default="")
    region = CodeField(vocabulary="region", verbose_name=_("region"), blank=True, default="")
    age_at_registration = models.PositiveSmallIntegerField(_("age at registration"), null=True, blank=True)
    age_first_exploited = models.PositiveSmallIntegerField(_("age when first exploited"), null=True, blank=True)
    legal_status = CodeField(
        vocabulary="legal_status", verbose_name=_("legal status"), blank=True, default=""
    )
    risk = CodeField(vocabulary="risk_level", verbose_name=_("risk"), blank=True, default="")
    shelter_name = models.CharField(_("shelter named in the journal"), max_length=120, blank=True, default="")
    sheltered_from = models.DateField(_("in shelter from (journal)"), null=True, blank=True)
    sheltered_until = models.DateField(_("in shelter until (journal)"), null=True, blank=True)
    is_restricted = models.BooleanField(_("restricted"), default=False)
    import_key = models.BinaryField(max_length=16, null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()

    class Privacy:
        sensitive = (
            "journal_number",
            "requested_on",
            "registered_on",
            "closed_on",
            "closure_reason",
            "source",
            "region",
            "age_at_registration",
            "age_first_exploited",
            "legal_status",
            "risk",
            "shelter_name",
            "sheltered_from",
            "sheltered_until",
            "import_key",
        )
        plain = ("id", "organisation", "created_at", "person", "code", "state", "is_restricted", "version")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("organisation", "code"), name="case_code_once"),
            models.UniqueConstraint(
                fields=("organisation", "import_key"), condition=~Q(import_key=None), name="case_imported_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=CLOSED_STATES, closed_on__isnull=False)
                | (~Q(state__in=CLOSED_STATES) & Q(closed_on=None)),
                name="case_closed_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("requested_on")), name="case_closed_after_request"
            ),
            models.CheckConstraint(
                condition=Q(age_at_registration=None) | Q(age_at_registration__lte=120), name="case_age_possible"
            ),
            models.CheckConstraint(
                condition=Q(age_first_exploited=None)
                | Q(age_at_registration=None)
                | Q(age_first_exploited__lte=F("age_at_registration")),
                name="case_first_exploited_before_now",
            ),
            models.CheckConstraint(
                condition=Q(sheltered_until=None) | Q(sheltered_until__gte=F("sheltered_from")),
                name="case_shelter_days_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=("organisation", "-requested_on", "id"), name="case_newest"),
            models.Index(fields=("organisation", "state", "-requested_on"), name="case_by_state"),
            models.Index(fields=("organisation", "registered_on"), name="case_by_registration"),
            models.Index(fields=("organisation", "person"), condition=Q(is_restricted=True), name="case_restricted"),
            models.Index(fields=("organisation", "journal_number"), condition=~Q(journal_number=""), name="case_by_journal"),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("case-detail", kwargs={"case_id": self.pk})

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED_STATES


def assigned_cases(actor: Actor) -> models.QuerySet[Any, Any]:
    """The ids of the cases this person is assigned to now."""
    return Assignment.objects.filter(user=actor.user, ended_on=None).values("case_id")


def worked_on_by(actor: Actor) -> Q:
    """Cases this person works on or stands in on, or opened in an emergency."""
    from casework.absence.models import works_on

    return works_on(actor, "pk") | opened_in_emergency(actor)


def in_cases_seen_by(actor: Actor) -> Q:
    """Rows on a case this person sees. Who sees all but a few is kept from the few: the many need not be gathered first."""
    if actor.user is not None and actor.may(Permission.CASE_VIEW_ALL):
        return Q(organisation_id=actor.organisation_id) & ~Q(case_id__in=Case.objects.closed_to(actor).values("pk"))
    return Q(organisation_id=actor.organisation_id, case_id__in=Case.objects.visible_to(actor).values("pk"))


def opened_in_emergency(actor: Actor) -> Q:
    """Cases this person opened in an emergency less than an hour ago."""
    from casework.cases.emergency import EmergencyOpening

    running = EmergencyOpening.objects.filter(organisation_id=actor.organisation_id, user=actor.user).running()
    return Q(pk__in=running.values("case_id"))


class InCaseQuerySet(OrganisationQuerySet):
    """Rows that hang on a case and are seen by whoever sees the case."""

    def visible_to(self, actor: Actor) -> InCaseQuerySet:
        return self.filter(in_cases_seen_by(actor))


class Assignment(OrganisationOwned):
    """Somebody works on a case from a day until a day. One lead at a time."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assignments")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_lead = models.BooleanField(_("leads the case"), default=False)
    started_on = models.DateField(default=timezone.localdate)
    ended_on = models.DateField(null=True, blank=True)

    objects = InCaseQuerySet.as_manager()

    class Privacy:
        plain = ("id", "organisation", "created_at", "case", "user", "is_lead", "started_on", "ended_on")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("case",), condition=Q(is_lead=True, ended_on=None), name="one_lead_per_case"),
            models.UniqueConstraint(fields=("case", "user"), condition=Q(ended_on=None), name="assigned_once"),
        ]
        indexes = [models.Index(fields=("user", "case"), condition=Q(ended_on=None), name="assignment_current")]

    def __str__(self) -> str:
        return str(self.pk)


class CaseStateChange(OrganisationOwned):
    """A case moved from one state to another. Never modified."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="state_changes")
    state = CodeField(vocabulary="case_status")
    reason = CodeField(vocabulary="closure_reason", blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField(default=timezone.now)

    objects = InCaseQuerySet.as_manager()

    class Privacy:
        sensitive = ("reason",)
        plain = ("id", "organisation", "created_at", "case", "state", "by", "at")

    def __str__(self) -> str:
        return str(self.pk)


class TimelineEntry(OrganisationOwned):
    """Something that happened on a case. Pushed here by the room where it happened; holds codes, no free text."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="timeline")
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=40)
    codes = models.JSONField(default=dict)
    source_id = models.UUIDField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)

    objects = InCaseQuerySet.as_manager()

    class Privacy:
        sensitive = ("codes",)
        plain = ("id", "organisation", "created_at", "case", "at", "kind", "source_id", "by")

    class Meta:
        ordering = ("-at",)
        indexes = [models.Index(fields=("case", "-at"), name="timeline_of_case")]

    def __str__(self) -> str:
        return self.kind
