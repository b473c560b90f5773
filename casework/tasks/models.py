"""Something to be done or to be kept on a case: a task, an appointment, a hearing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.crypto.fields import EncryptedTextField
from access.models import OrganisationOwned
from casework.cases.models import CLOSED_STATES, Case, InCaseQuerySet, in_cases_seen_by
from casework.contact.rules import Channel
from casework.tasks.team import Team, of_no_case

if TYPE_CHECKING:
    from access.actors import Actor


class TaskKind(models.TextChoices):
    TASK = "task", _("Task")
    APPOINTMENT = "appointment", _("Appointment")
    HEARING = "hearing", _("Court hearing")
    EXPIRY = "expiry", _("Something runs out")
    CALL = "call", _("Call to the person")
    MESSAGE = "message", _("Message to the person")
    EMAIL = "email", _("E-mail to the person")
    LETTER = "letter", _("Letter to the person")


# What reaches the person: planned and offered only as they agreed.
CHANNEL_OF: dict[str, str] = {
    TaskKind.CALL: Channel.PHONE, TaskKind.MESSAGE: Channel.MESSENGER, TaskKind.EMAIL: Channel.EMAIL, TaskKind.LETTER: Channel.LETTER,
}  # fmt: skip


# What may be planned without a case: nothing that reaches a person.
OF_NO_CASE = (TaskKind.TASK, TaskKind.APPOINTMENT, TaskKind.EXPIRY)


class TaskState(models.TextChoices):
    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("No longer needed")


class TaskQuerySet(InCaseQuerySet):
    def visible_to(self, actor: Actor) -> TaskQuerySet:
        """On the cases one sees; without a case for owner, author and lead."""
        return self.filter(Q(case__isnull=False) & in_cases_seen_by(actor) | of_no_case(actor))

    def open(self) -> TaskQuerySet:
        """Not settled, on a case that is still worked on or on none."""
        return self.filter(state=TaskState.OPEN).exclude(case__state__in=CLOSED_STATES)


class Task(OrganisationOwned):
    """One thing somebody does on a case or for a team, or a date that must be kept. Its words are sealed, on a case with the person's key."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks", null=True, blank=True)
    team = models.CharField(_("team"), max_length=8, choices=Team.choices, blank=True, default="")
    kind = models.CharField(_("kind"), max_length=12, choices=TaskKind.choices, default=TaskKind.TASK)
    words = EncryptedTextField(_("what is to be done"), of="case.person_id")
    due_on = models.DateField(_("day"), null=True, blank=True)
    at = models.TimeField(_("time"), null=True, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=TaskState.choices, default=TaskState.OPEN)
    settled_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    version = models.PositiveIntegerField(default=1)

    objects = TaskQuerySet.as_manager()

    class Privacy:
        identifying = ("words",)
        sensitive = ("kind", "due_on", "at", "state", "settled_on")
        plain = ("id", "organisation", "created_at", "case", "team", "owner", "by", "version")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", settled_on=None) | (~Q(state="open") & Q(settled_on__isnull=False)), name="task_settled_has_a_day"
            ),
            models.CheckConstraint(condition=Q(at=None) | Q(due_on__isnull=False), name="task_time_has_a_day"),
            models.CheckConstraint(condition=Q(kind="task") | Q(due_on__isnull=False), name="task_date_has_a_day"),
            models.CheckConstraint(condition=Q(case=None) & ~Q(team="") | Q(case__isnull=False, team=""), name="task_of_a_case_or_a_team"),
            models.CheckConstraint(condition=Q(case__isnull=False) | Q(kind__in=("task", "appointment", "expiry")), name="task_of_a_team_reaches_nobody"),
        ]
        indexes = [
            models.Index(fields=("organisation", "due_on"), condition=Q(state="open"), name="task_due"),
            models.Index(fields=("owner", "due_on"), condition=Q(state="open"), name="task_of_owner"),
            models.Index(fields=("organisation", "state", "due_on"), condition=Q(case=None), name="task_of_no_case"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        return self.state == TaskState.OPEN

    @property
    def is_for_good(self) -> bool:
        """On a closed case nothing changes any more."""
        return self.case is not None and self.case.is_closed

    @property
    def edit_url(self) -> str:
        return reverse("task-edit", args=[self.pk]) if self.case_id else reverse("team-task-edit", args=[self.pk])

    @property
    def settle_url(self) -> str:
        return reverse("task-settle", args=[self.pk]) if self.case_id else reverse("team-task-settle", args=[self.pk])

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def tone(self) -> str:
        return {TaskState.DONE.value: "good", TaskState.DROPPED.value: "plain"}.get(self.state, "info")
