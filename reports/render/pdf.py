"""The report as PDF: text layer, bookmarks, tags and language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from access.typesetting import typeset
from reports.render.charts import describe_chart, draw_chart
from reports.render.document import Layout, ReportDocument, Section

_TEMPLATE = Path(__file__).with_name("report.typ")


def render_pdf(document: ReportDocument) -> bytes:
    """The report as PDF bytes; the same document always gives the same bytes."""
    return typeset(_TEMPLATE, report=_describe(document))


def _describe(document: ReportDocument) -> dict[str, Any]:
    words = document.words
    return {
        "title": document.title,
        "organisation": document.organisation,
        "programme": document.programme,
        "period": document.period,
        "language": document.language,
        "reference": document.reference,
        "issued": document.issued,
        "words": vars(words) | {"page": _split_page(words.page)},
        "logo": list(document.logo),
        "summary": list(document.summary),
        "sections": [_describe_section(document, section) for section in document.sections],
        "footnotes": list(document.footnotes),
        "definitions": [[item.term, item.text] for item in document.definitions],
        "method": list(document.method),
        "context": _describe_context(document),
    }


def _describe_context(document: ReportDocument) -> list[dict[str, Any]]:
    """Figures of others, one table for each thing that is counted in one way."""
    series: dict[str, list[list[str]]] = {}
    for row in document.context:
        series.setdefault(row.series, []).append([row.detail, row.year, row.value, row.source, row.note])
    return [{"title": title, "rows": rows} for title, rows in series.items()]


def _split_page(pattern: str) -> list[str]:
    before, _, rest = pattern.partition("{page}")
    between, _, after = rest.partition("{pages}")
    return [before, between, after]


def _describe_section(document: ReportDocument, section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "narrative": list(section.narrative),
        "tables": [_describe_table(document, layout) for layout in section.layouts],
    }


def _describe_table(document: ReportDocument, layout: Layout) -> dict[str, Any]:
    chart = draw_chart(document, layout)
    return {
        "title": layout.title,
        "columns": [column.label for column in layout.columns],
        "note": layout.note,
        "lines": [
            {
                "label": line.label,
                "level": line.level,
                "marks": ", ".join(map(str, line.footnotes)),
                "values": document.write_values(layout, line),
            }
            for line in layout.lines
        ],
        "chart": chart.decode() if chart else "",
        "alt": describe_chart(document, layout) if chart else "",
    }
