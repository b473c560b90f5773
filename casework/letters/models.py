"""Letters as they went out, and the words they are made from."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from access.crypto.fields import EncryptedTextField
from access.models import OrganisationOwned
from access.scoping import OrganisationQuerySet
from casework.attachments.models import Attachment
from casework.cases.models import Case, InCaseQuerySet
from casework.referrals.models import Consent


class LetterKind(models.TextChoices):
    REFERRAL = "referral", _("Referral letter")
    CERTIFICATE = "certificate", _("Certificate of help")
    REQUEST = "request", _("Request to a body")


class LetterLanguage(models.TextChoices):
    RU = "ru", _("In Russian")
    KK = "kk", _("In Kazakh")
    EN = "en", _("In English")


class LetterTemplate(OrganisationOwned):
    """An organisation's own words for one kind of letter in one language. A change makes the next number."""

    kind = models.CharField(_("kind of letter"), max_length=12, choices=LetterKind.choices)
    language = models.CharField(_("language"), max_length=2, choices=LetterLanguage.choices)
    number = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = OrganisationQuerySet.as_manager()

    class Privacy:
        plain = ("id", "organisation", "created_at", "kind", "language", "number", "title", "text", "made_by")

    class Meta:
        ordering = ("kind", "language", "-number")
        constraints = [models.UniqueConstraint(fields=("organisation", "kind", "language", "number"), name="letter_template_number_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.language} {self.number}"


class LetterYear(OrganisationOwned):
    """The last number an organisation gave to a letter in a year."""

    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    objects = OrganisationQuerySet.as_manager()

    class Privacy:
        plain = ("id", "organisation", "created_at", "year", "last")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("organisation", "year"), name="letter_year_once")]

    def __str__(self) -> str:
        return str(self.year)


class Letter(OrganisationOwned):
    """One letter as it went out. Never modified; its bytes lie among the files of the case, sealed by the person's key."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="letters")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    kind = models.CharField(_("kind of letter"), max_length=12, choices=LetterKind.choices)
    language = models.CharField(_("language"), max_length=2, choices=LetterLanguage.choices)
    template = models.ForeignKey(LetterTemplate, on_delete=models.PROTECT, related_name="+", null=True)
    to_person = models.BooleanField(default=False)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="+", null=True)
    recipient = EncryptedTextField(_("recipient"), of="case.person_id")
    places = ArrayField(models.CharField(max_length=20), default=list)
    file = models.OneToOneField(Attachment, on_delete=models.PROTECT, related_name="letter")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = InCaseQuerySet.as_manager()

    class Privacy:
        identifying = ("recipient",)
        sensitive = ("kind", "to_person", "places")
        plain = ("id", "organisation", "created_at", "case", "year", "number", "language", "template", "consent", "file", "by")

    class Meta:
        ordering = ("-year", "-number")
        constraints = [models.UniqueConstraint(fields=("organisation", "year", "number"), name="letter_number_once")]
        indexes = [models.Index(fields=("case", "-year", "-number"), name="letter_of_case")]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return reference_of(self.year, self.number)


def reference_of(year: int, number: int) -> str:
    return f"{year}/{number:04d}"
