"""The collection as a page: one table for each kind of count of an indicator, so that nothing invites to be added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext as _

from reports.context.models import Base, ContextFigure
from reports.context.wording import name_detail, name_indicator, name_unit
from reports.render import ContextRow
from reports.render.document import group_digits

if TYPE_CHECKING:
    from reports.models import Report

YEARS_BACK = 2


@dataclass(frozen=True)
class ShownFigure:
    """One figure in words."""

    figure: ContextFigure
    value: str
    unit: str
    detail: str
    is_doubtful: bool

    @property
    def tongue(self) -> str:
        """The language of the words that are the source's own, where they are not the reader's: English, if they look like it."""
        one = self.figure
        return "en" if f"{one.period}{one.basis}{one.source}{one.note}".isascii() else ""

    @property
    def is_quoted(self) -> bool:
        """Are the words for whom or what the source's own?"""
        return self.detail == self.figure.detail and self.detail.isascii()


@dataclass(frozen=True)
class Series:
    """The figures of one indicator on one basis."""

    name: str
    base: str
    figures: list[ShownFigure] = field(default_factory=list)


def gather_series(figures: Iterable[Any]) -> list[Series]:
    """Figures by indicator and kind of count, in the order they come."""
    found: dict[tuple[str, str], Series] = {}
    for one in figures:
        series = found.setdefault((one.indicator, one.base), Series(name_indicator(one.indicator), str(Base(one.base).label)))
        series.figures.append(show(one))
    return list(found.values())


def show(one: Any) -> ShownFigure:
    return ShownFigure(one, write_value(one), name_unit(one.unit), name_detail(one.detail), bool(one.is_doubtful))


def write_value(one: ContextFigure) -> str:
    """The value with its decimals only where it has some."""
    whole = int(one.value)
    return group_digits(whole) if one.value == whole else f"{one.value:f}"


def list_context(report: Report) -> list[dict[str, str]]:
    """What stands beside a report: others' figures of its year and the two before, as words to keep with the report."""
    last = int(report.period[:4])
    mine = ContextFigure.objects.filter(organisation_id=report.organisation_id)
    with translation.override(report.setup["language"]):
        return [vars(_write(show(one))) for one in mine.with_doubts().beside(first=last - YEARS_BACK, last=last)]


def read_context_rows(kept: Iterable[dict[str, str]]) -> tuple[ContextRow, ...]:
    """The kept words as lines of a document."""
    return tuple(ContextRow(**row) for row in kept)


def _write(shown: ShownFigure) -> ContextRow:
    one = shown.figure
    doubts = [_("another source gives another number")] if shown.is_doubtful else []
    return ContextRow(
        label=name_indicator(one.indicator),
        detail=shown.detail,
        year=one.period,
        value=f"{shown.value} {shown.unit}",
        basis=str(Base(one.base).label),
        source=one.source,
        note="; ".join([*filter(None, [one.note]), *doubts]),
    )
