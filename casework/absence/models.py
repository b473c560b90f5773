"""A colleague is away from a day until a day, and another stands in: sees and works the cases while the dates run, not before and not after."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import connection, models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

from access.models import Membership, OrganisationOwned
from access.permissions import Permission
from access.scoping import OrganisationQuerySet
from casework.cases.models import Case, InCaseQuerySet, assigned_cases

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


def stood_in_cases(actor: Actor) -> RawSQL:
    """The ids of the cases on which this person stands in today. Only what the absent one is assigned to: what was lent is not lent on.

    The database works it out, for the one who acts alone: through the tables each query would plan the rules of five of them anew.
    """
    return RawSQL("select case_id from app.stood_in_for(%s)", [actor.user_id])


def on_behalf_of(actor: Actor) -> list[UUID]:
    """Whom this person stands in for today."""
    with connection.cursor() as cursor:
        cursor.execute("select distinct absent_id from app.stood_in_for(%s)", [actor.user_id])
        return [row[0] for row in cursor.fetchall()]


def works_on(actor: Actor, field: str = "case_id") -> Q:
    """Rows on cases this person is assigned to, or stands in on."""
    return Q(**{f"{field}__in": assigned_cases(actor)}) | Q(**{f"{field}__in": stood_in_cases(actor)})


def to_do_by(actor: Actor) -> Q:
    """Rows that are this person's to do: their own, and those of whoever they stand in for, on the cases they stand in on."""
    own, absent = Q(owner_id=actor.user_id), on_behalf_of(actor)
    return own | Q(owner_id__in=absent, case_id__in=stood_in_cases(actor)) if absent else own
