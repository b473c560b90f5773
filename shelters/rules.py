"""Decisions from values: does a bed suit, how fresh is what we know, how full was the house. No database, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

Span = tuple[date, date | None]
K = TypeVar("K")
FRESH, STALE = timedelta(hours=24), timedelta(hours=72)

REASONS = {
    "women": _("A bed for women"),
    "men": _("A bed for men"),
    "family": _("A family room"),
    "child": _("A bed for a child"),
    "accessible": _("Reached without stairs"),
    "cot": _("Has a cot"),
    "for_women_only": _("Only for women"),
    "for_men_only": _("Only for men"),
    "for_children_only": _("Only for children"),
    "no_room_for_children": _("No room for children"),
    "kept_for_families": _("Kept for families; ask the house"),
    "adults_room": _("A room with adults; ask the house"),
    "sex_not_known": _("Sex not known; ask the person"),
    "ask_the_house": _("Ask the house"),
    "stairs": _("Stairs on the way"),
    "no_cot": _("No cot"),
    "soon_out": _("Out of service soon"),
}
HARD = frozenset({"for_women_only", "for_men_only", "for_children_only", "no_room_for_children", "stairs"})


@dataclass(frozen=True)
class Wish:
    """Who needs a bed, as far as anybody may know before admission."""

    sex: str = "unknown"
    age_band: str = "unknown"
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True)
class BedFacts:
    kind: str
    is_accessible: bool = False
    has_cot: bool = False
    soon_out: bool = False


@dataclass(frozen=True)
class Suitability:
    """Whether a bed suits, with the reasons in words for and against."""

    pros: tuple[str, ...]
    cons: tuple[str, ...]

    @property
    def fits(self) -> bool:
        return not HARD.intersection(self.cons)

    @property
    def pros_in_words(self) -> list[str]:
        return [str(REASONS[code]) for code in self.pros]

    @property
    def cons_in_words(self) -> list[str]:
        return [str(REASONS[code]) for code in self.cons]


def suitability(wish: Wish, bed: BedFacts) -> Suitability:
    """Reasons for and against a bed. Hard ones (sex, age, stairs, children) rule it out; soft ones are for the house."""
    pros, cons = _by_kind(wish, bed.kind)
    if bed.is_accessible:
        pros.append("accessible")
    elif "wheelchair" in wish.needs:
        cons.append("stairs")
    if "cot" in wish.needs:
        (pros if bed.has_cot else cons).append("cot" if bed.has_cot else "no_cot")
    if bed.soon_out:
        cons.append("soon_out")
    return Suitability(tuple(pros), tuple(cons))


def _by_kind(wish: Wish, kind: str) -> tuple[list[str], list[str]]:
    with_children, is_child = "children" in wish.needs, wish.age_band == "under_18"
    if kind == "family":
        return ["family"], [] if with_children or is_child else ["kept_for_families"]
    if kind == "child":
        return ["child"], [] if is_child and not with_children else ["for_children_only"]
    own, other, only = ("female", "male", "for_women_only") if kind == "woman" else ("male", "female", "for_men_only")
    cons = []
    if wish.sex == other:
        cons.append(only)
    elif wish.sex != own:
        cons.append("sex_not_known" if wish.sex == "unknown" else "ask_the_house")
    if with_children:
        cons.append("no_room_for_children")
    if is_child:
        cons.append("adults_room")
    return ["women" if kind == "woman" else "men"] if wish.sex == own else [], cons


def freshness(checked_at: datetime, now: datetime) -> str:
    """How much to trust a count of beds: `fresh` within a day, `stale` within three, then `old`."""
    age = now - checked_at
    if age <= FRESH:
        return "fresh"
    return "stale" if age <= STALE else "old"


def minutes_left(expires_at: datetime, now: datetime) -> int:
    """Whole minutes until a hold runs out, never below nought."""
    return max(0, int((expires_at - now).total_seconds() // 60))


def days_within(span: Span, first: date, end: date) -> int:
    """Days of a span (its last day not counted) that fall into a period (its end not counted)."""
    start, stop = max(span[0], first), min(span[1] or end, end)
    return max(0, (stop - start).days)


def bed_nights(stays: Iterable[Span], first: date, end: date) -> int:
    """Nights slept in a period: each from the day of arrival; the day of leaving is not a night. Unit: person-nights."""
    return sum(days_within(stay, first, end) for stay in stays)


def available_bed_days(beds: Mapping[K, Span], outages: Mapping[K, Iterable[Span]], first: date, end: date) -> int:
    """Days on which a bed could be slept in: it exists and is not out of service. Unit: bed-days."""
    total = 0
    for key, span in beds.items():
        start, stop = max(span[0], first), min(span[1] or end, end)
        if stop > start:
            total += (stop - start).days - _covered(outages.get(key, ()), start, stop)
    return total


def _covered(spans: Iterable[Span], first: date, end: date) -> int:
    """Days of a period that lie in at least one of the spans."""
    covered, reached = 0, first
    for start, stop in sorted(((a, b or end) for a, b in spans)):
        begin, finish = max(start, reached), min(stop, end)
        if finish > begin:
            covered += (finish - begin).days
            reached = finish
    return covered


def occupancy(used: int, available: int) -> int | None:
    """Per cent of available bed-days that were slept in, rounded; above 100 when beds were used while out of service."""
    return None if available == 0 else round(100 * used / available)


def month_of(day: date) -> tuple[date, date]:
    """The first day of a day's month, and of the month after."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def week_of(day: date) -> list[date]:
    """Monday to Sunday of a day's week."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=number) for number in range(7)]
