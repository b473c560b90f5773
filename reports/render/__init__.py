"""Files of a published report: PDF, XLSX, CSV, JSON and charts, all from one `ReportDocument` and its `SafeTable`."""

from __future__ import annotations

from reports.render.charts import draw_chart
from reports.render.csv import render_csv
from reports.render.document import (
    Address,
    Chart,
    Column,
    ColumnKind,
    ContextRow,
    Definition,
    Layout,
    Line,
    ReportDocument,
    Section,
    Words,
)
from reports.render.json import render_json
from reports.render.pdf import render_pdf
from reports.render.xlsx import render_xlsx

RENDERERS = {"pdf": render_pdf, "xlsx": render_xlsx, "csv": render_csv, "json": render_json}
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}

__all__ = [
    "CONTENT_TYPES",
    "RENDERERS",
    "Address",
    "Chart",
    "Column",
    "ColumnKind",
    "ContextRow",
    "Definition",
    "Layout",
    "Line",
    "ReportDocument",
    "Section",
    "Words",
    "draw_chart",
    "render_csv",
    "render_json",
    "render_pdf",
    "render_xlsx",
]
