"""Consent, and the referral it allows. A partner sees nothing identifying before accepting, and afterwards only the sealed package."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.crypto.fields import EncryptedTextField
from access.models import Organisation, OrganisationOwned
from access.scoping import OrganisationQuerySet
from casework.attachments.models import Attachment
from casework.cases.models import Case, InCaseQuerySet, in_cases_seen_by
from casework.family.models import GuardianGround
from casework.vocabulary import VOCABULARIES
from casework.vocabulary.fields import CodeField, CodesField

if TYPE_CHECKING:
    from access.actors import Actor


class FieldGroup(models.TextChoices):
    """What a person may agree to share, as they are asked it."""

    NAME = "name", _("Name and date of birth")
    CONTACT = "contact", _("How to reach me safely")
    DOCUMENTS = "documents", _("Identity documents and IIN")
    EXPLOITATION = "exploitation", _("What happened to me")
    HEALTH = "health", _("Health needs")
    LEGAL = "legal", _("Legal status and court case")
    SERVICES = "services", _("Help received so far")


class ConsentState(models.TextChoices):
    GIVEN = "given", _("Given")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class GivenBy(models.TextChoices):
    """Who answered. For a child it is never the child alone."""

    PERSON = "person", _("The person themselves")
    GUARDIAN = "guardian", _("A parent or guardian, after hearing the child")
    BEST_INTEREST = "interest", _("Nobody answers for the child: decided in the child's best interest")


class ChildOpinion(models.TextChoices):
    AGREES = "agrees", _("The child agrees")
    OBJECTS = "objects", _("The child does not want it")
    TOO_YOUNG = "too_young", _("Too young to be asked")


GROUNDS = (GuardianGround.PARENT, GuardianGround.COURT, GuardianGround.AUTHORITY, GuardianGround.ATTORNEY)
PASSING = ("referral", "police")  # purposes under which something leaves the house


class ConsentQuerySet(InCaseQuerySet):
    def live(self, on: date) -> ConsentQuerySet:
        """Given, not withdrawn and not run out on this day."""
        return self.filter(state=ConsentState.GIVEN, given_on__lte=on, expires_on__gte=on)

    def for_passing_on(self) -> ConsentQuerySet:
        return self.filter(purpose__in=PASSING)


class Consent(OrganisationOwned):
    """The person agreed (or refused) that one recipient, or one kind of recipient, gets certain things for one purpose until a day.

    Never modified but by taking it back, and by the signed form that may come later.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consents")
    recipient = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("recipient"), null=True, blank=True)
    recipient_kind = CodeField(vocabulary="partner_type", verbose_name=_("kind of recipient"), blank=True, default="")
    purpose = CodeField(vocabulary="consent_purpose", verbose_name=_("purpose"))
    field_groups = ArrayField(models.CharField(max_length=20, choices=FieldGroup.choices), default=list, blank=True)
    state = models.CharField(_("answer"), max_length=10, choices=ConsentState.choices)
    language = CodeField(vocabulary="language", verbose_name=_("explained in"))
    given_on = models.DateField(_("asked on"))
    expires_on = models.DateField(_("valid until"))
    withdrawn_on = models.DateField(null=True, blank=True)
    given_by = models.CharField(_("who answered"), max_length=10, choices=GivenBy.choices, default=GivenBy.PERSON)
    guardian_ground = models.CharField(
        _("on what ground"), max_length=10, choices=[(one.value, one.label) for one in GROUNDS], blank=True, default=""
    )
    child_opinion = models.CharField(_("what the child says"), max_length=10, choices=ChildOpinion.choices, blank=True, default="")
    guardian = EncryptedTextField(_("name of the guardian, and the paper that shows it"), of="case.person_id")
    best_interest = EncryptedTextField(_("why it is best for the child"), of="case.person_id")
    interpreter = EncryptedTextField(_("interpreter"), of="case.person_id")
    witness = EncryptedTextField(_("witness"), of="case.person_id")
    form = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)

    objects = ConsentQuerySet.as_manager()

    class Privacy:
        identifying = ("guardian", "best_interest", "interpreter", "witness")
        sensitive = (
            "recipient", "recipient_kind", "purpose", "field_groups", "state", "language", "given_on", "expires_on", "withdrawn_on",
            "given_by", "guardian_ground", "child_opinion",
        )  # fmt: skip
        plain = ("id", "organisation", "created_at", "case", "form", "by")

    class Meta:
        ordering = ("-given_on", "-created_at")
        constraints = [
            models.CheckConstraint(condition=Q(expires_on__gte=F("given_on")), name="consent_days_in_order"),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_on__isnull=False) | (~Q(state="withdrawn") & Q(withdrawn_on=None)),
                name="consent_withdrawn_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="given") | Q(field_groups__len__gt=0), name="consent_given_covers_something"
            ),
            models.CheckConstraint(
                condition=Q(recipient=None) & ~Q(recipient_kind="") | Q(recipient__isnull=False, recipient_kind=""),
                name="consent_is_for_one_or_one_kind",
            ),
            models.CheckConstraint(
                condition=Q(given_by="guardian") & ~Q(guardian_ground="") | ~Q(given_by="guardian") & Q(guardian_ground=""),
                name="consent_guardian_has_a_ground",
            ),
            models.CheckConstraint(
                condition=~Q(given_by="interest", state="given") | ~Q(child_opinion=""), name="consent_best_interest_heard_the_child"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def recipient_name(self) -> str:
        """Who it is for, in words; a kind of recipient in the reader's language."""
        return self.recipient.name if self.recipient is not None else str(VOCABULARIES["partner_type"].label(self.recipient_kind))

    def is_live(self, on: date) -> bool:
        return self.state == ConsentState.GIVEN and self.given_on <= on <= self.expires_on


class ReferralState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SENT = "sent", _("Sent")
    RECEIVED = "received", _("Received")
    ACCEPTED = "accepted", _("Accepted")
    WAITING_LIST = "waiting_list", _("On the waiting list")
    DECLINED = "declined", _("Declined")
    IN_PROGRESS = "in_progress", _("In progress")
    COMPLETED = "completed", _("Completed")
    NO_ANSWER = "no_answer", _("No answer")
    WITHDRAWN = "withdrawn", _("Withdrawn by the sender")
    REVOKED = "revoked", _("Consent withdrawn")


OPEN_STATES = (ReferralState.ACCEPTED, ReferralState.IN_PROGRESS)
TAKEN_BACK = (ReferralState.WITHDRAWN, ReferralState.REVOKED)


class Urgency(models.TextChoices):
    NOW = "now", _("Danger now")
    TODAY = "today", _("Today")
    WEEK = "week", _("This week")
    PLANNED = "planned", _("Planned")


class ReferralQuerySet(OrganisationQuerySet):
    def visible_to(self, actor: Actor) -> ReferralQuerySet:
        """Sent for a case one sees, or addressed to one's organisation and really sent."""
        sent = in_cases_seen_by(actor)
        return self.filter(sent | self.addressed_to(actor))

    @staticmethod
    def addressed_to(actor: Actor) -> Q:
        from access.permissions import Permission

        if not actor.may(Permission.REFERRAL_RECEIVE):
            return Q(pk=None)
        return Q(recipient_id=actor.organisation_id, sent_at__isnull=False) & ~Q(state=ReferralState.DRAFT)

    def received_by(self, actor: Actor) -> ReferralQuerySet:
        return self.filter(self.addressed_to(actor))

    def sent_by(self, actor: Actor) -> ReferralQuerySet:
        return self.filter(in_cases_seen_by(actor))

    def end_to_read(self, actor: Actor) -> ReferralQuerySet:
        """Taken back by the sender or the person, and nobody here has said yet that they know."""
        return self.received_by(actor).filter(state__in=TAKEN_BACK, sent_at__isnull=False, end_read_at=None)

    def awaiting_answer(self) -> ReferralQuerySet:
        return self.filter(state__in=(ReferralState.SENT, ReferralState.RECEIVED))


class Referral(OrganisationOwned):
    """A request to a partner. It begins without identity: a code, an age band, needs and urgency."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="referrals")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="referrals", null=True)
    exception = models.ForeignKey("casework.ConsentException", on_delete=models.PROTECT, related_name="referrals", null=True)
    recipient = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("to whom"))
    code = models.CharField(_("referral code"), max_length=12)
    state = models.CharField(_("state"), max_length=14, choices=ReferralState.choices, default=ReferralState.DRAFT)
    reason = CodeField(vocabulary="referral_reason", verbose_name=_("reason"))
    needs = CodesField(vocabulary="service", verbose_name=_("help asked for"))
    urgency = models.CharField(_("urgency"), max_length=10, choices=Urgency.choices, default=Urgency.WEEK)
    sex = CodeField(vocabulary="sex", verbose_name=_("sex"), default="unknown")
    age_band = CodeField(vocabulary="age_band_report", verbose_name=_("age group"), blank=True, default="")
    language = CodeField(vocabulary="language", verbose_name=_("language spoken"), blank=True, default="")
    call_back = models.CharField(_("worker's number for questions"), max_length=40, blank=True, default="")
    sent_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    decline_reason = CodeField(vocabulary="decline_reason", verbose_name=_("reason"), blank=True, default="")
    outcome = models.CharField(_("what was done"), max_length=10, blank=True, default="")
    provided = CodesField(vocabulary="service", verbose_name=_("what was provided"))
    end_read_at = models.DateTimeField(null=True, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Privacy:
        sensitive = (
            "recipient",
            "reason",
            "needs",
            "urgency",
            "sex",
            "age_band",
            "language",
            "call_back",
            "decline_reason",
            "outcome",
            "provided",
        )
        plain = (
            "id",
            "organisation",
            "created_at",
            "case",
            "consent",
            "exception",
            "code",
            "state",
            "sent_at",
            "answered_at",
            "completed_at",
            "end_read_at",
        )

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.UniqueConstraint(fields=("organisation", "code"), name="referral_code_once"),
            models.CheckConstraint(condition=~Q(recipient=F("organisation")), name="referral_goes_to_another"),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "withdrawn")) | Q(sent_at__isnull=False), name="referral_sent_has_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decline_reason=""), name="referral_declined_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(consent__isnull=False, exception=None) | Q(consent=None, exception__isnull=False)
                | Q(state__in=("draft", "withdrawn"), consent=None, exception=None),
                name="referral_rests_on_consent",
            ),
        ]
        indexes = [
            models.Index(fields=("recipient", "state", "-sent_at"), name="referral_inbox"),
            models.Index(fields=("organisation", "state", "-created_at"), name="referral_outbox"),
            models.Index(fields=("organisation", "-created_at", "id"), name="referral_newest"),
        ]

    def __str__(self) -> str:
        return self.code


class Outcome(models.TextChoices):
    """What came of a referral, in the partner's word."""

    DONE = "done", _("Done")
    PARTLY = "partly", _("Done in part")
    NOT_DONE = "not_done", _("Not done")


class StateChangeQuerySet(OrganisationQuerySet):
    def visible_to(self, actor: Actor) -> StateChangeQuerySet:
        """Moves of the referrals one sees, by whichever side."""
        return self.filter(referral_id__in=Referral.objects.visible_to(actor).values("pk"))


class ReferralStateChange(OrganisationOwned):
    """A referral moved. Never modified; kept by the side that moved it."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="state_changes")
    recipient = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=14, choices=ReferralState.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField(default=timezone.now)

    objects = StateChangeQuerySet.as_manager()

    class Privacy:
        plain = ("id", "organisation", "created_at", "referral", "recipient", "state", "by", "at")

    class Meta:
        ordering = ("at",)

    def __str__(self) -> str:
        return self.state


class PackageQuerySet(OrganisationQuerySet):
    def visible_to(self, actor: Actor) -> PackageQuerySet:
        """The recipient's, and only while it stands open: accepted, not finished, consent still running."""
        return self.filter(
            referral_id__in=Referral.objects.received_by(actor).filter(state__in=OPEN_STATES).values("pk"),
            recipient_id=actor.organisation_id,
            closed_at=None,
            open_until__gte=timezone.localdate(),
            closes_at__gt=timezone.now(),
        )


class SharedPackage(OrganisationOwned):
    """The consented fields as they were at sending, sealed with the recipient's key. Opens on acceptance, closes with the consent."""

    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="package")
    recipient = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    field_groups = ArrayField(models.CharField(max_length=20), default=list)
    content = EncryptedTextField(key_owner="recipient_id")
    open_until = models.DateField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = PackageQuerySet.as_manager()

    class Privacy:
        identifying = ("content",)
        sensitive = ("field_groups", "open_until", "closes_at", "closed_at")
        plain = ("id", "organisation", "created_at", "referral", "recipient")

    def __str__(self) -> str:
        return str(self.pk)
