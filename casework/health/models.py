"""What must be heeded for somebody's health, and in which languages they are understood."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from access.crypto.fields import EncryptedTextField
from access.models import OrganisationOwned
from casework.papers.models import OfPersonQuerySet
from casework.people.models import Person
from casework.vocabulary.fields import CodeField, CodesField

HEALTH_WORDS = ("conditions", "medicines", "allergies", "help_needed")
LEVELS = ("native", "well", "a_little")


class Disability(models.TextChoices):
    """As Kazakhstan establishes it."""

    UNKNOWN = "unknown", _("Not known")
    NONE = "none", _("None")
    FIRST = "first", _("First group")
    SECOND = "second", _("Second group")
    THIRD = "third", _("Third group")
    CHILD = "child", _("Child with a disability")
    NOT_ESTABLISHED = "not_established", _("Visible, not established yet")


class InterpreterSex(models.TextChoices):
    ANY = "any", _("A woman or a man")
    WOMAN = "woman", _("Only a woman")
    MAN = "man", _("Only a man")


class HealthSheet(OrganisationOwned):
    """What those who care for the person must know. No medical file: what a doctor writes stays with the doctor."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="health_sheet")
    disability = models.CharField(_("disability"), max_length=16, choices=Disability.choices, default=Disability.UNKNOWN)
    is_pregnant = models.BooleanField(_("pregnant"), default=False)
    conditions = EncryptedTextField(_("illnesses and injuries"), of="person_id")
    medicines = EncryptedTextField(_("medicines that must not be missed"), of="person_id")
    allergies = EncryptedTextField(_("allergies"), of="person_id")
    help_needed = EncryptedTextField(_("what help is needed"), of="person_id")
    version = models.PositiveIntegerField(default=1)

    objects = OfPersonQuerySet.as_manager()

    class Privacy:
        identifying = HEALTH_WORDS
        sensitive = ("disability", "is_pregnant")
        plain = ("id", "organisation", "created_at", "person", "version")

    def __str__(self) -> str:
        return str(self.pk)


class Speech(OrganisationOwned):
    """Languages by how well they are spoken, and who may interpret: an interpreter may know the traffickers."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="speech")
    native = CodesField(vocabulary="language", verbose_name=_("mother tongue"))
    well = CodesField(vocabulary="language", verbose_name=_("speaks well"))
    a_little = CodesField(vocabulary="language", verbose_name=_("understands a little"))
    interpreter_language = CodeField(vocabulary="language", verbose_name=_("language of the interpreter"), blank=True, default="")
    interpreter_sex = models.CharField(_("who may interpret"), max_length=6, choices=InterpreterSex.choices, default=InterpreterSex.ANY)
    not_by = EncryptedTextField(_("who must not interpret"), of="person_id")
    version = models.PositiveIntegerField(default=1)

    objects = OfPersonQuerySet.as_manager()

    class Privacy:
        identifying = ("not_by",)
        sensitive = ("native", "well", "a_little", "interpreter_language", "interpreter_sex")
        plain = ("id", "organisation", "created_at", "person", "version")

    def __str__(self) -> str:
        return str(self.pk)
