"""The only module that reads live tables for publication: it freezes closed months and gives them as a `RawTable`.

A person has one place and one set of attributes in a year: those of the first frozen month in which they appear.
Later corrections of the case change later months only; a frozen month never changes.
Of a sum about people (nights, services, referrals) the month keeps how much it is and, as rows of people under the code
of the sum, beneath whom; what is added late is beneath nobody known.
"""

from __future__ import annotations

import calendar
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from access.crypto.keys import keyed_hash
from access.indicators import Indicator, Scope, Unit, declared
from casework.vocabulary import VOCABULARIES
from reports.counting import counting
from reports.disclosure.ladders import AGE_CODES, CITIZENSHIP_CODES, SEX_CODES, TYPE_CODES
from reports.models import MonthSnapshot
from reports.query import measure
from reports.tables import Axis, BeneathRow, Counting, IndicatorForm, ItemRow, PersonRow, RawTable

UNKNOWN = "unknown"
PLACES = (*VOCABULARIES["region"].codes, UNKNOWN)
AXES = (Axis("sex", SEX_CODES), Axis("age", AGE_CODES), Axis("citizenship", CITIZENSHIP_CODES), Axis("type", TYPE_CODES))
ONCE_A_YEAR = {
    "PROT_REGISTERED": (),
    "PROT_FIRST_CHILD": ("PROT_REGISTERED",),
    "PROT_REF_IN": ("PROT_REGISTERED",),
    "PROT_IDENT": (),
    "PROT_VICTIMS_RECOGNISED": (),
    "PROS_CASE_OPENED": (),
    "PROS_VICTIM_PARTICIPATION": (),
    "PROS_COMPENSATION": (),
    "PROT_FOREIGN_STAY": (),
}
ONCE_A_PERIOD: dict[str, tuple[str, ...]] = {"PROT_ASSIST_ALL": (), "PROT_SSS": ("PROT_ASSIST_ALL",), "PROT_SHELTER_ASSIST": ()}
ADDED_UP_ONCE_A_YEAR = {"PROT_LEGAL_HELP", "PROT_PSYCH_HELP", "PROT_MEDICAL_HELP", "PROT_EMPLOYED", "PROT_REPATRIATED"}
"""People by the kind of help: each once a year, in the first month of it, so that months add up. Protected like a sum and
never divided: every one of them is part of all who were helped, and as an exact count of its own beside that count it would
leave the breakdowns of neither (measured: hundreds of times as many worlds to find)."""
COUNTED_AT_FIRST = frozenset({
    "PROS_TRAINED", "PROT_VICTIMS_RECOGNISED", "PROT_REGISTERED", "PROT_FIRST_CHILD", "PROT_IDENT", "PROT_ASSIST_ALL", "PROT_SSS", "PROT_SERVICE",
    "PROT_DOCS", "PROT_REF_IN", "PROT_REF_OUT", "PROT_SHELTER_ASSIST", "PROT_BED_NIGHTS", "PROT_TURN_AWAYS", "PROT_HOTLINE_CALLS",
    "PROT_HOTLINE_INFO", "PROT_HOTLINE_TO_POLICE", "PROT_HOTLINE_CONFIRMED", "PREV_EVENTS", "PREV_OUTREACH_PEOPLE", "PREV_ARTICLES", "PREV_TVRADIO",
    "PREV_VIDEOS", "PREV_PRINT", "PREV_INSPECT", "PREV_RESEARCH", "PREV_DEMAND", "PREV_COMMISSION", "PREV_NAP", "PART_MEETINGS", "PART_MOU",
    "PART_JOINT", "PART_TRM",
})  # fmt: skip
"""What months count that were frozen before each month said what it counts."""
AGES = {"46_up": "46_plus"}
TYPES = {
    "sexual": "sexual",
    "forced_labour": "labour",
    "domestic_servitude": "labour",
    "debt_bondage": "labour",
    "child_labour": "labour",
    "forced_begging": "begging",
    "forced_criminality": "criminality",
    UNKNOWN: "unspecified",
}
LOCAL_UNITS = {Unit.EVENTS, Unit.ITEMS, Unit.PEOPLE_REACHED, Unit.AGREEMENTS}
FIELDS = ("counted", "by_region", "by_sex", "by_age", "by_origin", "by_citizenship", "by_type")
Frozen = tuple[str, str, str, str, str, str, str]
"""Token, indicator, place, sex, age, citizenship, type."""
UNTOLD = (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)
"""Beneath a sum only who it is counts, not what they are."""


@dataclass(frozen=True)
class FrozenMonth:
    """What is kept of a closed month."""

    month: str
    rows: tuple[Frozen, ...]
    items: tuple[tuple[str, str, int], ...]

    @classmethod
    def of(cls, kept: MonthSnapshot) -> FrozenMonth:
        """A month as it is kept: lists of the database become tuples again."""
        return cls(kept.month, tuple(tuple(row) for row in kept.rows), tuple(tuple(item) for item in kept.items))

    @property
    def sha256(self) -> str:
        return hashlib.sha256(json.dumps([self.month, self.rows, self.items], ensure_ascii=False).encode()).hexdigest()


def counts_people(indicator: Indicator) -> bool:
    """Does the report protect this figure as a count of people?"""
    return indicator.code in ONCE_A_YEAR or indicator.code in ONCE_A_PERIOD


def is_sum(indicator: Indicator) -> bool:
    """Is it about people without counting them? Then it is printed only where enough people stand beneath."""
    return indicator.needs_protection and not counts_people(indicator)


def adds_up_people(indicator: Indicator) -> bool:
    """Is it a sum of people, each once in a month and of some once in a year?"""
    return is_sum(indicator) and indicator.unit is Unit.PERSONS


def find_counting(indicator: Indicator) -> Counting:
    """How the report counts an indicator."""
    if indicator.code in ONCE_A_YEAR:
        return Counting.FIRST_IN_YEAR
    if indicator.code in ONCE_A_PERIOD:
        return Counting.DISTINCT
    return Counting.SUMS if is_sum(indicator) else Counting.ITEMS


def is_local(indicator: Indicator) -> bool:
    """May a programme of some regions have this figure for its regions? Otherwise only the organisation's total is given."""
    if indicator.is_stock:
        return False
    return counts_people(indicator) or (indicator.unit in LOCAL_UNITS and "region" in indicator.breakdowns)


def list_forms(organisation: str = "") -> tuple[IndicatorForm, ...]:
    """How every indicator counts; with an organisation's code before it where several organisations stand together."""
    before = f"{organisation}/" if organisation else ""
    forms = []
    for code, indicator in declared().items():
        wider = ONCE_A_YEAR.get(code) or ONCE_A_PERIOD.get(code) or ()
        among = before + indicator.among if indicator.among else ""
        forms.append(IndicatorForm(before + code, find_counting(indicator), tuple(before + one for one in wider), among))
    return tuple(forms)


def read_month(organisation_id: UUID, month: str) -> FrozenMonth:
    """Everything a report could need of one month, as the cases stand now."""
    year, number = int(month[:4]), int(month[5:])
    last = date(year, number, calendar.monthrange(year, number)[1])
    scope = Scope(date(year, number, 1), last, organisation_id)
    rows: list[Frozen] = []
    items: list[tuple[str, str, int]] = []
    with counting():
        for indicator in declared().values():
            if counts_people(indicator):
                rows += [row for _person, row in read_people(indicator, scope, month[:4])]
            else:
                items += read_items(indicator, scope)
                rows += read_beneath(indicator, scope, month[:4])
    return FrozenMonth(month, tuple(sorted(_keep_parts_inside(rows))), tuple(sorted(items)))


def codes_counted(kept: MonthSnapshot) -> frozenset[str]:
    """Which indicators this frozen month knows. One that is declared later was not counted then: not zero, but not reported."""
    return frozenset(kept.counted) or COUNTED_AT_FIRST


def list_counted(organisation_id: UUID, months: Iterable[str]) -> dict[str, frozenset[str]]:
    """For each of these months that is frozen, the indicators it knows."""
    kept = MonthSnapshot.objects.filter(organisation_id=organisation_id, month__in=list(months)).only("month", "counted")
    return {one.month: codes_counted(one) for one in kept}


def token_of(organisation_id: UUID, year: str, person: Any) -> str:
    """What stands for a person in one year's frozen months."""
    return keyed_hash(organisation_id=organisation_id, purpose="report-token", value=f"{year}|{person}").hex()


def read_people(indicator: Indicator, scope: Scope, year: str, only: Iterable[Any] | None = None) -> Iterator[tuple[Any, Frozen]]:
    """Each person once (or each of `only` these), with the row that is kept of them under the token of this year."""
    counted = indicator.rows(scope) if only is None else indicator.rows(scope).filter(counted__in=list(only))
    seen: set[Any] = set()
    for person, region, sex, age, origin, country, kind in counted.order_by("pk").values_list(*FIELDS):
        if person in seen:
            continue
        seen.add(person)
        assert scope.organisation_id is not None
        token = token_of(scope.organisation_id, year, person)
        place = region if region in PLACES else UNKNOWN
        yield person, (token, indicator.code, place, *_simplify(sex, age, origin, country, kind))


def _simplify(sex: str, age: str, origin: str, country: str, kind: str) -> tuple[str, str, str, str]:
    """Codes of the field as the coarser codes of the report."""
    known = {UNKNOWN: UNKNOWN} | {code: code for code in CITIZENSHIP_CODES}
    citizenship = "stateless" if origin == "stateless" else "KZ" if origin == "kz" else known.get(country, "other")
    return (
        sex if sex in SEX_CODES else UNKNOWN,
        AGES.get(age, age if age in AGE_CODES else UNKNOWN),
        citizenship,
        TYPES.get(kind, "other"),
    )


def _keep_parts_inside(rows: list[Frozen]) -> Iterator[Frozen]:
    """A part counts only where the whole counts, so that it is never larger."""
    present = {(row[0], row[1]) for row in rows}
    parts = {**ONCE_A_YEAR, **ONCE_A_PERIOD}
    return (row for row in rows if all((row[0], wider) in present for wider in parts.get(row[1], ())))


def read_items(indicator: Indicator, scope: Scope) -> Iterator[tuple[str, str, int]]:
    if adds_up_people(indicator):
        return  # how many are new in a month is told by the rows of people (see `gather`)
    rows = indicator.rows(scope).order_by()
    if "region" not in indicator.breakdowns:
        number = rows.aggregate(number=measure(indicator))["number"]
        yield from [(indicator.code, UNKNOWN, int(number))] if number else []
        return
    for row in rows.values("by_region").annotate(number=measure(indicator)):
        if row["number"]:
            yield indicator.code, row["by_region"] if row["by_region"] in PLACES else UNKNOWN, int(row["number"])


def read_beneath(indicator: Indicator, scope: Scope, year: str) -> Iterator[Frozen]:
    """Beneath whom a sum about people stands, place by place. One that does not say so has nobody beneath it."""
    if not is_sum(indicator) or not indicator.about:
        return
    assert scope.organisation_id is not None
    rows = indicator.rows(scope).filter(**{f"{indicator.about}__isnull": False}).order_by()
    if indicator.is_sum:
        rows = rows.filter(amount__gt=0)
    fields = (indicator.about, *(["by_region"] if "region" in indicator.breakdowns else []))
    for person, *region in rows.values_list(*fields).distinct():
        place = region[0] if region and region[0] in PLACES else UNKNOWN
        yield token_of(scope.organisation_id, year, person), indicator.code, place, *UNTOLD


def load_frozen(organisation_id: UUID) -> RawTable:
    """All frozen months of the organisation."""
    return gather(FrozenMonth.of(one) for one in MonthSnapshot.objects.filter(organisation_id=organisation_id).order_by("month"))


def gather(months: Iterable[FrozenMonth]) -> RawTable:
    """Frozen months as one table: each person of a year once, with everything they count in."""
    kept = list(_add_up_people(sorted(months, key=lambda one: one.month)))
    who: dict[str, tuple[str, tuple[str, ...]]] = {}
    presence: dict[str, set[tuple[str, str]]] = {}
    counted: set[tuple[str, str]] = set()
    sums = {form.code for form in list_forms() if form.counting is Counting.SUMS}
    for one in kept:
        fresh = _first_in_year(one, counted, sums)
        for token, indicator, place, *attributes in fresh:
            who.setdefault(token, (place, tuple(attributes)))
            presence.setdefault(token, set()).add((indicator, one.month))
    alike: dict[tuple[str, tuple[str, ...], frozenset[tuple[str, str]]], int] = {}
    for token, (place, codes) in who.items():
        key = place, codes, frozenset(presence[token])
        alike[key] = alike.get(key, 0) + 1
    return RawTable(
        indicators=list_forms(),
        axes=AXES,
        places=PLACES,
        months=tuple(one.month for one in kept),
        persons=tuple(PersonRow(*key, count) for key, count in alike.items()),
        items=tuple(ItemRow(code, one.month, place, number) for one in kept for code, place, number in one.items),
        beneath=tuple(_gather_beneath(kept, sums)),
    )


def _add_up_people(months: Iterable[FrozenMonth]) -> Iterator[FrozenMonth]:
    """The months with those who are added up counted as things: everybody once in a month, at one place; of some only the first."""
    added_up = {code for code, indicator in declared().items() if adds_up_people(indicator)}
    seen: set[tuple[str, str, str]] = set()
    for one in months:
        rows: list[Frozen] = []
        fresh: Counter[tuple[str, str]] = Counter()
        for row in one.rows:
            token, code, place = row[:3]
            key = token, code, "" if code in ADDED_UP_ONCE_A_YEAR else one.month
            if code not in added_up:
                rows.append(row)
            elif key not in seen:
                seen.add(key)
                rows.append(row)
                fresh[code, place] += 1
        yield FrozenMonth(one.month, tuple(rows), (*one.items, *((code, place, number) for (code, place), number in sorted(fresh.items()))))


def _gather_beneath(kept: Iterable[FrozenMonth], sums: set[str]) -> Iterator[BeneathRow]:
    """Who stands beneath each sum, those who do so in the same months and places together."""
    spots: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for one in kept:
        for token, code, place, *_rest in one.rows:
            if code in sums:
                spots.setdefault((code, token), set()).add((one.month, place))
    alike = Counter((code, frozenset(where)) for (code, _token), where in spots.items())
    return (BeneathRow(code, where, count) for (code, where), count in alike.items())


def _first_in_year(one: FrozenMonth, counted: set[tuple[str, str]], sums: set[str]) -> list[Frozen]:
    """People counted in the month without those that count once a year and were counted before (parts follow their whole)."""
    before = set(counted)
    rows = []
    for row in one.rows:
        token, code = row[0], row[1]
        if code in sums:
            continue
        if code in ONCE_A_YEAR:
            wider = ONCE_A_YEAR[code]
            if (token, code) in before or any((token, each) in before for each in wider):
                continue
            counted.add((token, code))
        rows.append(row)
    return rows
