"""Published figures over time: one indicator of one programme, or of several side by side, as a table with its chart.

Everything comes out of published reports; nothing is counted here, and there is no free question to ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils import translation
from django.utils.translation import gettext as _

from access.actors import Actor
from access.indicators import Indicator, declared
from reports.choices import name_period
from reports.decisions import Setup, period_told, read_figures, read_setup
from reports.disclosure import Figure, Ledger, reopen
from reports.models import Report
from reports.periods import read_period
from reports.render import Address, Chart, Column, Layout, Line, ReportDocument, Section
from reports.tables import Dims, SafeTable
from reports.wording import LADDER_NAMES, make_words, name_group
from reports.workflow import ReportState

LENGTHS = {1: "month", 3: "quarter", 6: "half", 12: "year"}
MOST = 18


@dataclass(frozen=True)
class Wish:
    """What somebody wants to look at: codes only. No programme means all of them, side by side."""

    indicator: str
    programme: str = ""
    breakdown: str = ""
    length: int = 1


@dataclass(frozen=True)
class Told:
    """The published figures of one programme: every report said its own, under the setup it was made with."""

    code: str
    setup: Setup
    organisation: str
    figures: tuple[Figure, ...]
    periods: frozenset[str]

    def prefix(self, indicator: str) -> str:
        """Programmes stand beside each other, never in one line: each has its own name for the indicator."""
        return f"{self.code}/{indicator}"


def gather_told(actor: Actor) -> list[Told]:
    """What was published to this reader (or by this organisation) and is not withdrawn, programme by programme."""
    rows = Report.objects.visible_to(actor).filter(state=ReportState.PUBLISHED).select_related("organisation")
    found: dict[str, list[Report]] = {}
    for report in rows.defer("certificate", "narrative", "context").order_by("setup__code", "published_at"):
        found.setdefault(read_setup(report).code, []).append(report)
    return [_tell(code, reports) for code, reports in found.items()]


def _tell(code: str, reports: Sequence[Report]) -> Told:
    newest = reports[-1]
    figures = {(f.indicator, f.period, f.scope, f.dims): f for report in reports for f in read_figures(report.figures)}
    return Told(code, read_setup(newest), newest.organisation.name, tuple(figures.values()), frozenset(r.period for r in reports))


def list_indicators(told: Iterable[Told]) -> list[Indicator]:
    """Indicators that any of these programmes has published."""
    codes = {figure.indicator for one in told for figure in one.figures}
    return [indicator for code, indicator in declared().items() if code in codes]


def list_breakdowns(told: Iterable[Told], indicator: str) -> list[str]:
    """Breakdowns that were published of the indicator at least once."""
    names = {name for one in told for f in one.figures if f.indicator == indicator for name, _code in f.dims}
    return [name for name in LADDER_NAMES if name in names]


def compose_over_time(told: Sequence[Told], wish: Wish) -> ReportDocument:
    """The wished figures as a document with one table and its chart, in the reader's language."""
    chosen = [one for one in told if wish.programme in ("", one.code)]
    periods = _list_periods(chosen, wish)
    indicator = declared()[wish.indicator]
    lines = tuple(line for one in chosen for line in _list_lines(one, wish, periods, alone=len(chosen) == 1))
    columns = tuple(Column(name_period(code)) for code in periods)
    chart = Chart.TREND if len(periods) > 1 else Chart.BARS
    title = f"{indicator.name}: {LADDER_NAMES[wish.breakdown]}" if wish.breakdown else str(indicator.name)
    layout = Layout(title, columns, lines, str(indicator.definition), chart if periods and lines else Chart.NONE)
    return ReportDocument(
        title=_("Published figures over time"), organisation="", programme="", period="", reference="", issued="",
        language=translation.get_language() or "en", words=make_words(), figures=_join(chosen),
        sections=(Section("over_time", title, (), (layout,)),),
    )  # fmt: skip


def _list_periods(told: Iterable[Told], wish: Wish) -> list[str]:
    codes = {code for one in told for code in one.periods if len(read_period(code).months) == wish.length}
    return sorted(codes)[-MOST:]


def _list_lines(one: Told, wish: Wish, periods: Sequence[str], *, alone: bool) -> list[Line]:
    """One line for the total, or one for each group that was ever published."""
    scope, indicator = one.setup.scope_of(wish.indicator), declared()[wish.indicator]
    groups = _list_groups(one, wish, periods, scope) if wish.breakdown else [()]
    before = "" if alone else f"{one.organisation}, {one.setup.name}"
    lines = []
    for dims in groups:
        name = name_group(*dims[0]) if dims else str(indicator.name) if alone else ""
        addresses = tuple(
            Address(one.prefix(wish.indicator), period_told(indicator, code), scope, dims) for code in periods
        )
        lines.append(Line(": ".join(filter(None, (before, name))), addresses))
    known = {figure.indicator for figure in one.figures}
    return lines if wish.indicator in known else []


def _list_groups(one: Told, wish: Wish, periods: Iterable[str], scope: str) -> list[Dims]:
    when = set(periods)
    found = [
        f.dims for f in one.figures
        if (f.indicator, f.scope) == (wish.indicator, scope) and f.period in when and [name for name, _c in f.dims] == [wish.breakdown]
    ]  # fmt: skip
    return list(dict.fromkeys(found))


def _join(told: Iterable[Told]) -> SafeTable:
    figures = [replace(figure, indicator=one.prefix(figure.indicator)) for one in told for figure in one.figures]
    k = max((one.setup.k for one in told), default=5)
    return reopen(Ledger(tuple(figures)), k=k)
