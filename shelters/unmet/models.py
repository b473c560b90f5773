"""Those for whom there was no bed: who waits, with what reasons to come first, and who was turned away and why."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.crypto.fields import EncryptedTextField
from access.models import OrganisationOwned
from access.scoping import OrganisationQuerySet
from casework.vocabulary.fields import CodeField
from shelters.unmet.rules import rank


class Urgency(models.TextChoices):
    """Why somebody should come before others."""

    DANGER = "danger", _("In danger tonight")
    STREET = "street", _("Nowhere to sleep")
    CHILD = "child", _("A child, or with children")
    PREGNANT = "pregnant", _("Pregnant")
    ILL = "ill", _("Ill or injured")
    MUST_LEAVE = "must_leave", _("Must leave where they are now")


class WaitingEnd(models.TextChoices):
    PLACED = "placed", _("Has a bed")
    TURNED_AWAY = "turned_away", _("Turned away")
    NOT_NEEDED = "not_needed", _("Does not need it any more")


class TurnAwayReason(models.TextChoices):
    NO_BED = "no_bed", _("No suitable bed")
    NOT_ELIGIBLE = "not_eligible", _("Does not meet the rules of the house")
    TOO_FAR = "too_far", _("Too far away")
    OTHER = "other", _("Something else")


class WaitingQuerySet(OrganisationQuerySet):
    def open(self) -> WaitingQuerySet:
        return self.filter(ended_at=None)

    def first_come(self) -> list[WaitingEntry]:
        """Everybody who waits, the most urgent first, and among equals who has waited longest."""
        rows = self.open().select_related("asked_by")
        return sorted(rows, key=lambda entry: (-rank(entry.urgency), entry.created_at))


class Wanted(OrganisationOwned):
    """For whom a bed was looked for, as far as anybody may know before admission."""

    sex = CodeField(vocabulary="sex", verbose_name=_("sex"), default="unknown")
    age_band = CodeField(vocabulary="age_band_report", verbose_name=_("age group"), blank=True, default="")
    needs = ArrayField(models.CharField(max_length=40), verbose_name=_("needs"), default=list, blank=True)
    region = CodeField(vocabulary="region", verbose_name=_("region"), blank=True, default="")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


class WaitingEntry(Wanted):
    """Somebody waits for a bed. What is written about them goes when they do not wait any more."""

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    first_day = models.DateField(_("from"), default=timezone.localdate)
    urgency = ArrayField(models.CharField(max_length=12, choices=Urgency.choices), verbose_name=_("reasons to come first"), default=list, blank=True)
    words = EncryptedTextField(_("how they are reached"), of="case.person_id")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_how = models.CharField(_("how it ended"), max_length=12, choices=WaitingEnd.choices, blank=True, default="")

    objects = WaitingQuerySet.as_manager()

    class Privacy:
        identifying = ("words",)
        sensitive = ("sex", "age_band", "needs", "region", "first_day", "urgency", "ended_how")
        plain = ("id", "organisation", "created_at", "case", "asked_by", "ended_at")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_how="") | (Q(ended_at__isnull=False) & ~Q(ended_how="")), name="waiting_ended_somehow"
            )
        ]
        indexes = [models.Index(fields=("organisation", "created_at"), condition=Q(ended_at=None), name="waiting_open")]

    def get_urgency_display(self) -> list[str]:
        return [str(Urgency(code).label) for code in self.urgency if code in Urgency.values]

    @property
    def query(self) -> str:
        """The same search again. Nothing in it names anybody."""
        from urllib.parse import urlencode

        known = {name: value for name in ("sex", "age_band", "region") if (value := getattr(self, name)) not in {"", "unknown"}}
        day = max(self.first_day, timezone.localdate()).isoformat()
        return urlencode({**known, "needs": self.needs, "first_day": day}, doseq=True)


class TurnAway(Wanted):
    """Somebody needed a bed and got none. Counted as unmet need; says nothing of who it was."""

    day = models.DateField(_("day"), default=timezone.localdate)
    reason = models.CharField(_("reason"), max_length=12, choices=TurnAwayReason.choices)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = OrganisationQuerySet.as_manager()

    class Privacy:
        sensitive = ("sex", "age_band", "needs", "region", "day", "reason")
        plain = ("id", "organisation", "created_at", "recorded_by")

    class Meta:
        ordering = ("-day", "-created_at")
        indexes = [models.Index(fields=("organisation", "day"), name="turn_away_by_day")]
