"""JSON: the report's words and figures for other programs."""

from __future__ import annotations

import json
from typing import Any

from reports.render.document import Layout, ReportDocument


def render_json(document: ReportDocument) -> bytes:
    """The report as JSON bytes; null is a figure that is not published."""
    body = {
        "format": "pana-report/1",
        "reference": document.reference,
        "title": document.title,
        "organisation": document.organisation,
        "programme": document.programme,
        "period": document.period,
        "language": document.language,
        "issued": document.issued,
        "k": document.figures.k,
        "summary": list(document.summary),
        "sections": [
            {
                "code": section.code,
                "title": section.title,
                "narrative": list(section.narrative),
                "tables": [describe_layout(document, layout) for layout in section.layouts],
            }
            for section in document.sections
        ],
        "footnotes": list(document.footnotes),
        "definitions": [{"term": item.term, "text": item.text} for item in document.definitions],
        "method": list(document.method),
        "context": [vars(row) for row in document.context],
    }
    return json.dumps(body, ensure_ascii=False, indent=1).encode("utf-8")


def describe_layout(document: ReportDocument, layout: Layout) -> dict[str, Any]:
    """One table with its figures."""
    return {
        "title": layout.title,
        "columns": [column.label for column in layout.columns],
        "note": layout.note,
        "lines": [
            {"label": line.label, "values": document.read_values(layout, line), "cells": _list_cells(line)}
            for line in layout.lines
        ],
    }


def _list_cells(line: Any) -> list[dict[str, Any] | None]:
    return [
        None
        if address is None
        else {
            "indicator": address.indicator,
            "period": address.period,
            "scope": address.scope,
            "dims": dict(address.dims),
        }
        for address in line.addresses
    ]
