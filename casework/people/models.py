"""The person, apart from their cases; and who they are, apart from everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.crypto.fields import EncryptedTextField
from access.models import OrganisationOwned
from access.permissions import Permission
from access.scoping import OrganisationQuerySet
from casework.vocabulary.fields import CodeField, CodesField

if TYPE_CHECKING:
    from access.actors import Actor


class PersonQuerySet(OrganisationQuerySet):
    def visible_to(self, actor: Actor) -> PersonQuerySet:
        """People of one's own cases; the whole organisation for those who see all cases."""
        from casework.cases.models import Case

        own = self.filter(organisation_id=actor.organisation_id)
        if actor.user is None:
            return own
        if actor.may(Permission.CASE_VIEW_ALL):
            closed = Case.objects.closed_to(actor).values("person_id")
            seen = Case.objects.visible_to(actor).filter(person_id__in=closed)
            return own.exclude(Q(pk__in=closed) & ~Q(pk__in=seen.values("person_id")))
        return own.filter(pk__in=Case.objects.visible_to(actor).values("person_id"))


class Person(OrganisationOwned):
    """Somebody who was helped, known by a code. Holds facts, no name."""

    code = models.CharField(_("code"), max_length=12)
    sex = CodeField(vocabulary="sex", verbose_name=_("sex"), default="unknown")
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    citizenships = CodesField(vocabulary="country", verbose_name=_("citizenships"))
    is_stateless = models.BooleanField(_("stateless"), default=False)
    language = CodeField(vocabulary="language", verbose_name=_("language spoken"), blank=True, default="")
    needs_interpreter = models.BooleanField(_("needs an interpreter"), default=False)
    never_contact = models.BooleanField(_("never call or write"), default=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    objects = PersonQuerySet.as_manager()

    class Privacy:
        sensitive = ("sex", "birth_year", "citizenships", "is_stateless", "language", "needs_interpreter", "never_contact")
        plain = ("id", "organisation", "created_at", "code", "version", "erased_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("organisation", "code"), name="person_code_once"),
            models.CheckConstraint(
                condition=Q(birth_year=None) | Q(birth_year__gte=1900, birth_year__lte=2100), name="person_birth_year_possible"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Identity(OrganisationOwned):
    """Who a person is. Encrypted, read by few, and every look at it is recorded."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="identity")
    surname = EncryptedTextField(_("surname"), of="person_id")
    given_name = EncryptedTextField(_("given name"), of="person_id")
    patronymic = EncryptedTextField(_("patronymic"), of="person_id")
    aliases = EncryptedTextField(_("other names used"), of="person_id")
    birth_date = EncryptedTextField(_("date of birth"), of="person_id")
    iin = EncryptedTextField(_("IIN"), of="person_id")
    phone = EncryptedTextField(_("telephone"), of="person_id")
    documents = EncryptedTextField(_("documents"), of="person_id")
    contact_rules = EncryptedTextField(_("how to contact safely"), of="person_id")
    iin_hash = models.BinaryField(max_length=16, null=True, blank=True)
    phone_hash = models.BinaryField(max_length=16, null=True, blank=True)
    named_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Privacy:
        identifying = (
            "surname",
            "given_name",
            "patronymic",
            "aliases",
            "birth_date",
            "iin",
            "phone",
            "documents",
            "contact_rules",
            "iin_hash",
            "phone_hash",
        )
        plain = ("id", "organisation", "created_at", "person", "named_at")

    class Meta:
        indexes = [
            models.Index(fields=("organisation", "iin_hash"), name="identity_by_iin"),
            models.Index(fields=("organisation", "phone_hash"), name="identity_by_phone"),
            models.Index(fields=("organisation", "named_at"), name="identity_by_change"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def full_name(self) -> str:
        """Surname, given name, patronymic: the order of a Kazakh identity card."""
        return " ".join(part for part in (self.surname, self.given_name, self.patronymic) if part)


class DocumentNumber(OrganisationOwned):
    """The number of a document somebody has, by its keyed hash: found again exactly, never read."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="document_numbers")
    number_hash = models.BinaryField(max_length=16)

    objects = OrganisationQuerySet.as_manager()

    class Privacy:
        identifying = ("number_hash",)
        plain = ("id", "organisation", "created_at", "person")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("organisation", "number_hash", "person"), name="document_number_once")]

    def __str__(self) -> str:
        return str(self.pk)
