"""The register of legal requests: who asked for what, on which ground, and what they were given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.crypto.fields import EncryptedTextField
from access.models import OrganisationOwned
from access.permissions import Permission
from access.scoping import OrganisationQuerySet
from casework.cases.models import Case
from casework.referrals.models import FieldGroup
from casework.vocabulary.fields import CodeField

if TYPE_CHECKING:
    from access.actors import Actor


class Ground(models.TextChoices):
    """On what the request rests."""

    COURT = "court", _("Court order")
    PROSECUTOR = "prosecutor", _("Request of a prosecutor")
    INVESTIGATOR = "investigator", _("Request of an investigator or of the police")
    LAWYER = "lawyer", _("Request of a lawyer")
    PERSON = "person", _("Request of the person themselves")
    OTHER = "other", _("Another letter")


class LegalState(models.TextChoices):
    RECEIVED = "received", _("To be weighed")
    ASKED = "asked", _("Waiting for the second person")
    ANSWERED = "answered", _("A copy was handed over")
    REFUSED = "refused", _("Refused")


class LegalQuerySet(OrganisationQuerySet):
    def visible_to(self, actor: Actor) -> LegalQuerySet:
        """For those who answer such letters, and those who decide with them."""
        may = actor.may(Permission.LEGAL_REQUEST) or actor.may(Permission.APPROVAL_DECIDE)
        return self.filter(organisation_id=actor.organisation_id) if may else self.none()

    def to_weigh(self) -> LegalQuerySet:
        return self.filter(state=LegalState.RECEIVED)

    def to_tell(self) -> LegalQuerySet:
        """Something was handed over and the person does not know yet."""
        return self.filter(state=LegalState.ANSWERED, person_told_on=None)


class LegalRequest(OrganisationOwned):
    """Somebody with an office asks for what is in a file. It is weighed, answered or refused, and stays on record."""

    code = models.CharField(_("code"), max_length=12)
    authority_kind = CodeField(vocabulary="partner_type", verbose_name=_("kind of office"))
    authority = EncryptedTextField(_("which office, and who signed"))
    letter = EncryptedTextField(_("number and date of the letter"))
    ground = models.CharField(_("ground"), max_length=12, choices=Ground.choices)
    asked_for = EncryptedTextField(_("what they ask for"))
    received_on = models.DateField(_("received on"), default=timezone.localdate)
    due_on = models.DateField(_("to be answered by"), null=True, blank=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=LegalState.choices, default=LegalState.RECEIVED)
    field_groups = ArrayField(models.CharField(max_length=20, choices=FieldGroup.choices), default=list, blank=True)
    decision = EncryptedTextField(_("why"))
    answered_on = models.DateField(null=True)
    person_told_on = models.DateField(_("the person was told on"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)

    objects = LegalQuerySet.as_manager()

    class Privacy:
        identifying = ("authority", "letter", "asked_for", "decision")
        sensitive = ("authority_kind", "ground", "received_on", "due_on", "field_groups", "answered_on", "person_told_on")
        plain = ("id", "organisation", "created_at", "code", "case", "state", "by")

    class Meta:
        ordering = ("-received_on", "-created_at")
        constraints = [
            models.UniqueConstraint(fields=("organisation", "code"), name="legal_code_once"),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answered_on__isnull=False, case__isnull=False, field_groups__len__gt=0),
                name="legal_answered_says_what",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def groups(self) -> list[str]:
        return [str(FieldGroup(group).label) for group in self.field_groups]
