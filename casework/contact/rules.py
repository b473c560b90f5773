"""Whether somebody may be called or written to, and what to heed. Whatever offers a call, a message or a letter asks here first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.vocabulary import VOCABULARIES


class Channel(TextChoices):
    PHONE = "phone", gettext_lazy("By telephone")
    MESSENGER = "messenger", gettext_lazy("By messenger")
    EMAIL = "email", gettext_lazy("By e-mail")
    LETTER = "letter", gettext_lazy("By letter")
    THROUGH = "through", gettext_lazy("Through somebody they trust")


HEARD_AT_ONCE = frozenset(
    {Channel.PHONE, Channel.MESSENGER, Channel.EMAIL}
)  # somebody nearby may hear or see it: hours count


class Answer(StrEnum):
    """Yes; no; or nobody knows well enough, so look before you do it."""

    YES = "yes"
    ASK = "ask"
    NO = "no"


@dataclass(frozen=True)
class Terms:
    """What was agreed with the person. No weekday means any; hours may run over midnight."""

    allowed: frozenset[str]
    days: frozenset[int] = frozenset()
    first: time | None = None
    last: time | None = None
    language: str = ""
    leaves_no_message: bool = False
    has_words: bool = False
    review_on: date | None = None


@dataclass(frozen=True)
class Verdict:
    """The answer, why it is so, and what to heed when doing it."""

    answer: Answer
    reasons: tuple[str, ...] = ()
    heed: tuple[str, ...] = ()

    @property
    def is_refused(self) -> bool:
        return self.answer == Answer.NO

    @property
    def is_open(self) -> bool:
        return self.answer == Answer.ASK

    @property
    def words(self) -> str:
        return " ".join(self.reasons)

    @property
    def label(self) -> str | Promise:
        return {Answer.YES: _("Agreed"), Answer.ASK: _("Look first"), Answer.NO: _("Do not")}[self.answer]

    @property
    def tone(self) -> str:
        return {Answer.YES: "good", Answer.ASK: "warn", Answer.NO: "bad"}[self.answer]


def may_contact(person: Any, channel: str, at: datetime | date | None = None) -> Verdict:
    """Whether this person may be reached this way: at a moment, on a day whose hour is open, or (without `at`) at all."""
    if person.erased_at is not None:
        return Verdict(Answer.NO, (_("This person was erased."),))
    plan = getattr(person, "safe_contact", None)
    return judge(plan.terms if plan is not None else None, channel, at, never=person.never_contact)


def judge(
    terms: Terms | None,
    channel: str,
    at: datetime | date | None = None,
    *,
    never: bool = False,
    knows_words: bool = True,
) -> Verdict:
    """The rule, from values. `knows_words` says whether whoever asks may read how to introduce themselves."""
    if never and (channel != Channel.THROUGH or terms is None or channel not in terms.allowed):
        return Verdict(Answer.NO, (_("This person must never be called or written to."),))
    if terms is None:
        return Verdict(
            Answer.ASK,
            (
                _(
                    "Nothing was agreed with this person yet: whoever picks up may be a danger. Read what is known, ask them at the next meeting."
                ),
            ),
        )
    against = tuple(_against(terms, Channel(channel), at, knows_words))
    if against:
        return Verdict(Answer.NO, against)
    heed = tuple(_heed(terms, Channel(channel)))
    if terms.review_on is not None and terms.review_on < _day(at):
        return Verdict(
            Answer.ASK,
            (_("What was agreed should have been looked at again by %(day)s.") % {"day": _short(terms.review_on)},),
            heed,
        )
    return Verdict(Answer.YES, (), heed)


def _against(terms: Terms, channel: Channel, at: datetime | date | None, knows_words: bool) -> Iterator[str]:
    if channel not in terms.allowed:
        agreed = [str(one.label) for one in Channel if one in terms.allowed]
        yield _("The person did not agree to this way. Agreed: %(ways)s.") % {
            "ways": ", ".join(agreed) or _("no way at all")
        }
        return
    if terms.has_words and not knows_words:
        yield _("How to introduce oneself was agreed; only those who work on the case know it. Leave the call to them.")
    if channel not in HEARD_AT_ONCE or at is None:
        return
    moment = timezone.localtime(at) if isinstance(at, datetime) and timezone.is_aware(at) else at
    if terms.days and moment.weekday() not in terms.days:
        yield _("Not on this day. Agreed: %(days)s.") % {"days": days_in_words(terms.days)}
    if isinstance(moment, datetime) and not within(terms.first, terms.last, moment.time()):
        yield _("Not at this hour. Agreed: %(hours)s.") % {"hours": hours_in_words(terms.first, terms.last)}


def _heed(terms: Terms, channel: Channel) -> Iterator[str]:
    if terms.has_words:
        yield _("Introduce yourself only as agreed.")
    if terms.leaves_no_message and channel in HEARD_AT_ONCE:
        yield _("Leave no message.")
    if terms.language:
        yield _("Language: %(language)s.") % {"language": VOCABULARIES["language"].label(terms.language)}


def within(first: time | None, last: time | None, hour: time) -> bool:
    """Whether an hour lies in a span; from 22:00 until 06:00 is the night."""
    if first is None or last is None:
        return True
    return first <= hour < last if first < last else hour >= first or hour < last


def hours_in_words(first: time | None, last: time | None) -> str:
    return f"{first:%H:%M} – {last:%H:%M}" if first and last else _("at any hour")


def days_in_words(days: Any) -> str:
    return ", ".join(str(WEEKDAYS[day]) for day in sorted(days)) if days else _("on any day")


def _day(at: datetime | date | None) -> date:
    if at is None:
        return timezone.localdate()
    if not isinstance(at, datetime):
        return at
    return (timezone.localtime(at) if timezone.is_aware(at) else at).date()


def _short(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
