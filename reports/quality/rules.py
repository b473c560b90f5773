"""The rules by which data are looked at before they are frozen: one line each, pure, in the order of the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.quality.records import UNKNOWN, Record

ADULT = 18
NEAR = timedelta(days=7)
LONG_STAY = timedelta(days=274)
"""Nine months: help is guaranteed for six and may be extended to nine."""


class Kind(StrEnum):
    MISSING = "missing"
    IMPLAUSIBLE = "implausible"
    CONTRADICTORY = "contradictory"


KIND_NAMES: dict[str, str | Promise] = {
    Kind.MISSING: _("Missing"),
    Kind.IMPLAUSIBLE: _("Implausible"),
    Kind.CONTRADICTORY: _("Contradictory"),
}
Find = Callable[[Sequence[Record], date], Iterable[UUID]]


@dataclass(frozen=True)
class Rule:
    """What is looked for, in a caseworker's words. Serious: the published figures would be wrong, not only coarser."""

    code: str
    kind: Kind
    name: str | Promise
    find: Find
    is_serious: bool = False


def each(test: Callable[[Record, date], bool]) -> Find:
    """A rule that looks at one case at a time."""
    return lambda records, today: [record.case_id for record in records if test(record, today)]


def has_no_age(record: Record, today: date) -> bool:
    return record.age is None and record.birth_year is None


def is_of_another_age(record: Record, today: date) -> bool:
    """Age and year of birth differ by more than the birthday explains."""
    if record.age is None or record.birth_year is None:
        return False
    return abs(record.registered_on.year - record.birth_year - record.age) > 1


def is_child_and_adult(record: Record, today: date) -> bool:
    """Counted as a child by one, as an adult by the other, whatever the birthday."""
    if record.age is None or record.birth_year is None:
        return False
    oldest = record.registered_on.year - record.birth_year
    return (record.age >= ADULT and oldest < ADULT) or (record.age < ADULT and oldest - 1 >= ADULT)


def is_helped_before_asking(record: Record, today: date) -> bool:
    return any(day < record.requested_on for day in record.dated_services)


def is_dated_ahead(record: Record, today: date) -> bool:
    days = (record.requested_on, record.registered_on, *record.dated_services, *(arrived for arrived, _left in record.stays))
    return any(day > today for day in days)


def is_housed_before_asking(record: Record, today: date) -> bool:
    return any(arrived < record.requested_on for arrived, _left in record.stays)


def is_housed_without_help(record: Record, today: date) -> bool:
    return bool(record.stays) and not record.services


def has_left_without_arriving(record: Record, today: date) -> bool:
    """The journal knows the last day in the shelter but not the first, or the case ended before somebody arrived."""
    closed = record.closed_on
    return (record.journal_until is not None and record.journal_from is None) or (
        closed is not None and any(arrived > closed for arrived, _left in record.stays)
    )


def is_housed_long(record: Record, today: date) -> bool:
    return any((left or today) - arrived > LONG_STAY for arrived, left in record.stays)


def is_closed_in_the_house(record: Record, today: date) -> bool:
    return record.is_closed and any(left is None for _arrived, left in record.stays)


def is_helped_after_closing(record: Record, today: date) -> bool:
    closed = record.closed_on
    return closed is not None and any(day > closed for day in record.dated_services)


def is_helped_undecided(record: Record, today: date) -> bool:
    return bool(record.services or record.stays) and not record.decisions


def is_confirmed_without_exploitation(record: Record, today: date) -> bool:
    return record.is_confirmed and not record.known_types


def is_no_victim_but_confirmed(record: Record, today: date) -> bool:
    return record.closure_reason == "not_a_victim" and record.is_confirmed


def is_stateless_citizen(record: Record, today: date) -> bool:
    return record.is_stateless and bool(record.citizenships)


def is_citizen_by_papers_only(record: Record, today: date) -> bool:
    return record.legal_status == "citizen_kz" and bool(record.citizenships) and "KZ" not in record.citizenships


def find_alike(records: Sequence[Record], today: date) -> Iterator[UUID]:
    """Two persons with the same sex, year of birth, citizenship, region and exploitation, who asked within a week."""
    alike: defaultdict[tuple[object, ...], list[Record]] = defaultdict(list)
    for record in records:
        if record.birth_year is not None and record.sex not in UNKNOWN and record.citizenships:
            alike[record.sex, record.birth_year, record.citizenships, record.region, record.types].append(record)
    for group in alike.values():
        for one in group:
            if any(is_near(one, other) for other in group):
                yield one.case_id


def is_near(one: Record, other: Record) -> bool:
    return one.person_id != other.person_id and abs(one.requested_on - other.requested_on) <= NEAR


MISSING, ODD, CLASH = Kind.MISSING, Kind.IMPLAUSIBLE, Kind.CONTRADICTORY
RULES: tuple[Rule, ...] = (
    Rule("no-sex", MISSING, _("Sex is not known"), each(lambda r, _t: r.sex in UNKNOWN)),
    Rule("no-age", MISSING, _("Neither age nor year of birth"), each(has_no_age)),
    Rule("no-citizenship", MISSING, _("No citizenship, and not stateless"), each(lambda r, _t: not r.citizenships and not r.is_stateless)),
    Rule("no-type", MISSING, _("No type of exploitation"), each(lambda r, _t: not r.known_types)),
    Rule("no-region", MISSING, _("No region"), each(lambda r, _t: r.region in UNKNOWN)),
    Rule("no-source", MISSING, _("Not said who referred the person"), each(lambda r, _t: r.source in UNKNOWN)),
    Rule("age-differs", ODD, _("Age and year of birth do not fit together"), each(is_of_another_age)),
    Rule("child-or-adult", ODD, _("A child by the year of birth, an adult by the age, or the other way round"), each(is_child_and_adult), True),
    Rule("dated-ahead", ODD, _("A date that has not come yet"), each(is_dated_ahead), True),
    Rule("help-before", ODD, _("A service before the person asked for help"), each(is_helped_before_asking), True),
    Rule("stay-before", ODD, _("A stay in the shelter before the person asked for help"), each(is_housed_before_asking)),
    Rule("left-unarrived", ODD, _("Left the shelter without having arrived"), each(has_left_without_arriving), True),
    Rule("stay-unhelped", ODD, _("A stay in the shelter without any service"), each(is_housed_without_help)),
    Rule("stay-long", ODD, _("In the shelter for more than nine months"), each(is_housed_long)),
    Rule("closed-present", CLASH, _("The case is closed, but the person still lives in the shelter"), each(is_closed_in_the_house), True),
    Rule("help-after", CLASH, _("A service after the case was closed"), each(is_helped_after_closing)),
    Rule("undecided", CLASH, _("Helped, but nobody has decided whether this is a victim"), each(is_helped_undecided)),
    Rule("type-none", CLASH, _("Confirmed as a victim, but no exploitation is recorded"), each(is_confirmed_without_exploitation), True),
    Rule("not-a-victim", CLASH, _("Closed as “not a victim”, but confirmed as a victim"), each(is_no_victim_but_confirmed), True),
    Rule("stateless-citizen", CLASH, _("Stateless and a citizen at once"), each(is_stateless_citizen), True),
    Rule("papers-differ", CLASH, _("Citizen of Kazakhstan by legal status, but not by citizenship"), each(is_citizen_by_papers_only)),
    Rule("twice", CLASH, _("Perhaps one person under two codes: alike in everything, within a week"), find_alike, True),
)
BY_CODE = {rule.code: rule for rule in RULES}
FIELDS: tuple[tuple[str | Promise, Callable[[Record], bool]], ...] = (
    (_("Sex"), lambda r: r.sex not in UNKNOWN),
    (_("Age"), lambda r: not has_no_age(r, date.min)),
    (_("Citizenship"), lambda r: bool(r.citizenships) or r.is_stateless),
    (_("Type of exploitation"), lambda r: bool(r.known_types)),
    (_("Region"), lambda r: r.region not in UNKNOWN),
    (_("Who referred"), lambda r: r.source not in UNKNOWN),
)


@dataclass(frozen=True)
class Finding:
    """What a rule found: the cases, each once."""

    rule: Rule
    cases: tuple[UUID, ...]

    @property
    def number(self) -> int:
        return len(self.cases)


@dataclass(frozen=True)
class Filled:
    """In how many of the cases a field is filled in."""

    name: str
    number: int
    total: int

    @property
    def share(self) -> int:
        """Whole per cent, rounded down: 100 means all of them."""
        return 100 * self.number // self.total if self.total else 100


def look_through(records: Sequence[Record], today: date) -> list[Finding]:
    """All findings, in the order of the rules; rules that find nothing are left out."""
    found = [Finding(rule, tuple(dict.fromkeys(rule.find(records, today)))) for rule in RULES]
    return [one for one in found if one.cases]


def measure_fields(records: Sequence[Record]) -> list[Filled]:
    """How complete the fields are by which figures are divided."""
    return [Filled(str(name), sum(1 for record in records if is_filled(record)), len(records)) for name, is_filled in FIELDS]
