"""Calls as they come: the caller by a keyed hash, the story encrypted, the outcome first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.crypto.fields import EncryptedTextField
from access.models import OrganisationOwned
from access.scoping import OrganisationQuerySet
from casework.cases.models import Case
from casework.vocabulary.fields import CodeField, CodesField
from hotline.callbacks.models import CallBackTry as CallBackTry
from hotline.callbacks.rules import CallBackState, GivenUp, Urgency
from hotline.lead.models import CallReview as CallReview
from hotline.shifts.models import Shift as Shift

if TYPE_CHECKING:
    from access.actors import Actor


class CallClass(models.TextChoices):
    """The first click: what kind of contact this is."""

    HELP = "help", _("Somebody needs help")
    INFORMATION = "information", _("Information or advice")
    TIP = "tip", _("A tip about others")
    SILENT = "silent", _("Silent")
    HANG_UP = "hang_up", _("Hung up")
    WRONG_NUMBER = "wrong_number", _("Wrong number")
    PRANK = "prank", _("Prank")
    ABUSIVE = "abusive", _("Abusive")
    THANKS = "thanks", _("Thanks")
    TEST = "test", _("Test call")


NON_CALLS = ("silent", "hang_up", "wrong_number", "prank", "abusive", "thanks", "test")


class Anonymity(models.TextChoices):
    ANONYMOUS = "anonymous", _("Anonymous")
    CONFIDENTIAL = "confidential", _("Confidential")
    NAMED = "named", _("Named")


class Act(models.TextChoices):
    RECRUITMENT = "recruitment", _("Recruited")
    TRANSPORT = "transport", _("Transported")
    TRANSFER = "transfer", _("Handed from one to another")
    HARBOURING = "harbouring", _("Kept or hidden somewhere")
    RECEIPT = "receipt", _("Received by somebody")


class Means(models.TextChoices):
    FORCE = "force", _("Force or threats")
    COERCION = "coercion", _("Other pressure")
    ABDUCTION = "abduction", _("Abduction")
    DECEPTION = "deception", _("Deception")
    POWER = "power", _("Abuse of power")
    VULNERABILITY = "vulnerability", _("Abuse of a weak position")
    PAYMENT = "payment", _("Payment to somebody in control")


class CallQuerySet(OrganisationQuerySet):
    def open(self) -> CallQuerySet:
        return self.filter(closed_at=None)

    def real(self) -> CallQuerySet:
        """Contacts with somebody: silent, wrong-number and test calls left out."""
        return self.exclude(outcome_class__in=NON_CALLS)

    def promised(self) -> CallQuerySet:
        """Calls somebody promised to call back, and nobody has yet; what was given up by decision is over."""
        return self.filter(call_back_by__isnull=False, called_back_at=None).exclude(call_back_state=CallBackState.GIVEN_UP)

    def given_up_ones(self) -> CallQuerySet:
        return self.filter(call_back_state=CallBackState.GIVEN_UP)

    def with_tries(self) -> CallQuerySet:
        """Each with `tried`: how often it was tried since the last promise."""
        tries = CallBackTry.objects.filter(call=OuterRef("pk"), round=OuterRef("call_back_round")).order_by()
        counted: CallQuerySet = self.annotate(tried=Coalesce(Subquery(tries.values("call").annotate(n=Count("pk")).values("n")), 0))
        return counted

    def to_decide(self) -> CallQuerySet:
        """Tried three times, or somebody else answered: the lead says what becomes of it."""
        return self.promised().filter(call_back_state=CallBackState.DECISION)

    def visible_to(self, actor: Actor) -> CallQuerySet:
        return self.filter(organisation_id=actor.organisation_id)


class Call(OrganisationOwned):
    """One contact with the hotline. Anything may be missing until it is closed."""

    code = models.CharField(_("call code"), max_length=12)
    operator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    channel = CodeField(vocabulary="call_channel", verbose_name=_("channel"), default="phone")
    started_at = models.DateTimeField(_("began"), default=timezone.now)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    outcome_class = models.CharField(_("what kind of call"), max_length=20, choices=CallClass.choices, blank=True, default="")
    outcome = CodeField(vocabulary="call_outcome", verbose_name=_("what came of it"), blank=True, default="")
    anonymity = models.CharField(_("caller is"), max_length=12, choices=Anonymity.choices, default=Anonymity.ANONYMOUS)
    caller_kind = CodeField(vocabulary="caller_kind", verbose_name=_("who calls"), blank=True, default="")
    about_self = models.BooleanField(_("calls about themselves"), null=True, blank=True)
    number_hash = models.BinaryField(max_length=16, null=True, blank=True, editable=False)
    number = EncryptedTextField(_("number to call back"), of="case.person_id")
    caller_name = EncryptedTextField(_("name given"), of="case.person_id")
    can_talk = models.BooleanField(_("can talk safely"), null=True, blank=True)
    danger_now = models.BooleanField(_("in danger now"), default=False)
    topics = CodesField(vocabulary="call_topic", verbose_name=_("topics"))
    region = CodeField(vocabulary="region", verbose_name=_("region"), blank=True, default="")
    language = CodeField(vocabulary="language", verbose_name=_("language spoken"), blank=True, default="")
    sex = CodeField(vocabulary="sex", verbose_name=_("sex of the person in need"), blank=True, default="unknown")
    age = models.PositiveSmallIntegerField(_("age, about"), null=True, blank=True)
    acts = ArrayField(models.CharField(max_length=20, choices=Act.choices), default=list, blank=True)
    means = ArrayField(models.CharField(max_length=20, choices=Means.choices), default=list, blank=True)
    purposes = CodesField(vocabulary="exploitation_type", verbose_name=_("for what purpose"))
    notes = EncryptedTextField(_("what was said"), of="case.person_id")
    call_back_by = models.DateTimeField(_("call back by"), null=True, blank=True)
    called_back_at = models.DateTimeField(null=True, blank=True)
    call_back_state = models.CharField(max_length=10, choices=CallBackState.choices, blank=True, default="", editable=False)
    call_back_urgency = models.CharField(_("how soon"), max_length=6, choices=Urgency.choices, blank=True, default="")
    call_back_round = models.PositiveSmallIntegerField(default=0, editable=False)
    safe_from = models.TimeField(_("safe from"), null=True, blank=True)
    safe_until = models.TimeField(_("safe until"), null=True, blank=True)
    leave_no_message = models.BooleanField(_("leave no message, do not say who calls"), default=True)
    given_up = models.CharField(_("why given up"), max_length=14, choices=GivenUp.choices, blank=True, default="")
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    hold_id = models.UUIDField(null=True, blank=True, editable=False)
    no_bed_reason = CodeField(vocabulary="decline_reason", verbose_name=_("why no bed"), blank=True, default="")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="calls", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CallQuerySet.as_manager()

    class Privacy:
        identifying = ("number_hash", "number", "caller_name", "notes")
        sensitive = (
            "anonymity",
            "caller_kind",
            "about_self",
            "can_talk",
            "danger_now",
            "topics",
            "region",
            "language",
            "sex",
            "age",
            "acts",
            "means",
            "purposes",
            "call_back_by",
            "called_back_at",
            "call_back_state",
            "call_back_urgency",
            "safe_from",
            "safe_until",
            "leave_no_message",
            "given_up",
            "no_bed_reason",
        )
        plain = (
            "id",
            "organisation",
            "created_at",
            "code",
            "operator",
            "channel",
            "started_at",
            "closed_at",
            "outcome_class",
            "outcome",
            "hold_id",
            "case",
            "version",
            "call_back_round",
            "claimed_by",
            "claimed_until",
        )

    class Meta:
        ordering = ("-started_at",)
        constraints = [
            models.UniqueConstraint(fields=("organisation", "code"), name="call_code_once"),
            models.CheckConstraint(condition=Q(closed_at=None) | ~Q(outcome_class=""), name="call_closed_has_a_class"),
            models.CheckConstraint(condition=Q(safe_from=None, safe_until=None) | Q(safe_from__isnull=False, safe_until__isnull=False), name="call_safe_hours_both"),
            models.CheckConstraint(condition=~Q(call_back_state="given_up") | ~Q(given_up=""), name="call_given_up_has_a_reason"),
            models.CheckConstraint(condition=Q(claimed_by=None, claimed_until=None) | Q(claimed_by__isnull=False, claimed_until__isnull=False), name="call_claim_runs_out"),
            models.CheckConstraint(condition=Q(age=None) | Q(age__lte=120), name="call_age_possible"),
        ]
        indexes = [
            models.Index(fields=("organisation", "-started_at"), name="call_newest"),
            models.Index(fields=("organisation", "number_hash"), condition=~Q(number_hash=None), name="call_by_number"),
            models.Index(fields=("organisation", "call_back_by"), condition=Q(called_back_at=None), name="call_back_due"),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("call-detail", kwargs={"call_id": self.pk})

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def is_promised(self) -> bool:
        """Whether somebody is still to be called back."""
        return self.call_back_by is not None and self.called_back_at is None and self.call_back_state != CallBackState.GIVEN_UP

    def claimed_now(self) -> bool:
        return self.claimed_until is not None and self.claimed_until > timezone.now()
