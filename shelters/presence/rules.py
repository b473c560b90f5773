"""When somebody is expected back, and how long their word is kept. No database, no clock but the one given."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

KEPT_FOR = timedelta(hours=48)
LATEST = timedelta(days=31)
EVENING, NOON = time(21, 0), time(12, 0)
GROWN_UP = 18

BACK = (
    ("hour", _("in an hour")),
    ("hours", _("in three hours")),
    ("evening", _("this evening, by 21:00")),
    ("tomorrow", _("tomorrow, by noon")),
    ("unsaid", _("not said")),
)


def back_at(choice: str, now: datetime) -> datetime | None:
    """The moment of a choice, on the clock of the house. After nine in the evening, this evening is midnight."""
    if choice in {"hour", "hours"}:
        return now + timedelta(hours=1 if choice == "hour" else 3)
    if choice == "evening":
        evening = datetime.combine(now.date(), EVENING, now.tzinfo)
        return evening if evening > now else datetime.combine(now.date() + timedelta(days=1), time.min, now.tzinfo)
    if choice == "tomorrow":
        return datetime.combine(now.date() + timedelta(days=1), NOON, now.tzinfo)
    return None


def is_overdue(expected_at: datetime | None, now: datetime) -> bool:
    return expected_at is not None and expected_at < now


def age_group(birth_year: int | None, age_then: int | None, then: date, day: date) -> str:
    """`child`, `adult` or `unknown`. Who may still be seventeen counts as a child: the house errs on that side."""
    if birth_year is not None:
        return "child" if day.year - birth_year - 1 < GROWN_UP else "adult"
    if age_then is not None:
        return "child" if age_then + (day - then).days // 366 < GROWN_UP else "adult"
    return "unknown"


AGE_WORDS = {"child": _("Child"), "adult": _("Adult"), "unknown": _("Age not known")}
