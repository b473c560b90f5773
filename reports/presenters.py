"""A report as a page: the same document that the files are drawn from, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reports.documents import compose
from reports.models import Report
from reports.narrative import Review, list_values, review
from reports.render import Chart, Layout, ReportDocument, draw_chart
from reports.render.charts import describe_chart


@dataclass(frozen=True)
class ShownTable:
    """A table with its words, and the number of its chart (0 when it has none)."""

    layout: Layout
    rows: list[tuple[Any, list[str]]]
    chart: int
    description: str


@dataclass(frozen=True)
class ShownSection:
    code: str
    title: str
    narrative: tuple[str, ...]
    tables: list[ShownTable]


def present(report: Report) -> dict[str, Any]:
    """Everything the page of a report shows."""
    document = compose(report)
    numbers = {id(layout): number for number, layout in enumerate(list_charts(document), start=1)}
    sections = [
        ShownSection(
            section.code, section.title, section.narrative,
            [show_layout(document, layout, numbers.get(id(layout), 0)) for layout in section.layouts],
        )
        for section in document.sections
    ]  # fmt: skip
    return {"document": document, "sections": sections}


def list_charts(document: ReportDocument) -> list[Layout]:
    """Tables that have a chart with something in it, in the order of the page."""
    layouts = [layout for section in document.sections for layout in section.layouts if layout.chart is not Chart.NONE]
    return [layout for layout in layouts if any(v is not None for line in layout.lines for v in document.read_values(layout, line))]


def draw(report: Report, number: int) -> bytes | None:
    """One chart of a report as a picture; None when there is no such chart."""
    document = compose(report)
    layouts = list_charts(document)
    return draw_chart(document, layouts[number - 1]) if 0 < number <= len(layouts) else None


def show_layout(document: ReportDocument, layout: Layout, chart: int) -> ShownTable:
    """A table in words, with the number of its chart (0 without one)."""
    rows = [(line, document.write_values(layout, line)) for line in layout.lines]
    return ShownTable(layout, rows, chart, describe_chart(document, layout) if chart else "")


def review_of(report: Report, texts: dict[str, str] | None = None) -> Review:
    """The second look at a report's texts (or at these), beside its own tables."""
    return review(report.narrative if texts is None else texts, list_values(compose(report)))
