"""Safe contact as people read it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from casework.contact.rules import Channel, Verdict, days_in_words, hours_in_words, may_contact


@dataclass(frozen=True)
class Way:
    """One way to reach somebody, and whether it may be used now."""

    label: str
    verdict: Verdict
    where: str = ""


def ways(person: Any, identity: Any) -> list[Way]:
    """Every way with its answer now; the number or address only where it may be used."""
    plan, now = getattr(person, "safe_contact", None), timezone.now()
    made: list[Way] = []
    for channel in Channel:
        verdict = may_contact(person, channel, now)
        where = "" if verdict.is_refused or identity is None else _where(channel, plan, identity)
        told = bool(made) and verdict.reasons == made[0].verdict.reasons  # the same sentence five times is read by nobody
        made.append(Way(str(channel.label), replace(verdict, reasons=()) if told else verdict, where))
    return made


def _where(channel: Channel, plan: Any, identity: Any) -> str:
    if channel == Channel.PHONE:
        return str(identity.phone)
    return str(getattr(plan, channel)) if plan is not None else ""


def days_of(plan: Any) -> str:
    return days_in_words(plan.days)


def hours_of(plan: Any) -> str:
    return hours_in_words(plan.hour_from, plan.hour_until)


def mark_tasks(tasks: list[Any], person_of: Any) -> list[Any]:
    """On each open call, message or letter whether it may be made then; `contact` stays empty on everything else."""
    from casework.contact.refusing import moment_of
    from casework.tasks.models import CHANNEL_OF

    for task in tasks:
        channel = CHANNEL_OF.get(task.kind)
        when = (
            moment_of(task.due_on, task.at)
            if task.due_on and task.due_on >= timezone.localdate()
            else timezone.localdate()
        )
        task.contact = may_contact(person_of(task), channel, when) if channel and task.is_open else None
    return tasks
