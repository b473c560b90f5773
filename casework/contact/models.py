"""How somebody can be reached without putting them in danger, as agreed with them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.crypto.fields import EncryptedTextField
from access.models import OrganisationOwned
from access.scoping import OrganisationQuerySet
from casework.contact.rules import Channel, Terms
from casework.people.models import Person
from casework.vocabulary.fields import CodeField

SEALED = ("introduce_as", "code_word", "through", "messenger", "email", "letter", "who_may_know")


class SafeContact(OrganisationOwned):
    """What the person agreed to. "Never call or write" stands on the person, older words in the identity; both are changed here too."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="safe_contact")
    allowed = ArrayField(models.CharField(max_length=10, choices=Channel.choices), default=list, blank=True)
    days = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    hour_from = models.TimeField(_("from"), null=True, blank=True)
    hour_until = models.TimeField(_("until"), null=True, blank=True)
    language = CodeField(vocabulary="language", verbose_name=_("language of the call"), blank=True, default="")
    leaves_no_message = models.BooleanField(_("leave no message"), default=True)
    introduce_as = EncryptedTextField(_("who to say is calling"), of="person_id")
    code_word = EncryptedTextField(_("code word"), of="person_id")
    through = EncryptedTextField(_("through whom"), of="person_id")
    messenger = EncryptedTextField(_("messenger and number"), of="person_id")
    email = EncryptedTextField(_("e-mail"), of="person_id")
    letter = EncryptedTextField(_("address for letters"), of="person_id")
    who_may_know = EncryptedTextField(_("who may know"), of="person_id")
    agreed_on = models.DateField(_("agreed on"), default=timezone.localdate)
    review_on = models.DateField(_("to be asked again"))
    version = models.PositiveIntegerField(default=1)

    objects = OrganisationQuerySet.as_manager()

    class Privacy:
        identifying = SEALED
        sensitive = (
            "allowed",
            "days",
            "hour_from",
            "hour_until",
            "language",
            "leaves_no_message",
            "agreed_on",
            "review_on",
        )
        plain = ("id", "organisation", "created_at", "person", "version")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(hour_from=None, hour_until=None)
                | Q(hour_from__isnull=False, hour_until__isnull=False) & ~Q(hour_from=models.F("hour_until")),
                name="contact_hours_are_a_span",
            ),
            models.CheckConstraint(condition=Q(review_on__gt=models.F("agreed_on")), name="contact_reviewed_later"),
        ]
        indexes = [models.Index(fields=("organisation", "review_on"), name="contact_review")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def terms(self) -> Terms:
        """What the rule needs; whether there are words is seen without opening them."""
        has_words = any(bool(self.__dict__.get(name)) for name in ("introduce_as", "code_word"))
        return Terms(
            frozenset(self.allowed), frozenset(self.days), self.hour_from, self.hour_until, self.language, self.leaves_no_message, has_words,
            self.review_on,
        )  # fmt: skip
