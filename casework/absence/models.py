"""A colleague is away from a day until a day, and another stands in: sees and works the cases while the dates run, not before and not after."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from access.models import Membership, OrganisationOwned
from access.permissions import Permission
from access.scoping import OrganisationQuerySet
from casework.cases.models import Assignment, Case, InCaseQuerySet, assigned_cases

if TYPE_CHECKING:
    from access.actors import Actor

LONGEST_DAYS = 366


class AbsenceQuerySet(OrganisationQuerySet):
    def visible_to(self, actor: Actor) -> AbsenceQuerySet:
        """One's own, both ways; all of the organisation for whoever assigns cases."""
        own = self.filter(organisation_id=actor.organisation_id)
        return own if actor.may(Permission.CASE_ASSIGN) else own.filter(Q(absent=actor.user) | Q(stand_in=actor.user))

    def not_over(self) -> AbsenceQuerySet:
        """Running or still to come, of somebody who works here: what rests on their work ends when they leave."""
        here = Membership.objects.filter(organisation_id=OuterRef("organisation_id"), user_id=OuterRef("absent_id"), ended_at=None)
        return self.filter(Exists(here), ended_at=None, last__gte=timezone.localdate())

    def running(self) -> AbsenceQuerySet:
        return self.not_over().filter(first__lte=timezone.localdate())


class Absence(OrganisationOwned):
    """Who stands in for whom, from which day until which. Ended early it stays as it was agreed, with the moment."""

    absent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    stand_in = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    first = models.DateField()
    last = models.DateField()
    all_cases = models.BooleanField(default=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)

    objects = AbsenceQuerySet.as_manager()

    class Privacy:
        plain = (
            "id", "organisation", "created_at", "absent", "stand_in", "first", "last", "all_cases", "by", "noted_at", "ended_at", "ended_by",
        )  # fmt: skip

    class Meta:
        ordering = ("-first", "-created_at")
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="absence_days_in_order"),
            models.CheckConstraint(condition=Q(last__lte=F("first") + LONGEST_DAYS), name="absence_lasts_a_year_at_most"),
            models.CheckConstraint(condition=~Q(absent=F("stand_in")), name="absence_of_one_for_another"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False), name="absence_ended_by_somebody"
            ),
        ]
        indexes = [
            models.Index(fields=("stand_in", "last"), condition=Q(ended_at=None), name="absence_of_stand_in"),
            models.Index(fields=("absent", "last"), condition=Q(ended_at=None), name="absence_of_absent"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None or self.last < timezone.localdate()

    @property
    def is_running(self) -> bool:
        return not self.is_over and self.first <= timezone.localdate()

    @property
    def first_day_to_come(self) -> date | None:
        return None if self.is_over or self.is_running else self.first


class AbsenceCase(OrganisationOwned):
    """One case chosen for an absence that is not about all. A restricted one goes along only when whoever works on it says so by name."""

    absence = models.ForeignKey(Absence, on_delete=models.PROTECT, related_name="chosen")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    even_restricted = models.BooleanField(default=False)

    objects = InCaseQuerySet.as_manager()

    class Privacy:
        plain = ("id", "organisation", "created_at", "absence", "case", "even_restricted")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("absence", "case"), name="absence_case_once")]

    def __str__(self) -> str:
        return str(self.pk)


def stood_in_cases(actor: Actor) -> models.QuerySet[Any, Any]:
    """The ids of the cases on which this person stands in today. What was lent to the absent one is not lent on: only their own work counts."""
    running = _running(actor)
    if not running:
        return Assignment.objects.none().values("case_id")
    chosen = AbsenceCase.objects.filter(
        absence_id__in=[pk for pk, _absent, _whole in running], absence__absent_id=OuterRef("user_id"), case_id=OuterRef("case_id")
    )
    theirs = Assignment.objects.filter(ended_on=None, user_id__in=[absent for _pk, absent, _whole in running])
    lent = Q(case__is_restricted=False) & (Q(user_id__in=[absent for _pk, absent, whole in running if whole]) | Exists(chosen))
    found: models.QuerySet[Any, Any] = theirs.filter(lent | Exists(chosen.filter(even_restricted=True))).values("case_id")
    return found


def _running(actor: Actor) -> list[tuple[UUID, UUID, bool]]:
    """Absence, who is away, and whether it is about all their cases; asked once for a page, because nearly everybody stands in for nobody."""
    key = (Absence, timezone.localdate())
    if key not in actor.remembered:
        rows = Absence.objects.running().filter(organisation_id=actor.organisation_id, stand_in=actor.user)
        actor.remembered[key] = list(rows.order_by().values_list("pk", "absent_id", "all_cases"))
    found: list[tuple[UUID, UUID, bool]] = actor.remembered[key]
    return found


def works_on(actor: Actor, field: str = "case_id") -> Q:
    """Rows on cases this person is assigned to, or stands in on. One set: the few cases are looked up, not all cases looked through."""
    return Q(**{f"{field}__in": assigned_cases(actor).union(stood_in_cases(actor))})


def to_do_by(actor: Actor) -> Q:
    """Rows that are this person's to do: their own, and those of whoever they stand in for, on the cases they stand in on."""
    absent = [absent for _pk, absent, _whole in _running(actor)]
    return Q(owner_id=actor.user_id) | Q(owner_id__in=absent, case_id__in=stood_in_cases(actor))
