"""The papers of a person, where they are and what is done about those that are missing; and their right to stay."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.crypto.fields import EncryptedTextField
from access.models import OrganisationOwned
from access.scoping import OrganisationQuerySet
from casework.people.models import Person
from casework.vocabulary.fields import CodeField

RESTORED = "restored_by_us"
MISSING = ("expired", "lost", "stolen", "confiscated_by_exploiter", "held_by_police", "never_issued", "forged", "damaged", "being_restored")


class OfPersonQuerySet(OrganisationQuerySet):
    def visible_to(self, actor: Actor) -> OfPersonQuerySet:
        """Of people whose case one sees."""
        return self.filter(organisation_id=actor.organisation_id, person_id__in=Person.objects.visible_to(actor).values("pk"))


class IdentityDocument(OrganisationOwned):
    """One paper of a person. Its number and what is done to restore it are sealed with the person's key."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="papers")
    kind = CodeField(vocabulary="document_kind", verbose_name=_("document"))
    status = CodeField(vocabulary="document_status", verbose_name=_("where it is"))
    country = CodeField(vocabulary="country", verbose_name=_("issued by"), blank=True, default="")
    number = EncryptedTextField(_("series and number"), of="person_id")
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    restoring = EncryptedTextField(_("what is done to restore it"), of="person_id")
    restored_on = models.DateField(_("restored on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = OfPersonQuerySet.as_manager()

    class Privacy:
        identifying = ("number", "restoring")
        sensitive = ("kind", "status", "country", "valid_until", "restored_on")
        plain = ("id", "organisation", "created_at", "person", "version")

    class Meta:
        ordering = ("created_at", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(status=RESTORED, restored_on__isnull=False) | ~Q(status=RESTORED) & Q(restored_on=None), name="paper_restored_has_a_day")
        ]
        indexes = [
            models.Index(fields=("person", "created_at"), name="paper_of_person"),
            models.Index(fields=("organisation", "valid_until"), condition=Q(valid_until__isnull=False), name="paper_runs_out"),
            models.Index(fields=("organisation", "restored_on"), condition=Q(restored_on__isnull=False), name="paper_restored"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_missing(self) -> bool:
        return self.status in MISSING

    @property
    def has_run_out(self) -> bool:
        return self.valid_until is not None and self.valid_until < timezone.localdate()

    @property
    def tone(self) -> str:
        return "good" if self.status in ("has_valid", RESTORED, "kept_by_us") else "bad" if self.is_missing else "plain"


class RightToStay(OrganisationOwned):
    """On what ground somebody may be in the country, from when until when. The newest counts."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="rights_to_stay")
    ground = CodeField(vocabulary="legal_status", verbose_name=_("ground"))
    began_on = models.DateField(_("since"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    notes = EncryptedTextField(_("decision, number, what was asked for"), of="person_id")
    version = models.PositiveIntegerField(default=1)

    objects = OfPersonQuerySet.as_manager()

    class Privacy:
        identifying = ("notes",)
        sensitive = ("ground", "began_on", "ends_on")
        plain = ("id", "organisation", "created_at", "person", "version")

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = [models.CheckConstraint(condition=Q(began_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("began_on")), name="stay_right_in_order")]
        indexes = [
            models.Index(fields=("person", "-created_at"), name="right_of_person"),
            models.Index(fields=("organisation", "ends_on"), condition=Q(ends_on__isnull=False), name="right_ends"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def has_ended(self) -> bool:
        return self.ends_on is not None and self.ends_on < timezone.localdate()
