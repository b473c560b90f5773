"""A report ready to be drawn: words already translated, figures only as addresses into a `SafeTable`.

Nothing here holds a count. A line says where its figures stand; what is not in the table is shown as not published.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from reports.tables import Dims, SafeTable, UnsealedTableError

NOTHING_TO_COMPARE = "…"


@dataclass(frozen=True)
class Words:
    """Fixed words of the document in its language."""

    contents: str
    indicator: str
    value: str
    not_published: str
    """A breakdown that was wished for and is protected."""
    not_reported: str
    """Nothing is known of this figure: no report was made for the period, or it was not counted then."""
    no_change: str
    definitions: str
    method: str
    context: str
    context_rule: str
    """How to read figures of others beside the organisation's own."""
    notes: str
    page: str
    """With {page} and {pages}."""
    source: str
    basis: str
    year: str
    of_whom: str
    chart_of: str
    """With {title}: what a chart's description begins with."""


@dataclass(frozen=True)
class Address:
    """Where a figure stands in the safe table."""

    indicator: str
    period: str
    scope: str = "total"
    dims: Dims = ()


class ColumnKind(StrEnum):
    VALUE = "value"
    CHANGE = "change"
    """Difference of two published figures of the same line."""
    SHARE = "share"
    """Share of a published figure in another one of the same line, in per cent."""


@dataclass(frozen=True)
class Column:
    """A column; a change or a share names the two value columns it is worked out from."""

    label: str
    kind: ColumnKind = ColumnKind.VALUE
    of: int = 0
    against: int = 0


@dataclass(frozen=True)
class Line:
    """A line of a table: its label, an address for every value column (None elsewhere), and marks of footnotes."""

    label: str
    addresses: tuple[Address | None, ...]
    footnotes: tuple[int, ...] = ()
    level: int = 0


class Chart(StrEnum):
    NONE = ""
    BARS = "bars"
    """One bar for each line, from the first column."""
    TREND = "trend"
    """One curve for each line over the value columns."""


@dataclass(frozen=True)
class Layout:
    """A table of the report, with a chart drawn from exactly the same figures."""

    title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    note: str = ""
    chart: Chart = Chart.NONE


@dataclass(frozen=True)
class Section:
    """Prosecution, Protection, Prevention or Partnership: a short text and its tables."""

    code: str
    title: str
    narrative: tuple[str, ...] = ()
    layouts: tuple[Layout, ...] = ()


@dataclass(frozen=True)
class Definition:
    """What an indicator counts."""

    term: str
    text: str


@dataclass(frozen=True)
class ContextRow:
    """A figure published by others (government, United Nations), never added to the organisation's own."""

    label: str
    year: str
    value: str
    basis: str
    source: str
    note: str = ""
    detail: str = ""
    """Of whom or what, where it is not everything."""

    @property
    def series(self) -> str:
        """What may stand in one table: the same thing, counted in the same way."""
        return f"{self.label} · {self.basis}"


@dataclass(frozen=True)
class ReportDocument:
    """Everything a renderer may use."""

    title: str
    organisation: str
    programme: str
    period: str
    language: str
    reference: str
    issued: str
    words: Words
    figures: SafeTable
    sections: tuple[Section, ...]
    footnotes: tuple[str, ...] = ()
    definitions: tuple[Definition, ...] = ()
    method: tuple[str, ...] = ()
    context: tuple[ContextRow, ...] = ()
    summary: tuple[str, ...] = field(default=())
    logo: bytes = field(default=b"", repr=False)
    """A PNG for the cover; other files have none."""

    def __post_init__(self) -> None:
        if not isinstance(self.figures, SafeTable):
            raise UnsealedTableError("a report is drawn from a safe table and nothing else")

    def read_values(self, layout: Layout, line: Line) -> list[float | None]:
        """The line's figures by column: published counts, and what follows from them; None when not published."""
        values = [self._read(address) for address in line.addresses]
        return [self._work_out(column, values, number) for number, column in enumerate(layout.columns)]

    def write_values(self, layout: Layout, line: Line) -> list[str]:
        """The line's figures as readers see them."""
        pairs = zip(layout.columns, self.read_values(layout, line), line.addresses, strict=True)
        return [self.write_value(column, value, address) for column, value, address in pairs]

    def write_value(self, column: Column, value: float | None, address: Address | None = None) -> str:
        """A figure in words; without one, why: protected, never reported, or nothing to compare with."""
        if value is None:
            return self._explain_gap(column, address)
        if column.kind is ColumnKind.CHANGE:
            return f"{'−' if value < 0 else '+'}{group_digits(abs(value))}" if value else self.words.no_change
        return f"{value:.0f} %" if column.kind is ColumnKind.SHARE else group_digits(value)

    def _explain_gap(self, column: Column, address: Address | None) -> str:
        if column.kind is not ColumnKind.VALUE or address is None:
            return NOTHING_TO_COMPARE
        name = "+".join(name for name, _ in address.dims)
        gap = address.indicator, address.period, address.scope, name
        absent = {(one.indicator, one.period, one.scope, one.breakdown) for one in self.figures.absences}
        return self.words.not_published if gap in absent else self.words.not_reported

    def _read(self, address: Address | None) -> int | None:
        if address is None:
            return None
        return self.figures.value_of(address.indicator, address.period, address.scope, address.dims)

    def _work_out(self, column: Column, values: list[int | None], number: int) -> float | None:
        if column.kind is ColumnKind.VALUE:
            return values[number]
        of, against = values[column.of], values[column.against]
        if of is None or against is None:
            return None
        if column.kind is ColumnKind.CHANGE:
            return of - against
        return round(100 * of / against) if against else None


def group_digits(value: float) -> str:
    """12345 as 12 345, with a thin space that does not break."""
    return f"{value:,.0f}".replace(",", "\u202f")
