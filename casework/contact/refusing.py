"""Refusing what a person did not agree to. Actions that plan a call, a message or a letter ask here."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from casework.contact.rules import Verdict, may_contact


class ContactRefused(Exception):
    """What was agreed with the person forbids this way, day or hour."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__("not agreed")
        self.verdict = verdict


def moment_of(day: date | None, hour: time | None) -> datetime | date | None:
    """A day with its hour, a day alone, or nothing."""
    return timezone.make_aware(datetime.combine(day, hour)) if day and hour else day


def refuse_contact(person: Any, channel: str, at: datetime | date | None = None) -> None:
    verdict = may_contact(person, channel, at)
    if verdict.is_refused:
        raise ContactRefused(verdict)
