"""What casework lets go of when its time is over. A legal hold on a person keeps everything about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.models import Count, Max, Q, QuerySet

from access.actors import Actor
from access.models import Organisation
from access.retention.registry import Limit, keep
from access.retention.table import Kept
from casework.attachments.models import Attachment, AttachmentContent
from casework.cases.facts import Exploitation
from casework.cases.work import Note
from casework.erasure.actions import erase_person
from casework.erasure.emptying import empty_fields, empty_packages, mark_files_gone
from casework.erasure.models import Ground
from casework.erasure.rules import people_on_hold
from casework.followups.models import FollowUp
from casework.htcds.models import CameAlong
from casework.letters.models import Letter
from casework.needs.models import NeedsAssessment, ServiceNeed
from casework.people.models import Person
from casework.plans.models import Goal, GoalAction, HelpPlan
from casework.referrals.exceptions import ConsentException
from casework.referrals.models import Consent, SharedPackage
from casework.risk.models import RiskAssessment
from casework.suspects.models import SuspectMention
from casework.tasks.models import Task


def people_closed_since(organisation: Organisation, limit: Limit) -> QuerySet[Any]:
    """People whose last case was closed on that day or before, and who are neither on hold nor erased."""
    people = Person.objects.filter(organisation=organisation, erased_at=None).exclude(pk__in=people_on_hold(organisation.pk))
    counted = people.annotate(last=Max("cases__closed_on"), running=Count("cases", filter=Q(cases__closed_on=None)))
    found: QuerySet[Any] = counted.filter(running=0, last__lte=limit.day)
    return found


def words_of(model: type[models.Model], name: str) -> Callable[[Organisation, Limit], QuerySet[Any]]:
    """Rows of closed cases in which this field still says something."""

    def due(organisation: Organisation, limit: Limit) -> QuerySet[Any]:
        people = people_closed_since(organisation, limit).values("pk")
        rows: QuerySet[Any] = model._default_manager.filter(organisation=organisation, case__person_id__in=people)
        return rows.exclude(**{name: b""})

    return due


def emptying(model: type[models.Model], *names: str) -> Callable[[Actor, QuerySet[Any]], int]:
    """Empty these fields; the rows stay."""

    def empty(by: Actor, rows: QuerySet[Any]) -> int:
        return empty_fields(rows, [model._meta.get_field(name) for name in names])  # type: ignore[misc]  # the fields are ours

    return empty


def packages_due(organisation: Organisation, limit: Limit) -> QuerySet[Any]:
    """Closed by a withdrawal or by the end of the consent."""
    over = Q(closed_at__lt=limit.moment) | Q(open_until__lte=limit.day)
    kept = people_on_hold(organisation.pk)
    rows = SharedPackage.objects.filter(organisation=organisation).exclude(content=b"")
    return rows.filter(over).exclude(referral__case__person_id__in=kept)


def team_tasks_due(organisation: Organisation, limit: Limit) -> QuerySet[Any]:
    """Tasks without a case, some time after they were settled."""
    return Task.objects.filter(organisation=organisation, case=None, settled_on__lte=limit.day).exclude(words=b"")


def _empty_packages(by: Actor, rows: QuerySet[Any]) -> int:
    return empty_packages(rows)


def _erase(by: Actor, rows: QuerySet[Any]) -> int:
    people = list(rows)
    for person in people:
        erase_person(by=by, person=person, ground=Ground.RETENTION)
    return len(people)


def files_due(organisation: Organisation, limit: Limit) -> QuerySet[Any]:
    people = people_closed_since(organisation, limit).values("pk")
    return Attachment.objects.filter(organisation=organisation, case__person_id__in=people).exclude(name=b"")


def _empty_files(by: Actor, rows: QuerySet[Any]) -> int:
    ids = list(rows.values_list("pk", flat=True))
    AttachmentContent.objects.filter(attachment_id__in=ids).update(data=b"")
    files = Attachment.objects.filter(pk__in=ids)
    mark_files_gone(files)
    return files.update(name=b"", digest=b"")


keep(Kept.ADVICE_CALLS, team_tasks_due, emptying(Task, "words"))
keep(Kept.FILES, files_due, _empty_files)
keep(Kept.STORIES, words_of(Note, "text"), emptying(Note, "text"))
keep(Kept.STORIES, words_of(Exploitation, "story"), emptying(Exploitation, "story"))
keep(Kept.STORIES, words_of(Task, "words"), emptying(Task, "words"))
for _words in ("what_threatens", "safety_plan", "why_lower"):
    keep(Kept.STORIES, words_of(RiskAssessment, _words), emptying(RiskAssessment, _words))
keep(Kept.STORIES, words_of(NeedsAssessment, "criteria_words"), emptying(NeedsAssessment, "criteria_words"))
keep(Kept.STORIES, words_of(CameAlong, "words"), emptying(CameAlong, "words"))
for _words in ("guardian", "best_interest", "interpreter", "witness"):
    keep(Kept.STORIES, words_of(Consent, _words), emptying(Consent, _words))
keep(Kept.STORIES, words_of(ConsentException, "reason"), emptying(ConsentException, "reason"))
keep(Kept.STORIES, words_of(Letter, "recipient"), emptying(Letter, "recipient"))
keep(Kept.STORIES, words_of(FollowUp, "words"), emptying(FollowUp, "words"))
keep(Kept.STORIES, words_of(ServiceNeed, "words"), emptying(ServiceNeed, "words"))
for _model, _names in ((HelpPlan, ("wish",)), (Goal, ("words", "outcome")), (GoalAction, ("words", "partner", "outcome"))):
    for _words in _names:
        keep(Kept.STORIES, words_of(_model, _words), emptying(_model, _words))
keep(Kept.STORIES, words_of(SuspectMention, "notes"), emptying(SuspectMention, "notes"))
keep(Kept.STORIES, words_of(SuspectMention, "description"), emptying(SuspectMention, "description"))
keep(Kept.PACKAGES, packages_due, _empty_packages)
keep(Kept.IDENTITY, people_closed_since, _erase)
