"""Suspects: a code shared by the cases of an organisation, and what each case says of whoever bears it.

The code alone is shared. A name, a telephone, a role is what one case says; it is seen by whoever sees that case and is
sealed with the key of the person helped there, because who harmed somebody is part of their story and goes with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.crypto.fields import EncryptedTextField
from access.models import OrganisationOwned
from access.permissions import Permission
from access.scoping import OrganisationQuerySet
from casework.cases.facts import Exploitation
from casework.cases.models import Case, in_cases_seen_by
from casework.vocabulary.fields import CodeField, CodesField

if TYPE_CHECKING:
    from access.actors import Actor


class MentionQuerySet(OrganisationQuerySet):
    def visible_to(self, actor: Actor) -> MentionQuerySet:
        """What the cases one sees say, for those who may read of suspects."""
        may = actor.user is None or actor.may(Permission.SUSPECT_VIEW)
        return self.filter(in_cases_seen_by(actor)) if may else self.none()

    def active(self) -> MentionQuerySet:
        return self.filter(is_active=True)


class SuspectQuerySet(OrganisationQuerySet):
    def visible_to(self, actor: Actor) -> SuspectQuerySet:
        """Suspects of whom a case one sees says something."""
        mentions = SuspectMention.objects.visible_to(actor).values("suspect_id")
        return self.filter(organisation_id=actor.organisation_id, pk__in=mentions)


class OfMentionQuerySet(OrganisationQuerySet):
    def visible_to(self, actor: Actor) -> OfMentionQuerySet:
        return self.filter(mention__in=SuspectMention.objects.visible_to(actor))


class Suspect(OrganisationOwned):
    """Somebody suspected, known by a code. What is known of them stands in the mentions of the cases."""

    code = models.CharField(_("code"), max_length=12)

    objects = SuspectQuerySet.as_manager()

    class Privacy:
        plain = ("id", "organisation", "created_at", "code")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("organisation", "code"), name="suspect_code_once")]

    def __str__(self) -> str:
        return self.code


class SuspectMention(OrganisationOwned):
    """What one case says of a suspect: who they are, what they did to the person, and how the proceedings stand."""

    suspect = models.ForeignKey(Suspect, on_delete=models.PROTECT, related_name="mentions")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="suspects")
    name = EncryptedTextField(_("full name"), of="case.person_id")
    aliases = EncryptedTextField(_("other names and nicknames"), of="case.person_id")
    phones = EncryptedTextField(_("telephones"), of="case.person_id")
    numbers = EncryptedTextField(_("numbers of documents and cars"), of="case.person_id")
    sex = CodeField(vocabulary="sex", verbose_name=_("sex"), default="unknown")
    born_about = models.PositiveSmallIntegerField(_("born about"), null=True, blank=True)
    citizenship = CodeField(vocabulary="country", verbose_name=_("citizenship"), blank=True, default="")
    description = EncryptedTextField(_("how to recognise them"), of="case.person_id")
    roles = CodesField(vocabulary="perpetrator_role", verbose_name=_("what they did"))
    relation = CodeField(vocabulary="recruiter_relationship", verbose_name=_("who they are to the person"), default="unknown")
    is_danger = models.BooleanField(_("still a danger"), default=False)
    proceedings = CodeField(vocabulary="proceedings_status", verbose_name=_("where the proceedings stand"), default="unknown")
    notes = EncryptedTextField(_("notes"), of="case.person_id")
    episodes = models.ManyToManyField(Exploitation, through="SuspectEpisode", related_name="suspects")
    is_active = models.BooleanField(_("followed"), default=True)
    counts_since = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1)

    objects = MentionQuerySet.as_manager()

    class Privacy:
        identifying = ("name", "aliases", "phones", "numbers", "description", "notes")
        sensitive = ("sex", "born_about", "citizenship", "roles", "relation", "is_danger", "proceedings")
        plain = ("id", "organisation", "created_at", "suspect", "case", "is_active", "counts_since", "version")

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.UniqueConstraint(fields=("suspect", "case"), name="suspect_once_in_a_case"),
            models.CheckConstraint(
                condition=Q(born_about=None) | Q(born_about__gte=1900, born_about__lte=2100), name="suspect_born_possible"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def age(self) -> int | None:
        """About how old they are today."""
        return timezone.localdate().year - self.born_about if self.born_about else None


class SuspectNumber(OrganisationOwned):
    """A telephone or a number of somebody suspected, by its keyed hash: met again exactly, never read."""

    mention = models.ForeignKey(SuspectMention, on_delete=models.PROTECT, related_name="hashes")
    number_hash = models.BinaryField(max_length=16)

    objects = OfMentionQuerySet.as_manager()

    class Privacy:
        identifying = ("number_hash",)
        plain = ("id", "organisation", "created_at", "mention")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("organisation", "number_hash", "mention"), name="suspect_number_once")]

    def __str__(self) -> str:
        return str(self.pk)


class SuspectEpisode(OrganisationOwned):
    """In this episode of exploitation the suspect took part."""

    mention = models.ForeignKey(SuspectMention, on_delete=models.PROTECT, related_name="+")
    episode = models.ForeignKey(Exploitation, on_delete=models.PROTECT, related_name="+")

    objects = OfMentionQuerySet.as_manager()

    class Privacy:
        plain = ("id", "organisation", "created_at", "mention", "episode")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("mention", "episode"), name="suspect_once_in_an_episode")]

    def __str__(self) -> str:
        return str(self.pk)


class Outcome(models.TextChoices):
    """What was decided about two cases that share a suspect."""

    KEPT_APART = "kept_apart", _("The two people are kept apart")
    KNOWN = "known", _("They know of each other and are safe together")
    NOT_THE_SAME = "not_the_same", _("It is not the same suspect")
    NO_DANGER = "no_danger", _("The suspect is no danger to them any more")
    OTHER = "other", _("Something else")


class SettlementQuerySet(OrganisationQuerySet):
    def visible_to(self, actor: Actor) -> SettlementQuerySet:
        """One's own decisions, and those about two cases one both sees."""
        seen = Case.objects.visible_to(actor).values("pk")
        return self.filter(organisation_id=actor.organisation_id).filter(Q(by=actor.user) | Q(one__in=seen, other__in=seen))


class ConflictSettlement(OrganisationOwned):
    """Somebody looked into two cases that share a suspect: who, when, what was decided. Never modified."""

    one = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(_("what was decided"), max_length=12, choices=Outcome.choices)
    decision = EncryptedTextField(_("why, and what is done"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = SettlementQuerySet.as_manager()

    class Privacy:
        identifying = ("decision",)
        sensitive = ("outcome",)
        plain = ("id", "organisation", "created_at", "one", "other", "by")

    class Meta:
        ordering = ("-created_at",)
        constraints = [models.CheckConstraint(condition=Q(one__lt=F("other")), name="conflict_pair_in_order")]
        indexes = [models.Index(fields=("organisation", "one", "other"), name="conflict_of_pair")]

    def __str__(self) -> str:
        return str(self.pk)
