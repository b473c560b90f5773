"""Charts as SVG, drawn from the same figures as their table. They read in print, in grey and without colour sight."""

from __future__ import annotations

import io
import threading
from html import escape
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from reports.render.document import Chart, ColumnKind, Layout, ReportDocument, group_digits

_INK, _SOFT, _GRID = "#1d2b3a", "#5b6b7b", "#d9e0e7"
_SHADES = ("#1f4e79", "#6f9bc4", "#333f4c", "#a9bccd", "#7a5c2e", "#c9b48f")
_HATCHES = ("", "///", "", "...", "", "xxx")
_MARKS = ("o", "s", "^", "D", "v", "P")
_STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "svg.fonttype": "path",
    "svg.hashsalt": "pana",
    "hatch.linewidth": 0.6,
    "axes.edgecolor": _SOFT,
    "text.color": _INK,
    "axes.labelcolor": _INK,
    "xtick.color": _SOFT,
    "ytick.color": _INK,
}
_ONE_AT_A_TIME = threading.Lock()


def draw_chart(document: ReportDocument, layout: Layout) -> bytes | None:
    """The chart of a table as SVG bytes, or None when it has none or nothing of it is published."""
    series = [(line.label, _list_values(document, layout, n)) for n, line in enumerate(layout.lines)]
    series = [(label, values) for label, values in series if any(value is not None for value in values)]
    if not layout.chart or not series:
        return None
    with _ONE_AT_A_TIME, matplotlib.rc_context(_STYLE):
        figure = Figure(figsize=(6.7, _choose_height(layout, len(series))), layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
        if layout.chart is Chart.BARS:
            _draw_bars(axes, [(label, values[0]) for label, values in series if values and values[0] is not None])
        else:
            _draw_trend(axes, [c.label for c in layout.columns if c.kind is ColumnKind.VALUE], series)
        kept = io.StringIO()
        figure.savefig(kept, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    return _describe(kept.getvalue(), layout.title, describe_chart(document, layout)).encode()


def describe_chart(document: ReportDocument, layout: Layout) -> str:
    """The chart in words, for those who do not see it: the same figures, nothing else."""
    parts = []
    for line in layout.lines:
        words = document.write_values(layout, line)
        shown = [word for word, column in zip(words, layout.columns, strict=True) if column.kind is ColumnKind.VALUE]
        parts.append(f"{line.label}: {', '.join(shown[:1] if layout.chart is Chart.BARS else shown)}")
    return f"{document.words.chart_of.format(title=layout.title)} {'; '.join(parts)}."


def _list_values(document: ReportDocument, layout: Layout, number: int) -> list[float | None]:
    values = document.read_values(layout, layout.lines[number])
    return [value for value, column in zip(values, layout.columns, strict=True) if column.kind is ColumnKind.VALUE]


def _choose_height(layout: Layout, count: int) -> float:
    return 0.55 + 0.34 * count if layout.chart is Chart.BARS else 2.7


def _draw_bars(axes: Axes, bars: list[tuple[str, float | None]]) -> None:
    labels, values = [_wrap(label) for label, _ in bars], [value or 0.0 for _, value in bars]
    places = range(len(bars))
    drawn = axes.barh(places, values, height=0.62, color=_SHADES[0])
    axes.bar_label(drawn, [group_digits(value) for value in values], padding=4, fontsize=9)
    axes.set_yticks(places, labels)
    axes.invert_yaxis()
    axes.set_xlim(0, max(values) * 1.12 or 1)
    axes.xaxis.set_visible(False)
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="y", length=0)


def _draw_trend(axes: Axes, labels: list[str], series: list[tuple[str, list[float | None]]]) -> None:
    for number, (label, values) in enumerate(series):
        gaps = [float("nan") if value is None else value for value in values]
        shade, mark = _SHADES[number % len(_SHADES)], _MARKS[number % len(_MARKS)]
        dash = "-" if number % 2 == 0 else "--"
        axes.plot(range(len(gaps)), gaps, dash, color=shade, marker=mark, markersize=4.5, linewidth=1.6, label=label)
        if number == 0:
            for place, value in enumerate(values):
                if value is not None:
                    axes.annotate(group_digits(value), (place, value), (0, 6), textcoords="offset points", ha="center", fontsize=8)
    axes.set_xticks(range(len(labels)), [_wrap(label, 10) for label in labels], fontsize=8)
    axes.set_ylim(bottom=0)
    axes.margins(y=0.18)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.grid(axis="y", color=_GRID, linewidth=0.7)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    if len(series) > 1:
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2, frameon=False, fontsize=8)


def _wrap(label: str, width: int = 34) -> str:
    lines = [""]
    for word in label.split():
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def _describe(svg: str, title: str, words: str) -> str:
    """Title and description inside the picture, for screen readers."""
    head, tag, rest = svg.partition("<svg ")
    inside, end, body = rest.partition(">")
    return f'{head}{tag}role="img" {inside}{end}<title>{escape(title)}</title><desc>{escape(words)}</desc>{body}'
