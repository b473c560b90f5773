"""From a report's published figures to the document that page, PDF, XLSX, CSV and JSON are drawn from."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from access.indicators import Indicator, offered
from access.indicators import Section as Part
from casework.vocabulary import VOCABULARIES
from reports.choices import months_until, name_month, name_period, previous, year_before
from reports.context.listing import read_context_rows
from reports.corrections import describe_corrections
from reports.datasets import ADDED_UP_ONCE_A_YEAR, counts_people, find_counting, is_sum
from reports.decisions import Setup, open_table, period_told, read_setup
from reports.logos.models import read_logo
from reports.models import Report
from reports.render import Address, Chart, Column, ColumnKind, Definition, Layout, Line, ReportDocument, Section
from reports.tables import Counting, SafeCell, SafeTable
from reports.wording import (
    FOOTNOTES,
    KINDS_NOTE,
    LADDER_NAMES,
    SECTION_NAMES,
    STOCK_NOTE,
    explain_sums,
    make_method,
    make_words,
    name_group,
)

SUMMARY = "summary"
CURVES = ("PROT_REGISTERED", "PROT_ASSIST_ALL", "PROT_SHELTER_ASSIST")
HOW = (Counting.FIRST_IN_YEAR, Counting.DISTINCT, Counting.ITEMS, Counting.SUMS)


def narrative_codes() -> tuple[str, ...]:
    """Where an author may write: a summary, and a text for each section."""
    return (SUMMARY, *(part.value for part in Part))


def compose(report: Report) -> ReportDocument:
    """The report as its readers see it, in the language of the programme."""
    setup = read_setup(report)
    with translation.override(setup.language):
        table = open_table(report)
        return ReportDocument(
            title=_("Report on help for victims of human trafficking"),
            organisation=report.organisation.name,
            programme=_describe_scope(setup),
            period=name_period(report.period),
            language=setup.language,
            reference=report.reference,
            issued=_describe_issue(report),
            words=make_words(),
            figures=table,
            sections=(*(_compose_section(part, report, setup, table) for part in Part), describe_corrections(report)),
            footnotes=(*(str(FOOTNOTES[how]) for how in HOW), str(STOCK_NOTE), str(KINDS_NOTE)),
            definitions=tuple(Definition(str(one.name), str(one.definition)) for one in _list_indicators(setup)),
            method=make_method(report.k),
            context=read_context_rows(report.context),
            summary=_split(report.narrative.get(SUMMARY, "")),
            logo=read_logo(setup.logo),
        )


def _describe_scope(setup: Setup) -> str:
    if not setup.regions:
        return _("%(programme)s: the whole organisation") % {"programme": setup.name}
    regions = ", ".join(VOCABULARIES["region"].labels(setup.regions, setup.language))
    return _("%(programme)s: %(regions)s") % {"programme": setup.name, "regions": regions}


def _describe_issue(report: Report) -> str:
    if report.published_at is None:
        return _("Draft, not published")
    return _("Published on %(day)s") % {"day": date_format(timezone.localtime(report.published_at), "j E Y" if translation.get_language() == "ru" else "DATE_FORMAT")}


def _list_indicators(setup: Setup, part: Part | None = None) -> list[Indicator]:
    return [one for code, one in offered().items() if code in setup.indicators and part in (None, one.section)]


def _compose_section(part: Part, report: Report, setup: Setup, table: SafeTable) -> Section:
    indicators = _list_indicators(setup, part)
    layouts = [_compare(indicators, report, setup)] if indicators else []
    if part is Part.PROTECTION:
        layouts += _draw_curves(indicators, report, setup, table)
    for indicator in indicators:
        layouts += _break_down(indicator, report, setup, table)
    return Section(part.value, str(SECTION_NAMES[part]), _split(report.narrative.get(part.value, "")), tuple(layouts))


def _compare(indicators: Sequence[Indicator], report: Report, setup: Setup) -> Layout:
    """This period, the one before and the same a year before, with the changes."""
    codes = (report.period, previous(report.period), year_before(report.period))
    columns = [Column(name_period(codes[0]))]
    for number, code in enumerate(codes[1:]):
        if code not in codes[1 : number + 1]:
            columns += [Column(name_period(code)), Column(_("Difference"), ColumnKind.CHANGE, of=0, against=len(columns))]
    shown = dict.fromkeys(codes)
    lines = [Line(_label(one, setup), _addresses(one, tuple(shown), setup), _marks(one)) for one in indicators]
    return Layout(_("Indicators"), tuple(columns), tuple(lines), _explain_gaps(indicators, report))


def _addresses(indicator: Indicator, codes: tuple[str, ...], setup: Setup) -> tuple[Address | None, ...]:
    first, *others = (_address(indicator, code, setup) for code in codes)
    found: list[Address | None] = [first]
    for other in others:
        found += [other, None]
    return tuple(found)


def _address(indicator: Indicator, period: str, setup: Setup) -> Address:
    """Where the figure of a period stands."""
    return Address(indicator.code, period_told(indicator, period), setup.scope_of(indicator.code))


def _label(indicator: Indicator, setup: Setup) -> str:
    if setup.regions and setup.scope_of(indicator.code) != setup.scope:
        return _("%(indicator)s (whole organisation)") % {"indicator": indicator.name}
    return str(indicator.name)


def _marks(indicator: Indicator) -> tuple[int, ...]:
    if indicator.is_stock or indicator.code in ADDED_UP_ONCE_A_YEAR:
        return (len(HOW) + (1 if indicator.is_stock else 2),)
    return (HOW.index(find_counting(indicator)) + 1,)


def _explain_gaps(indicators: Sequence[Indicator], report: Report) -> str:
    """Which breakdowns and sums were wished for and are protected, and the rule of each in one sentence."""
    return " ".join(filter(None, (_explain_sums(indicators, report), _explain_breakdowns(indicators, report))))


def _explain_sums(indicators: Sequence[Indicator], report: Report) -> str:
    gone = {gap["indicator"] for gap in report.absences if not gap["breakdown"]}
    hidden = [str(indicator.name) for indicator in indicators if indicator.code in gone and is_sum(indicator)]
    if not hidden:
        return ""
    gaps = _("Sums that are not published for this period: %(list)s.") % {"list": "; ".join(hidden)}
    return f"{gaps} {explain_sums(report.k)}"


def _explain_breakdowns(indicators: Sequence[Indicator], report: Report) -> str:
    hidden = []
    for indicator in indicators:
        names = [str(LADDER_NAMES[gap["breakdown"]]) for gap in report.absences if gap["indicator"] == indicator.code and gap["breakdown"]]
        if names:
            hidden.append(f"{indicator.name} ({', '.join(names)})")
    if not hidden:
        return ""
    rule = _("A breakdown is shown only when every group in it has at least %(k)s people and nobody can work out a smaller one.") % {"k": report.k}
    gaps = _("Breakdowns that are not published for this period: %(list)s.") % {"list": "; ".join(hidden)}
    return f"{gaps} {rule}"


def _break_down(indicator: Indicator, report: Report, setup: Setup, table: SafeTable) -> list[Layout]:
    """A table and a chart for every breakdown that is published."""
    if not counts_people(indicator):
        return []
    layouts = []
    for ladder, name in LADDER_NAMES.items():
        cells = [cell for cell in table.cells if _is_part(cell, indicator.code, report.period, setup.scope, ladder)]
        if cells:
            lines = tuple(
                Line(name_group(ladder, cell.dims[0][1]), (Address(cell.indicator, cell.period, cell.scope, cell.dims), Address(cell.indicator, cell.period, cell.scope), None))
                for cell in cells
            )
            columns = (Column(name_period(report.period)), Column(_("All")), Column(_("Share"), ColumnKind.SHARE, of=0, against=1))
            title = _("%(indicator)s: %(breakdown)s") % {"indicator": indicator.name, "breakdown": name}
            layouts.append(Layout(title, columns, lines, chart=Chart.BARS))
    return layouts


def _is_part(cell: SafeCell, indicator: str, period: str, scope: str, ladder: str) -> bool:
    return (cell.indicator, cell.period, cell.scope) == (indicator, period, scope) and [name for name, _code in cell.dims] == [ladder]


def _draw_curves(indicators: Sequence[Indicator], report: Report, setup: Setup, table: SafeTable) -> list[Layout]:
    """The last months as a curve, where at least two of them are published."""
    months = months_until(report.period)
    lines = []
    for indicator in indicators:
        addresses = tuple(Address(indicator.code, month, setup.scope_of(indicator.code)) for month in months)
        known = [table.value_of(one.indicator, one.period, one.scope) for one in addresses]
        if indicator.code in CURVES and sum(value is not None for value in known) > 1:
            lines.append(Line(str(indicator.name), addresses, _marks(indicator)))
    if not lines:
        return _draw_persons(indicators, report, setup, table)
    columns = tuple(Column(name_month(month)) for month in months)
    return [Layout(_("Month by month"), columns, tuple(lines), chart=Chart.TREND)]


def _draw_persons(indicators: Sequence[Indicator], report: Report, setup: Setup, table: SafeTable) -> list[Layout]:
    """Before there is a curve: the persons of this period as bars, all in one unit."""
    lines = tuple(
        Line(str(one.name), (_address(one, report.period, setup),), _marks(one))
        for one in indicators
        if counts_people(one)
        and table.value_of(one.code, period_told(one, report.period), setup.scope_of(one.code)) is not None
    )
    return [Layout(_("Persons in this period"), (Column(name_period(report.period)),), lines, chart=Chart.BARS)] if lines else []


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("\n") if part.strip())
