"""The two tables of the one door: `RawTable` (what was counted) and `SafeTable` (what may be shown).

A `RawTable` holds frozen people as counts of identical rows; nothing in it may leave the organisation.
A `SafeTable` comes only out of `reports.disclosure`; exporters and pages accept nothing else. Its cells are
sealed: a table that was built by hand, or altered after protection, refuses to exist.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from reports.columns import Columns, make_columns

_SEAL_KEY = secrets.token_bytes(32)
Dims = tuple[tuple[str, str], ...]
Presence = frozenset[tuple[str, str]]


class Counting(StrEnum):
    """How an indicator counts; the report explains it in a footnote (see `FOOTNOTE_KEYS`)."""

    FIRST_IN_YEAR = "first_in_year"
    """A person counts in one month of a year only, so months add up to quarters and years."""
    DISTINCT = "distinct"
    """A person counts once in each period in which they were seen: months do not add up to quarters."""
    ITEMS = "items"
    """Lectures, leaflets, meetings: not people, so nothing is hidden."""
    SUMS = "sums"
    """Nights, services, referrals: hang on people, so they are printed only where enough people stand beneath."""


FOOTNOTE_KEYS = {
    Counting.FIRST_IN_YEAR: "counted_once_a_year",
    Counting.DISTINCT: "counted_once_a_period",
    Counting.ITEMS: "counted_items",
    Counting.SUMS: "counted_sums",
}


@dataclass(frozen=True)
class IndicatorForm:
    """What the engine must know of an indicator: how it counts, and which larger indicator always contains it.

    `part_of` may be declared only when the smaller count is contained in the larger in every cell of every period.
    `among`: the count of people in which everybody beneath a sum is counted too.
    """

    code: str
    counting: Counting
    part_of: tuple[str, ...] = ()
    among: str = ""

    @property
    def counts_people(self) -> bool:
        return self.counting in {Counting.FIRST_IN_YEAR, Counting.DISTINCT}


@dataclass(frozen=True)
class Axis:
    """One attribute of a person with its finest codes; each person has exactly one of them (a main category)."""

    name: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class PersonRow:
    """So many people alike: main place, one code per axis, and the (indicator, month) pairs they count in."""

    place: str
    attributes: tuple[str, ...]
    presence: Presence
    count: int = 1


@dataclass(frozen=True)
class ItemRow:
    """So many things (not people) of one indicator, in a month, at a place."""

    indicator: str
    month: str
    place: str
    count: int


@dataclass(frozen=True)
class BeneathRow:
    """So many people beneath a sum, with the months and places in which something of it is theirs, within one year.

    They may be fewer than truly stand there (what is added late is nobody's), never more.
    """

    indicator: str
    spots: frozenset[tuple[str, str]]
    count: int = 1


class RawTableError(ValueError):
    """Counts that contradict what they claim to be; nothing is published from them."""


@dataclass(frozen=True)
class RawTable:
    """Unprotected counts of frozen months. Never shown, exported, logged or cached outside the organisation."""

    indicators: tuple[IndicatorForm, ...]
    axes: tuple[Axis, ...]
    places: tuple[str, ...]
    months: tuple[str, ...]
    persons: tuple[PersonRow, ...] = field(repr=False)
    items: tuple[ItemRow, ...] = field(default=(), repr=False)
    impossible: tuple[tuple[str, str, str], ...] = ()
    """(place, axis, code) that everybody knows cannot be: men in a women's shelter."""
    beneath: tuple[BeneathRow, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        if not self.axes:
            raise RawTableError("people need at least one attribute")
        forms = {form.code: form for form in self.indicators}
        for row in self.persons:
            self._check_person(row, forms)
        for item in self.items:
            known = item.indicator in forms and item.month in self.months and item.place in self.places
            if not known or forms[item.indicator].counts_people or item.count < 0:
                raise RawTableError("a row of things names an unknown indicator, month or place")
        for beneath in self.beneath:
            self._check_beneath(beneath, forms)

    def form_of(self, indicator: str) -> IndicatorForm:
        """How this indicator counts."""
        for form in self.indicators:
            if form.code == indicator:
                return form
        raise RawTableError(f"unknown indicator: {indicator}")

    def axis_index(self, name: str) -> int:
        """Where this attribute stands in a person's row."""
        for index, axis in enumerate(self.axes):
            if axis.name == name:
                return index
        raise RawTableError(f"unknown axis: {name}")

    @cached_property
    def columns(self) -> Columns:
        """The people as arrays: the same counts, many at a time."""
        return make_columns(self)

    def count_people(
        self, indicator: str, months: Iterable[str], places: Iterable[str] = (), axis: str = "", codes: Iterable[str] = ()
    ) -> int:
        """People seen under the indicator in any of the months, each once. No places means everywhere."""
        spots, where, wanted = {(indicator, month) for month in months}, set(places), set(codes)
        index = self.axis_index(axis) if axis else 0
        return sum(
            row.count
            for row in self.persons
            if not spots.isdisjoint(row.presence)
            and (not where or row.place in where)
            and (not axis or row.attributes[index] in wanted)
        )

    def count_items(self, indicator: str, months: Iterable[str], places: Iterable[str] = ()) -> int:
        """Things counted under the indicator in the months. No places means everywhere."""
        when, where = set(months), set(places)
        return sum(
            row.count
            for row in self.items
            if row.indicator == indicator and row.month in when and (not where or row.place in where)
        )

    def _check_beneath(self, row: BeneathRow, forms: dict[str, IndicatorForm]) -> None:
        if row.indicator not in forms or forms[row.indicator].counting is not Counting.SUMS or row.count < 1:
            raise RawTableError("people stand beneath something that is no sum")
        if any(month not in self.months or place not in self.places for month, place in row.spots):
            raise RawTableError("people stand beneath a sum in an unknown month or place")
        if len({month[:4] for month, _ in row.spots}) != 1:
            raise RawTableError("people beneath a sum are known within one year only")

    def _check_person(self, row: PersonRow, forms: dict[str, IndicatorForm]) -> None:
        if row.count < 1 or row.place not in self.places or len(row.attributes) != len(self.axes):
            raise RawTableError("a row of people has an unknown place, no count or the wrong number of attributes")
        if any(code not in axis.codes for code, axis in zip(row.attributes, self.axes, strict=True)):
            raise RawTableError("a row of people has a code that its axis does not know")
        if any((row.place, axis.name, code) in self.impossible for code, axis in zip(row.attributes, self.axes, strict=True)):
            raise RawTableError("a row of people is where it is said that nobody like them can be")
        seen: set[tuple[str, str]] = set()
        for indicator, month in row.presence:
            if indicator not in forms or not forms[indicator].counts_people or month not in self.months:
                raise RawTableError("a row of people counts in an unknown indicator or month")
            if forms[indicator].counting is Counting.FIRST_IN_YEAR:
                if (indicator, month[:4]) in seen:
                    raise RawTableError(f"{indicator} counts a person once a year; a row has two months of one year")
                seen.add((indicator, month[:4]))


def write_raw_json(raw: RawTable) -> str:
    """The frozen snapshot as text, always the same for the same counts; its hash names the snapshot."""
    persons = sorted([row.place, list(row.attributes), sorted(map(list, row.presence)), row.count] for row in raw.persons)
    body = {
        "format": "pana-raw/1",
        "indicators": [[form.code, form.counting.value, list(form.part_of), form.among] for form in raw.indicators],
        "axes": [[axis.name, list(axis.codes)] for axis in raw.axes],
        "places": list(raw.places),
        "months": list(raw.months),
        "persons": persons,
        "items": sorted([row.indicator, row.month, row.place, row.count] for row in raw.items),
        "impossible": sorted(map(list, raw.impossible)),
        "beneath": sorted([row.indicator, sorted(map(list, row.spots)), row.count] for row in raw.beneath),
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def read_raw_json(text: str) -> RawTable:
    """A frozen snapshot read back."""
    body = json.loads(text)
    if body.get("format") != "pana-raw/1":
        raise RawTableError("not a frozen snapshot")
    return RawTable(
        indicators=tuple(IndicatorForm(code, Counting(how), tuple(part), among) for code, how, part, among in body["indicators"]),
        axes=tuple(Axis(name, tuple(codes)) for name, codes in body["axes"]),
        places=tuple(body["places"]),
        months=tuple(body["months"]),
        persons=tuple(
            PersonRow(place, tuple(codes), frozenset((i, m) for i, m in seen), count)
            for place, codes, seen, count in body["persons"]
        ),
        items=tuple(ItemRow(*row) for row in body["items"]),
        impossible=tuple((place, axis, code) for place, axis, code in body["impossible"]),
        beneath=tuple(BeneathRow(code, frozenset((m, p) for m, p in spots), count) for code, spots, count in body["beneath"]),
    )


class UnsealedTableError(TypeError):
    """Somebody tried to make a publishable table without disclosure control, or changed one afterwards."""


@dataclass(frozen=True, order=True)
class SafeCell:
    """One figure that may be shown. `scope` "total" is the whole organisation; `value` None is not published."""

    indicator: str
    period: str
    scope: str
    dims: Dims
    value: int | None

    @property
    def breakdown(self) -> str:
        """Name of the breakdown the cell belongs to, empty for a top line."""
        return "+".join(name for name, _ in self.dims)


@dataclass(frozen=True, order=True)
class Absence:
    """A planned breakdown that is not shown. There is one public reason only, so that the reason tells nothing."""

    indicator: str
    period: str
    scope: str
    breakdown: str
    reason: str = "protected"


@dataclass(frozen=True)
class SafeTable:
    """The only figures exporters accept. Comes from `reports.disclosure`; `select` keeps the seal, editing breaks it."""

    k: int
    cells: tuple[SafeCell, ...]
    absences: tuple[Absence, ...] = ()
    seal: bytes = field(default=b"", repr=False, compare=False)

    def __post_init__(self) -> None:
        if not hmac.compare_digest(self.seal, _sign(self.k, self.cells, self.absences)):
            raise UnsealedTableError("only disclosure control makes tables that may be shown")

    def select(self, keep: Callable[[SafeCell | Absence], bool]) -> SafeTable:
        """The same figures, fewer of them: leaving some out never tells more."""
        cells = tuple(cell for cell in self.cells if keep(cell))
        absences = tuple(absence for absence in self.absences if keep(absence))
        return _admit(self.k, cells, absences)

    def join(self, other: SafeTable) -> SafeTable:
        """Figures of two published tables side by side; all of them are in the one ledger already."""
        cells = tuple(dict.fromkeys(self.cells + other.cells))
        return _admit(max(self.k, other.k), cells, tuple(dict.fromkeys(self.absences + other.absences)))

    def value_of(self, indicator: str, period: str, scope: str = "total", dims: Dims = ()) -> int | None:
        """The published figure, or None when there is none."""
        for cell in self.cells:
            if (cell.indicator, cell.period, cell.scope, cell.dims) == (indicator, period, scope, dims):
                return cell.value
        return None


def _sign(k: int, cells: tuple[SafeCell, ...], absences: tuple[Absence, ...]) -> bytes:
    return hmac.new(_SEAL_KEY, repr((k, cells, absences)).encode(), hashlib.sha256).digest()


def _admit(k: int, cells: tuple[SafeCell, ...], absences: tuple[Absence, ...]) -> SafeTable:
    # Called by reports.disclosure.sealing and by the methods above; tests/reports guards that nobody else does.
    return SafeTable(k, cells, absences, _sign(k, cells, absences))
