"""How somebody is, months after help ended. What is due is worked out; only what was done is kept."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case as Choose
from django.db.models import DateField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.crypto.fields import EncryptedTextField
from access.models import OrganisationOwned
from casework.cases.models import Case, InCaseQuerySet, TimelineEntry
from casework.followups.rules import LAPSES_AFTER, MILESTONES, latest_end
from casework.vocabulary.fields import CodeField

SETTLES = Q(result__in=("reached", "refused")) | Q(decision__in=("next", "stop"))


class FollowUp(OrganisationOwned):
    """One attempt to ask somebody how they are. Never modified. Its words are sealed by the person's key."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="follow_ups")
    since = models.DateField()
    months = models.PositiveSmallIntegerField(_("months after the end"))
    attempt = models.PositiveSmallIntegerField()
    contacted_on = models.DateField(_("day of the contact"))
    result = CodeField(vocabulary="follow_up_result", verbose_name=_("result"))
    housing = CodeField(vocabulary="follow_up_housing", verbose_name=_("housing"), blank=True, default="")
    occupation = CodeField(vocabulary="follow_up_occupation", verbose_name=_("work or school"), blank=True, default="")
    safety = CodeField(vocabulary="follow_up_safety", verbose_name=_("safety"), blank=True, default="")
    again = CodeField(vocabulary="follow_up_again", verbose_name=_("sign of being exploited again"), blank=True, default="")
    needs_help = models.BooleanField(_("needs help again"), default=False)
    decision = CodeField(vocabulary="follow_up_decision", verbose_name=_("how to go on"), blank=True, default="")
    words = EncryptedTextField(_("in words"), of="case.person_id")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = InCaseQuerySet.as_manager()

    class Privacy:
        identifying = ("words",)
        sensitive = (
            "since", "months", "attempt", "contacted_on", "result", "housing", "occupation", "safety", "again", "needs_help", "decision",
        )  # fmt: skip
        plain = ("id", "organisation", "created_at", "case", "by")

    class Meta:
        ordering = ("-contacted_on", "-created_at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=("case", "since", "months", "attempt"), name="follow_up_attempt_once"),
            models.CheckConstraint(condition=Q(months__in=MILESTONES), name="follow_up_at_its_month"),
            models.CheckConstraint(condition=Q(contacted_on__gte=F("since")), name="follow_up_after_the_end"),
            models.CheckConstraint(
                condition=Q(result="reached") & ~Q(safety="") | ~Q(result="reached") & Q(safety="", needs_help=False), name="follow_up_tells_when_reached"
            ),
        ]
        indexes = [models.Index(fields=("case", "since", "months"), name="follow_up_of_case")]

    def __str__(self) -> str:
        return str(self.pk)


STILL_HERE = date(9999, 12, 31)  # came back and has not left: help goes on


def with_endings(cases: Any) -> Any:
    """Cases with the day on which help ended: closed, or out of the shelter and not back.

    One look into the timeline a case: every further mention of the day asks again.
    """
    moves = TimelineEntry.objects.filter(case_id=OuterRef("pk"), kind__in=("left", "arrived")).order_by("-at")
    moved = moves.annotate(day=Choose(When(kind="left", then=TruncDate("at")), default=Value(STILL_HERE), output_field=DateField()))
    known = Coalesce(F("closed_on"), Subquery(moved.values("day")[:1]), F("sheltered_until"), output_field=DateField())
    return cases.annotate(ended_on=NullIf(known, Value(STILL_HERE, output_field=DateField())))


def with_settled(cases: Any) -> Any:
    """…and with the last date that was settled since that day, and whether nobody is to ask any more."""
    return _marked(with_endings(cases))


def _marked(cases: Any) -> Any:
    since = FollowUp.objects.filter(case_id=OuterRef("pk"), since=OuterRef("ended_on"))
    last = since.filter(SETTLES).order_by("-months").values("months")[:1]
    stopped = Q(result="refused") | Q(decision="stop")
    return cases.annotate(settled=Coalesce(Subquery(last), 0), stopped=Exists(since.filter(stopped)))


def asked_by(cases: Any, day: date) -> Any:
    """Of these, who is to be asked on that day or before. Somebody who must never be contacted is not asked."""
    oldest = latest_end(timezone.localdate(), LAPSES_AFTER)
    near = with_endings(askable(cases).filter(Q(closed_on=None) | Q(closed_on__gt=oldest)))
    since = FollowUp.objects.filter(case_id=OuterRef("pk"), since=OuterRef("ended_on"))
    after = dict(pairwise((*MILESTONES, 0)))  # the date that follows one that is settled
    bounds = [When(months=months, then=Value(latest_end(day, then) if then else date.min)) for months, then in after.items()]
    settled = since.filter(SETTLES).order_by("-months").annotate(until=Choose(*bounds, output_field=DateField())).values("until")[:1]
    until = Coalesce(Subquery(settled), Value(latest_end(day, MILESTONES[0]), output_field=DateField()))
    return _marked(near.filter(ended_on__gt=oldest, ended_on__lte=until)).filter(stopped=False)


def askable(cases: Any) -> Any:
    return cases.filter(person__never_contact=False, person__erased_at=None)

