"""The family of a person and the children who depend on them: known here by code, or only described."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.crypto.fields import EncryptedTextField
from access.models import OrganisationOwned
from casework.papers.models import OfPersonQuerySet
from casework.people.models import Person
from casework.vocabulary.fields import CodeField

ADULT = 18


class Relation(models.TextChoices):
    """Who they are to the person."""

    CHILD = "child", _("Child")
    PARTNER = "partner", _("Husband, wife or partner")
    MOTHER = "mother", _("Mother")
    FATHER = "father", _("Father")
    SIBLING = "sibling", _("Brother or sister")
    GRANDPARENT = "grandparent", _("Grandparent")
    OTHER = "other", _("Another relative or close person")


class Whereabouts(models.TextChoices):
    """Where they are, seen from the person (for children: the words of child protection)."""

    ACCOMPANYING = "accompanying", _("With the person")
    SEPARATED = "separated", _("Separated: with another adult of the family")
    UNACCOMPANIED = "unaccompanied", _("Unaccompanied: with no adult who answers for them")
    AT_HOME = "at_home", _("At home, in the place of origin")
    ELSEWHERE = "elsewhere", _("Somewhere else")
    UNKNOWN = "unknown", _("Not known")


class GuardianGround(models.TextChoices):
    """On what ground somebody answers for a child."""

    PARENT = "parent", _("A parent")
    COURT = "court", _("Decision of a court")
    AUTHORITY = "authority", _("Appointed by the guardianship authority")
    ATTORNEY = "attorney", _("Power of attorney of a parent")
    FACTUAL = "factual", _("Cares for the child without papers")
    NOBODY = "nobody", _("Nobody yet")


class Relative(OrganisationOwned):
    """Somebody of the family. Names and words are sealed with the key of the person whose family it is."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relatives")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="named_as_relative", null=True, blank=True)
    relation = models.CharField(_("who they are"), max_length=12, choices=Relation.choices)
    whereabouts = models.CharField(_("where they are"), max_length=14, choices=Whereabouts.choices, default=Whereabouts.UNKNOWN)
    sex = CodeField(vocabulary="sex", verbose_name=_("sex"), default="unknown")
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    is_in_danger = models.BooleanField(_("in danger"), default=False)
    name = EncryptedTextField(_("name"), of="person_id")
    words = EncryptedTextField(_("what is known"), of="person_id")
    guardian_ground = models.CharField(_("ground of the guardian"), max_length=10, choices=GuardianGround.choices, blank=True, default="")
    guardian = EncryptedTextField(_("who answers for the child"), of="person_id")
    version = models.PositiveIntegerField(default=1)

    objects = OfPersonQuerySet.as_manager()

    class Privacy:
        identifying = ("name", "words", "guardian")
        sensitive = ("relation", "whereabouts", "sex", "birth_year", "is_in_danger", "guardian_ground")
        plain = ("id", "organisation", "created_at", "person", "other", "version")

    class Meta:
        ordering = ("created_at", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(other=None) | ~Q(other=F("person")), name="relative_is_another"),
            models.CheckConstraint(condition=Q(birth_year=None) | Q(birth_year__gte=1900, birth_year__lte=2100), name="relative_birth_year_possible"),
            models.UniqueConstraint(fields=("person", "other"), condition=Q(other__isnull=False), name="relative_named_once"),
        ]
        indexes = [models.Index(fields=("person", "created_at"), name="relative_of_person")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def age(self) -> int | None:
        """In years, give or take one."""
        return timezone.localdate().year - self.birth_year if self.birth_year else None

    @property
    def is_minor(self) -> bool:
        """Under 18, or a child of the person whose age nobody knows."""
        return self.age < ADULT if self.age is not None else self.relation == Relation.CHILD

    @property
    def lacks_guardian(self) -> bool:
        """A child with whom no adult is of whom anybody knows the right to answer for them."""
        alone = self.whereabouts in (Whereabouts.SEPARATED, Whereabouts.UNACCOMPANIED, Whereabouts.UNKNOWN, Whereabouts.ELSEWHERE)
        return self.is_minor and alone and self.guardian_ground in ("", GuardianGround.NOBODY, GuardianGround.FACTUAL)
