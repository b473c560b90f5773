"""The plan of help: what the person wishes, the goals, and who does what until when."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.crypto.fields import EncryptedTextField
from access.models import OrganisationOwned
from casework.cases.models import CLOSED_STATES, Case, InCaseQuerySet
from casework.plans.workflow import UNDER_WAY, ActionState, GoalState
from casework.vocabulary.fields import CodeField


class HelpPlan(OrganisationOwned):
    """One plan for a case. Approved by somebody who wrote nothing of it; whoever changes it then asks again."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="help_plan")
    wish = EncryptedTextField(_("what the person wishes"), of="case.person_id")
    agreed_on = models.DateField(_("agreed with the person on"), null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    authors = ArrayField(models.UUIDField(), default=list)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    approved_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = InCaseQuerySet.as_manager()

    class Privacy:
        identifying = ("wish",)
        sensitive = ("agreed_on",)
        plain = ("id", "organisation", "created_at", "case", "changed_at", "authors", "approved_by", "approved_at", "version")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None) | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="help_plan_approved_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_approved(self) -> bool:
        """As it stands now."""
        return self.approved_at is not None and self.approved_at >= self.changed_at

    @property
    def was_approved(self) -> bool:
        """Once, and changed since."""
        return self.approved_at is not None and not self.is_approved


class Goal(OrganisationOwned):
    """What should be true for the person one day."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="goals")
    plan = models.ForeignKey(HelpPlan, on_delete=models.PROTECT, related_name="goals")
    service = CodeField(vocabulary="service_type", verbose_name=_("from which need"), blank=True, default="")
    words = EncryptedTextField(_("goal"), of="case.person_id")
    state = models.CharField(_("state"), max_length=8, choices=GoalState.choices, default=GoalState.OPEN)
    outcome = EncryptedTextField(_("what came of it"), of="case.person_id")
    settled_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    version = models.PositiveIntegerField(default=1)

    objects = InCaseQuerySet.as_manager()

    class Privacy:
        identifying = ("words", "outcome")
        sensitive = ("service", "state", "settled_on")
        plain = ("id", "organisation", "created_at", "case", "plan", "by", "version")

    class Meta:
        ordering = ("created_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", settled_on=None) | (~Q(state="open") & Q(settled_on__isnull=False)), name="goal_settled_has_a_day"
            )
        ]
        indexes = [models.Index(fields=("case", "created_at"), name="goal_of_case")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        return self.state == GoalState.OPEN

    @property
    def tone(self) -> str:
        return {"open": "info", "reached": "good", "partly": "warn"}.get(self.state, "plain")


class GoalActionQuerySet(InCaseQuerySet):
    def open(self) -> GoalActionQuerySet:
        """Neither done nor dropped, on a case that is still worked on."""
        return self.filter(state__in=UNDER_WAY).exclude(case__state__in=CLOSED_STATES)


class GoalAction(OrganisationOwned):
    """One thing to do for a goal: by a colleague, or by a partner who is named."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="goal_actions")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="actions")
    words = EncryptedTextField(_("what is to be done"), of="case.person_id")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    partner = EncryptedTextField(_("partner who does it"), of="case.person_id")
    due_on = models.DateField(_("day"))
    state = models.CharField(_("state"), max_length=8, choices=ActionState.choices, default=ActionState.TODO)
    outcome = EncryptedTextField(_("what came of it"), of="case.person_id")
    settled_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    version = models.PositiveIntegerField(default=1)

    objects = GoalActionQuerySet.as_manager()

    class Privacy:
        identifying = ("words", "partner", "outcome")
        sensitive = ("due_on", "state", "settled_on")
        plain = ("id", "organisation", "created_at", "case", "goal", "owner", "by", "version")

    class Meta:
        ordering = ("due_on", "created_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=UNDER_WAY, settled_on=None) | (~Q(state__in=UNDER_WAY) & Q(settled_on__isnull=False)),
                name="goal_action_settled_has_a_day",
            )
        ]
        indexes = [
            models.Index(fields=("organisation", "due_on"), condition=Q(state__in=UNDER_WAY), name="goal_action_due"),
            models.Index(fields=("owner", "due_on"), condition=Q(state__in=UNDER_WAY), name="goal_action_of_owner"),
            models.Index(fields=("case", "goal"), name="goal_action_of_case"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due_on < timezone.localdate()

    @property
    def tone(self) -> str:
        return {"doing": "info", "done": "good", "todo": "warn"}.get(self.state, "plain")


def open_on(case: Any) -> models.QuerySet[GoalAction]:
    """What keeps a case from being closed."""
    return GoalAction.objects.filter(case=case, state__in=UNDER_WAY)
