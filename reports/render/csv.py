"""CSV: one row for each figure, UTF-8 with a mark so that spreadsheets read Kazakh, formulas defused."""

from __future__ import annotations

import csv
import io

from access.spreadsheets import defuse
from reports.render.document import ReportDocument


def render_csv(document: ReportDocument) -> bytes:
    """The report's figures as CSV bytes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["section", "table", "line", "column", "value"])
    for section in document.sections:
        for layout in section.layouts:
            for line in layout.lines:
                values, shown = document.read_values(layout, line), document.write_values(layout, line)
                for column, value, word in zip(layout.columns, values, shown, strict=True):
                    row = [section.title, layout.title, line.label, column.label]
                    writer.writerow([*map(defuse, row), defuse(word) if value is None else f"{value:.0f}"])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")
