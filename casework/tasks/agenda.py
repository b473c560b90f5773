"""What falls on which day: tasks, steps, and what runs out by itself. Each room adds what it knows of (`register`).

A source answers for a span of days and one person, at most `MOST` rows; nothing is stored twice, so nothing can go stale.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.permissions import Permission as P
from casework.absence.models import to_do_by, works_on
from casework.cases.agenda import DAYS_AHEAD, FINISHED
from casework.cases.models import CLOSED_STATES, Case
from casework.cases.rules import guarantee_ends
from casework.cases.work import Step
from casework.contact.presenters import mark_tasks
from casework.legal.models import LegalRequest, LegalState
from casework.referrals.models import Consent
from casework.tasks.models import Task

MOST = 300
LONGEST_MONTHS = 7  # nobody asks for a case by a day further back than the guarantee and a month


@dataclass(frozen=True)
class Due:
    """One thing on one day. `words` may identify; `code` is the case's; `is_to_do` comes from its source."""

    day: date
    what: str | Promise
    url: str
    code: str = ""
    words: str = ""
    at: time | None = None
    owner: str = ""
    is_to_do: bool = False


@dataclass(frozen=True)
class Span:
    """Which days, and whether only what is one's own."""

    first: date
    last: date
    mine: bool = True


Find = Callable[[Actor, Span], Iterable[Due]]


@dataclass(frozen=True)
class Source:
    """Who may know of it, and whether somebody has to do something: only that can be late."""

    permission: P
    find: Find
    is_to_do: bool


SOURCES: list[Source] = []


def register(permission: P, find: Find, *, is_to_do: bool) -> None:
    source = Source(permission, find, is_to_do)
    if source not in SOURCES:
        SOURCES.append(source)


def due_in(actor: Actor, span: Span, *, only_to_do: bool = False) -> list[Due]:
    """Everything on these days that this person may know of, in the order of days and hours."""
    asked = [source for source in SOURCES if actor.may(source.permission) and (source.is_to_do or not only_to_do)]
    found = [replace(due, is_to_do=source.is_to_do) for source in asked for due in source.find(actor, span)]
    return sorted(found, key=lambda due: (due.day, due.at or time.min, str(due.what), due.code))


def tasks_of(actor: Actor, when: str = "") -> QuerySet[Task]:
    """Open tasks, one's own and of whom one stands in for; with "soon" only those overdue or due within a week."""
    tasks: QuerySet[Task] = Task.objects.open().visible_to(actor).filter(to_do_by(actor))
    if when == "soon":
        tasks = tasks.filter(due_on__lte=timezone.localdate() + timedelta(days=DAYS_AHEAD))
    return tasks.order_by("due_on", "at", "pk")


def own_cases(actor: Actor) -> Q:
    """Rows on cases this person works on."""
    return works_on(actor)


def _tasks(actor: Actor, span: Span) -> Iterable[Due]:
    tasks = Task.objects.open().visible_to(actor).filter(due_on__range=(span.first, span.last))
    if span.mine:
        tasks = tasks.filter(to_do_by(actor))
    found = tasks.select_related("case__person__safe_contact", "owner").order_by("due_on")[:MOST]
    for task in mark_tasks(list(found), lambda task: task.case.person):
        owner = "" if span.mine or task.owner is None else task.owner.display_name
        of = task.case.code if task.case is not None else task.get_team_display()
        yield Due(task.due_on, task.get_kind_display(), task.edit_url, of, _safe_words(task), task.at, owner)


def _safe_words(task: Any) -> str:
    """In place of the words of a call that the person did not agree to, why it is not to be made."""
    return str(task.contact.words if task.contact is not None and task.contact.is_refused else task.words)


def _steps(actor: Actor, span: Span) -> Iterable[Due]:
    steps = Step.objects.visible_to(actor).filter(due_on__range=(span.first, span.last)).exclude(state__in=FINISHED)
    steps = steps.exclude(case__state__in=CLOSED_STATES)
    if span.mine:
        steps = steps.filter(to_do_by(actor))
    for step in steps.select_related("case", "owner").order_by("due_on")[:MOST]:
        owner = "" if span.mine or step.owner is None else step.owner.display_name
        yield Due(step.due_on, step.get_code_display(), reverse("case-work", args=[step.case_id]), step.case.code, owner=owner)


def _consents(actor: Actor, span: Span) -> Iterable[Due]:
    consents = Consent.objects.visible_to(actor).filter(state="given", expires_on__range=(span.first, span.last))
    if span.mine:
        consents = consents.filter(own_cases(actor))
    for consent in consents.exclude(case__state__in=CLOSED_STATES).select_related("case").order_by("expires_on")[:MOST]:
        yield Due(consent.expires_on, _("A consent runs out"), reverse("case-sharing", args=[consent.case_id]), consent.case.code)


def _guarantees(actor: Actor, span: Span) -> Iterable[Due]:
    """Six months after the request the guaranteed services end, unless they are extended to nine."""
    earliest, latest = span.first - timedelta(days=31 * LONGEST_MONTHS), span.last - timedelta(days=28 * 6)
    cases = Case.objects.visible_to(actor).open().filter(requested_on__range=(earliest, latest))
    if span.mine:
        cases = cases.filter(works_on(actor, "pk"))
    ends = ((guarantee_ends(case.requested_on), case) for case in cases.only("code", "requested_on").order_by("requested_on")[:MOST])
    for day, case in ends:
        if span.first <= day <= span.last:
            yield Due(day, _("Six months of guaranteed services end"), reverse("case-detail", args=[case.pk]), case.code)


def _letters(actor: Actor, span: Span) -> Iterable[Due]:
    letters = LegalRequest.objects.visible_to(actor).filter(due_on__range=(span.first, span.last))
    for letter in letters.filter(state__in=(LegalState.RECEIVED, LegalState.ASKED)).order_by("due_on")[:MOST]:
        yield Due(letter.due_on, _("A legal request is to be answered"), reverse("legal-detail", args=[letter.pk]), letter.code)


def register_sources() -> None:
    register(P.TEAM_TASK, _tasks, is_to_do=True)
    for find, is_to_do in ((_steps, True), (_consents, False), (_guarantees, False)):
        register(P.CASE_VIEW, find, is_to_do=is_to_do)
    register(P.LEGAL_REQUEST, _letters, is_to_do=True)
