"""Programmes and their donors, frozen months, the ledger, reports and their files. No row here names a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.models import Organisation, OrganisationOwned
from access.scoping import OrganisationQuerySet
from casework.vocabulary.fields import CodesField
from reports.checks import DataCheck as DataCheck
from reports.checks import TextCheck as TextCheck
from reports.context.models import ContextFigure as ContextFigure
from reports.logos.models import Logo as Logo
from reports.workflow import HAS_FIGURES, IN_WORK, SHOWN_TO_DONORS, ReportState

if TYPE_CHECKING:
    from access.actors import Actor


class ProgrammeQuerySet(OrganisationQuerySet):
    """Programmes of the own organisation, and for a donor those it funds."""

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(Q(organisation_id=actor.organisation_id) | Q(donor_id=actor.organisation_id))


class Programme(OrganisationOwned):
    """What a donor funds: where, which indicators, in which language. One report a period follows from it."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    donor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("donor"))
    regions = CodesField(vocabulary="region", verbose_name=_("regions"))
    indicators = ArrayField(models.CharField(max_length=40), verbose_name=_("indicators"), default=list)
    breakdowns = ArrayField(models.CharField(max_length=40), verbose_name=_("breakdowns"), default=list, blank=True)
    language = models.CharField(_("language"), max_length=2, default="en")
    k = models.PositiveSmallIntegerField(_("smallest group that may be shown"), default=5)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    cadences = ArrayField(models.CharField(max_length=10), verbose_name=_("reports are due"), default=list, blank=True)
    due_days = models.PositiveSmallIntegerField(_("days after the end of the period"), default=15)
    reports_from = models.DateField(_("reports are due from"), null=True, blank=True)
    logo = models.ForeignKey(Logo, on_delete=models.PROTECT, related_name="+", verbose_name=_("logo"), null=True)
    version = models.PositiveIntegerField(default=1)

    objects = ProgrammeQuerySet.as_manager()

    class Privacy:
        plain = (
            "id", "organisation", "created_at", "code", "name", "donor", "regions", "indicators", "breakdowns", "language",
            "k", "starts_on", "ends_on", "is_active", "cadences", "due_days", "reports_from", "logo", "version",
        )  # fmt: skip

    class Meta:
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(condition=Q(k__gte=5, k__lte=11), name="programme_k_between_5_and_11"),
            models.CheckConstraint(condition=Q(indicators__len__gt=0), name="programme_has_indicators"),
            models.CheckConstraint(condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="programme_ends_after_start"),
            models.CheckConstraint(condition=Q(due_days__gte=1, due_days__lte=120), name="programme_due_within_120_days"),
        ]

    def __str__(self) -> str:
        return self.code


class MonthSnapshot(OrganisationOwned):
    """One closed month, frozen for ever: rows of (token, indicator, place, attributes) and counts of things.

    A token is a keyed hash of person and year: it lets a person be counted once in a year and leads to nobody.
    `late` and `late_items` say which of the counts belong to months that were frozen before (late.py).
    `counted` names the indicators that were declared when it was frozen; those of later releases it does not know.
    """

    month = models.CharField(max_length=7)
    rows = models.JSONField(default=list)
    items = models.JSONField(default=list)
    late = models.JSONField(default=list)
    late_items = models.JSONField(default=list)
    counted = ArrayField(models.CharField(max_length=40), default=list)
    sha256 = models.CharField(max_length=64)

    objects = OrganisationQuerySet.as_manager()

    class Privacy:
        sensitive = ("rows", "late")
        plain = ("id", "organisation", "created_at", "month", "items", "late_items", "counted", "sha256")

    class Meta:
        ordering = ("month",)
        constraints = [models.UniqueConstraint(fields=("organisation", "month"), name="month_frozen_once")]

    def __str__(self) -> str:
        return self.month


class LedgerFigure(OrganisationOwned):
    """A figure that was decided to be publishable, for any audience. Append-only, chained by hashes."""

    seq = models.PositiveIntegerField()
    figure = models.JSONField()
    hash = models.CharField(max_length=64)

    objects = OrganisationQuerySet.as_manager()

    class Privacy:
        plain = ("id", "organisation", "created_at", "seq", "figure", "hash")

    class Meta:
        ordering = ("seq",)
        constraints = [models.UniqueConstraint(fields=("organisation", "seq"), name="ledger_in_one_line")]

    def __str__(self) -> str:
        return str(self.seq)


class ReportQuerySet(OrganisationQuerySet):
    """The organisation's own reports; for a donor the published (and visibly withdrawn) ones of its programmes."""

    def visible_to(self, actor: Actor) -> Self:
        funded = Q(donor_id=actor.organisation_id, state__in=SHOWN_TO_DONORS)
        return self.filter(Q(organisation_id=actor.organisation_id) | funded)

    def shown_to_donors(self) -> Self:
        return self.filter(state__in=SHOWN_TO_DONORS)

    def waiting(self) -> Self:
        return self.filter(state=ReportState.SUBMITTED)

    def to_check(self) -> Self:
        return self.filter(state=ReportState.CHECKING)

    def unfinished(self) -> Self:
        return self.filter(state__in=(ReportState.DRAFT, ReportState.RETURNED, ReportState.FAILED))

    def overdue(self) -> Self:
        """Promised for a day that has passed, and not given out yet."""
        return self.filter(due_on__lt=timezone.localdate()).exclude(state__in=SHOWN_TO_DONORS)


class Report(OrganisationOwned):
    """The report of a programme for a period. Holds only figures that may be shown."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="reports")
    donor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(_("period"), max_length=20)
    state = models.CharField(_("state"), max_length=10, choices=ReportState.choices, default=ReportState.BUILDING)
    progress = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=20, blank=True, default="")
    problem = models.CharField(max_length=20, blank=True, default="")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    by_command = models.BooleanField(default=False)
    k = models.PositiveSmallIntegerField(default=5)
    setup = models.JSONField(default=dict)
    figures = models.JSONField(default=list)
    absences = models.JSONField(default=list)
    context = models.JSONField(default=list)
    certificate = models.TextField(blank=True, default="")
    snapshot_hash = models.CharField(max_length=64, blank=True, default="")
    late_told = models.PositiveIntegerField(default=0)
    hashes = models.JSONField(default=dict)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    replaces_reference = models.CharField(max_length=80, blank=True, default="")
    due_on = models.DateField(_("due on"), null=True)
    narrative = models.JSONField(default=dict)
    reason = models.CharField(_("reason"), max_length=500, blank=True, default="")
    built_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = ReportQuerySet.as_manager()

    class Privacy:
        sensitive = ("certificate",)
        plain = (
            "id", "organisation", "created_at", "programme", "donor", "period", "state", "progress", "step", "problem",
            "author", "approver", "by_command", "k", "setup", "figures", "absences", "context", "snapshot_hash", "late_told", "hashes",
            "replaces", "replaces_reference", "due_on", "narrative", "reason", "built_at", "submitted_at", "published_at", "withdrawn_at",
            "version",
        )  # fmt: skip

    class Meta:
        ordering = ("-period", "-created_at")
        constraints = [
            models.UniqueConstraint(
                fields=("programme", "period"), condition=~Q(state="withdrawn"), name="one_report_a_period"
            ),
            models.CheckConstraint(
                condition=Q(author=None) | Q(approver=None) | ~Q(author=F("approver")), name="approver_is_not_author"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("published", "withdrawn"))
                | (Q(published_at__isnull=False) & (Q(approver__isnull=False) | Q(by_command=True))),
                name="published_is_approved",
            ),
            models.CheckConstraint(
                condition=~Q(state="publishing") | Q(approver__isnull=False) | Q(by_command=True), name="publishing_is_approved"
            ),
        ]
        indexes = [models.Index(fields=("organisation", "state"), name="report_by_state")]

    def __str__(self) -> str:
        return self.period

    @property
    def reference(self) -> str:
        """What the report is called for ever: period, programme and a few signs of its id."""
        return f"{self.period}/{self.setup.get('code', '')}/{str(self.pk)[:8]}"

    @property
    def tone(self) -> str:
        return TONES.get(str(self.state), "plain")

    @property
    def is_editable(self) -> bool:
        return self.state in {ReportState.DRAFT, ReportState.RETURNED}

    @property
    def has_figures(self) -> bool:
        return self.state in HAS_FIGURES

    @property
    def is_in_work(self) -> bool:
        """A worker is at it; the page shows how far."""
        return self.state in IN_WORK

    @property
    def is_overdue(self) -> bool:
        return self.due_on is not None and self.due_on < timezone.localdate() and self.state not in SHOWN_TO_DONORS


TONES: dict[str, str] = {
    "checking": "warn",
    "publishing": "info",
    "draft": "info",
    "submitted": "warn",
    "returned": "bad",
    "failed": "bad",
    "published": "good",
    "withdrawn": "bad",
}


class ReportFileQuerySet(OrganisationQuerySet):
    """Files of the own reports; for a donor those of reports that are still published to it."""

    def visible_to(self, actor: Actor) -> Self:
        given = Q(donor_id=actor.organisation_id, report__state=ReportState.PUBLISHED)
        return self.filter(Q(organisation_id=actor.organisation_id) | given)


class ReportFile(OrganisationOwned):
    """A file of a published report, byte for byte as it was given out, with its hash."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="files")
    donor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    objects = ReportFileQuerySet.as_manager()

    class Privacy:
        sensitive = ("content",)  # what is given out is protected already; that it was taken is recorded
        plain = ("id", "organisation", "created_at", "report", "donor", "kind", "sha256")

    class Meta:
        ordering = ("kind",)
        constraints = [models.UniqueConstraint(fields=("report", "kind"), name="one_file_a_kind")]

    def __str__(self) -> str:
        return self.kind
