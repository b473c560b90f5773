"""The work on a case: the four P as workstreams with steps, services given, and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.crypto.fields import EncryptedTextField
from access.models import OrganisationOwned
from access.roles import Role
from casework.cases.models import Case, InCaseQuerySet
from casework.vocabulary.fields import CodeField

if TYPE_CHECKING:
    from access.actors import Actor


class Workstream(OrganisationOwned):
    """One of the four P on one case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="workstreams")
    kind = CodeField(vocabulary="workstream")
    started_on = models.DateField(default=timezone.localdate)

    objects = InCaseQuerySet.as_manager()

    class Privacy:
        sensitive = ("started_on",)
        plain = ("id", "organisation", "created_at", "case", "kind")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("case", "kind"), name="workstream_once_per_case")]

    def __str__(self) -> str:
        return self.kind


class StepState(models.TextChoices):
    TODO = "todo", _("To do")
    DOING = "doing", _("In progress")
    BLOCKED = "blocked", _("Blocked")
    DONE = "done", _("Done")
    NOT_NEEDED = "not_needed", _("Not needed")


class Step(OrganisationOwned):
    """One step of a workstream: who does it, until when, and how it stands."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    workstream = models.ForeignKey(Workstream, on_delete=models.PROTECT, related_name="steps")
    code = CodeField(vocabulary="workstream_step")
    position = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(_("state"), max_length=12, choices=StepState.choices, default=StepState.TODO)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)

    objects = InCaseQuerySet.as_manager()

    class Privacy:
        sensitive = ("code", "state", "due_on", "done_on")
        plain = ("id", "organisation", "created_at", "case", "workstream", "position", "owner")

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=("workstream", "code"), name="step_once_per_workstream"),
            models.CheckConstraint(
                condition=Q(state="done", done_on__isnull=False) | (~Q(state="done") & Q(done_on=None)),
                name="step_done_has_a_day",
            ),
        ]
        indexes = [models.Index(fields=("organisation", "due_on"), condition=~Q(state__in=("done", "not_needed")), name="step_due")]

    def __str__(self) -> str:
        return str(self.pk)


class Service(OrganisationOwned):
    """A service given to the person, in one line."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="services")
    type = CodeField(vocabulary="service_type", verbose_name=_("kind of service"))
    service = CodeField(vocabulary="service", verbose_name=_("service"), blank=True, default="")
    provider = CodeField(vocabulary="service_provider", verbose_name=_("who provided it"), default="own_ngo")
    funder = CodeField(vocabulary="funding_source", verbose_name=_("who paid"), blank=True, default="")
    given_on = models.DateField(_("given on"), null=True, blank=True)
    quantity = models.PositiveIntegerField(_("how many"), default=1)
    cost = models.DecimalField(_("cost, tenge"), max_digits=12, decimal_places=2, null=True, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    objects = InCaseQuerySet.as_manager()

    class Privacy:
        sensitive = ("type", "service", "provider", "funder", "given_on", "quantity", "cost")
        plain = ("id", "organisation", "created_at", "case", "given_by")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="service_given_at_least_once"),
            models.CheckConstraint(condition=Q(cost=None) | Q(cost__gte=0), name="service_cost_not_negative"),
        ]
        indexes = [models.Index(fields=("organisation", "given_on"), name="service_by_day")]

    def __str__(self) -> str:
        return str(self.pk)


class NoteQuerySet(InCaseQuerySet):
    def readable_by(self, actor: Actor) -> NoteQuerySet:
        """A privileged note is read by its author alone; others see that it exists."""
        return self.filter(Q(is_privileged=False) | Q(author_id=actor.user_id))


class Note(OrganisationOwned):
    """A note by somebody of a profession. Privileged notes of psychologists and lawyers stay with their author."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    profession = models.CharField(max_length=40, choices=[(role.value, role.value) for role in Role])
    is_privileged = models.BooleanField(_("privileged"), default=False)
    text = EncryptedTextField(_("note"), of="case.person_id")
    written_at = models.DateTimeField(default=timezone.now)

    objects = NoteQuerySet.as_manager()

    class Privacy:
        identifying = ("text",)
        sensitive = ("is_privileged",)
        plain = ("id", "organisation", "created_at", "case", "author", "profession", "written_at")

    class Meta:
        ordering = ("-written_at",)

    def __str__(self) -> str:
        return str(self.pk)
