"""What an absence may be about, and whom it finds away."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from access.actors import Actor
from access.models import User
from casework.absence.models import Absence, AbsenceCase, AbsenceQuerySet
from casework.cases.models import CLOSED_STATES, Assignment, Case


class AbsenceChanged(Exception):
    """Somebody changed who works on these cases, or ended it, since it was looked at."""


class StandInIsAway(Exception):
    """Whoever is to stand in is away on some of these days."""


def lendable(actor: Actor, absent: User) -> QuerySet[Assignment]:
    """The open cases that may be chosen. What was lent to the absent one is not theirs; a restricted case is named by who works on it alone."""
    cases = Case.objects.visible_to(actor).exclude(state__in=CLOSED_STATES)
    rows: QuerySet[Assignment] = Assignment.objects.filter(organisation_id=actor.organisation_id, user=absent, ended_on=None, case__in=cases)
    return rows if actor.user_id == absent.pk else rows.filter(case__is_restricted=False)


def is_away(organisation_id: UUID, user: User, first: date, last: date) -> bool:
    away = Absence.objects.not_over().filter(organisation_id=organisation_id, absent=user, all_cases=True)
    return bool(away.filter(first__lte=last, last__gte=first).exists())


def covered_by(absence: Absence) -> QuerySet[Any]:
    """The ids of the cases an absence is about now, whether or not its days have come."""
    theirs = Assignment.objects.filter(organisation_id=absence.organisation_id, user_id=absence.absent_id, ended_on=None)
    if absence.all_cases:
        return theirs.filter(case__is_restricted=False).values("case_id")
    named = AbsenceCase.objects.filter(absence=absence, case_id=OuterRef("case_id"))
    return theirs.filter(Q(case__is_restricted=False) & Exists(named) | Exists(named.filter(even_restricted=True))).values("case_id")


def stand_ins_on(case: Case) -> AbsenceQuerySet:
    """Who stands in on this case now or is going to, with whom they stand in for; worked out by the database like the sight itself."""
    absences = Absence.objects.filter(organisation_id=case.organisation_id, pk__in=RawSQL("select app.stand_ins_of(%s)", [case.pk]))
    found: AbsenceQuerySet = absences.select_related("absent", "stand_in").order_by("first", "pk")
    return found
