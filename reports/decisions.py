"""Deciding what a report may say: frozen months, the ledger under its lock, the engine, the gate."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from access.indicators import Indicator, declared, offered
from reports.datasets import counts_people, is_local, list_counted, load_frozen
from reports.disclosure import (
    Figure,
    Ledger,
    Policy,
    Question,
    Release,
    Scope,
    add_outside,
    protect,
    reopen,
)
from reports.disclosure.ledger import TOTAL, chain_figure, read_figures_json, write_figures_json
from reports.disclosure.regions import REGION
from reports.gate import LADDERS, list_ladders, pass_gate, write_all
from reports.models import LedgerFigure, MonthSnapshot, Report
from reports.periods import read_period
from reports.tables import Absence, SafeTable
from reports.workflow import SHOWN_TO_DONORS

MONTHLY_BREAKDOWNS = ("sex",)


class LedgerBroken(Exception):
    """A row of the ledger was changed or is missing; nothing is published until somebody has looked."""


@dataclass(frozen=True)
class Setup:
    """What of the programme decides the report, kept with the report so that later changes do not touch it."""

    code: str
    name: str
    regions: tuple[str, ...]
    indicators: tuple[str, ...]
    breakdowns: tuple[str, ...]
    language: str
    k: int
    logo: str = ""
    """Which picture stands on the cover."""

    @property
    def scope(self) -> str:
        return self.code if self.regions else TOTAL

    def scope_of(self, code: str) -> str:
        """Figures that have no region are given for the whole organisation."""
        return self.scope if is_local(declared()[code]) else TOTAL


def read_setup(report: Report) -> Setup:
    """The setup a report was made with."""
    kept: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in report.setup.items()}
    return Setup(**kept)


def lock_ledger(organisation_id: UUID) -> None:
    """One decision at a time in an organisation: two at once could leak together."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 7))", [str(organisation_id)])


def load_ledger(organisation_id: UUID) -> tuple[Ledger, str]:
    """Every figure decided so far and the hash of the last row; a broken chain is refused."""
    figures, last = [], ""
    for number, row in enumerate(LedgerFigure.objects.filter(organisation_id=organisation_id).order_by("seq"), start=1):
        (figure,) = read_figures_json(json.dumps([row.figure]))
        last = chain_figure(last, figure)
        if row.seq != number or row.hash != last:
            raise LedgerBroken
        figures.append(figure)
    return Ledger(tuple(figures)), last


def list_rows_to_append(organisation_id: UUID, ledger: Ledger, last: str, fresh: Iterable[Figure]) -> list[LedgerFigure]:
    """New rows of the ledger, each chained to the one before."""
    rows = []
    for number, figure in enumerate(fresh, start=len(ledger.figures) + 1):
        last = chain_figure(last, figure)
        (told,) = json.loads(write_figures_json([figure]))
        rows.append(LedgerFigure(organisation_id=organisation_id, seq=number, figure=told, hash=last))
    return rows


def list_questions(setup: Setup, period_code: str) -> list[Question]:
    """What the report asks of the engine; of a stock the total only, as the last month has it."""
    period = read_period(period_code)
    scope = Scope(setup.code, setup.regions) if setup.regions else Scope()
    allowed = setup.breakdowns if len(period.months) > 1 else tuple(b for b in setup.breakdowns if b in MONTHLY_BREAKDOWNS)
    questions = []
    for code, indicator in offered().items():
        if code in setup.indicators and indicator.is_stock:
            questions.append(Question(code, read_period(period_told(indicator, period_code))))
        elif code in setup.indicators:
            wished = tuple(name for name in allowed if name in (*LADDERS, REGION)) if counts_people(indicator) else ()
            questions.append(Question(code, period, scope if is_local(indicator) else Scope(), wished))
    return questions


def period_told(indicator: Indicator, period_code: str) -> str:
    """Under which period a figure of a report stands: how many there are on the last day is a figure of the last month."""
    return read_period(period_code).months[-1] if indicator.is_stock else period_code


def _ask(report: Report, setup: Setup, period_code: str) -> list[Question]:
    """What a report asks, or a longer one that closes with it: only what every one of the months asked about has counted."""
    counted = list_counted(report.organisation_id, read_period(period_code).months)
    asked = list_questions(setup, period_code)
    return [one for one in asked if all(one.indicator in counted[month] for month in one.period.months if month in counted)]


def list_longer(period_code: str) -> list[str]:
    """The year and the quarter that close together with this period, the longest first: they are decided before it."""
    period = read_period(period_code)
    year, quarter = period_code[:4], f"{period.months[-1][:4]}Q{(int(period.months[-1][5:]) + 2) // 3}"
    longer = [read_period(code) for code in (year, quarter)]
    return [one.code for one in longer if one.months[-1] == period.months[-1] and len(one.months) > len(period.months)]


def decide(report: Report, ledger: Ledger) -> tuple[Release, str]:
    """What may be published, and the hash of the frozen counts it rests on. Raises when the gate says no."""
    setup = read_setup(report)
    raw = load_frozen(report.organisation_id)
    release = protect(
        raw,
        questions=_ask(report, setup, report.period),
        ledger=ledger,
        policy=Policy(k=setup.k),
        ladders=list_ladders(report.organisation.region),
        release=report.reference,
        earlier=list_certificates(report),
        reserved=[question for code in list_longer(report.period) for question in _ask(report, setup, code)],
    )
    pass_gate(write_all(release.ledger.figures, k=setup.k))
    return release, hash_frozen(report.organisation_id)


def hash_frozen(organisation_id: UUID) -> str:
    """One hash for all frozen months: what the decision rested on."""
    kept = MonthSnapshot.objects.filter(organisation_id=organisation_id).order_by("month").values_list("month", "sha256")
    return name_frozen(kept)


def months_behind(report: Report) -> QuerySet[MonthSnapshot]:
    """The months that were frozen when a report was made, oldest first."""
    return MonthSnapshot.objects.filter(organisation_id=report.organisation_id, created_at__lte=report.built_at).order_by("month")


def name_frozen(months: Iterable[tuple[str, str]]) -> str:
    """One hash for frozen months and their hashes, oldest first."""
    return hashlib.sha256(json.dumps([list(pair) for pair in months]).encode()).hexdigest()


def list_certificates(report: Report, newest: int = 3) -> list[str]:
    """Proofs of earlier reports: their invented populations save work."""
    made = Report.objects.filter(organisation_id=report.organisation_id).exclude(certificate="").order_by("-built_at")
    return list(made.values_list("certificate", flat=True)[:newest])[::-1]


def keep_shown(release: Release) -> list[Any]:
    """The figures of a release's table as values for the report's row: only what may be shown."""
    shown = {(c.indicator, c.period, c.scope, c.dims) for c in release.table.cells}
    kept = [f for f in release.ledger.figures if not f.is_outside and (f.indicator, f.period, f.scope, f.dims) in shown]
    told: list[Any] = json.loads(write_figures_json(kept))
    return told


def read_figures(values: list[Any]) -> tuple[Figure, ...]:
    return read_figures_json(json.dumps(values))


def open_table(report: Report) -> SafeTable:
    """The report's own figures, and earlier published ones it may be compared with."""
    earlier = published_before(report)
    figures = {(f.indicator, f.period, f.scope, f.dims): f for f in (*earlier, *read_figures(report.figures))}
    absences = [Absence(**gap) for gap in report.absences]
    return reopen(Ledger(tuple(figures.values())), k=report.k, absences=absences)


def published_before(report: Report) -> list[Figure]:
    """Figures of reports of the same programme that were published before this one was."""
    others = Report.objects.filter(programme_id=report.programme_id, state="published").exclude(pk=report.pk)
    if report.published_at:
        others = others.filter(published_at__lt=report.published_at)
    return [figure for other in others.order_by("published_at") for figure in read_figures(other.figures)]


def list_published(organisation_id: UUID, *, prefix: str = "") -> list[Figure]:
    """Every figure ever given out, each under the report that said it first; withdrawn ones stay."""
    said: dict[tuple[object, ...], Figure] = {}
    reports = Report.objects.filter(organisation_id=organisation_id, state__in=SHOWN_TO_DONORS).order_by("published_at")
    before = f"{prefix}/" if prefix else ""
    for report in reports:
        for figure in read_figures(report.figures):
            name = (figure.indicator, figure.period, figure.scope, figure.dims)
            mine = replace(figure, indicator=before + figure.indicator, release=report.reference)
            said.setdefault(name, mine)
    return [*said.values(), *(replace(one, indicator=before + one.indicator) for one in list_outside(organisation_id))]


def list_outside(organisation_id: UUID) -> list[Figure]:
    """What readers know from others, as it was entered into the ledger."""
    return [figure for figure in load_ledger(organisation_id)[0].figures if figure.is_outside]


def list_outside_rows(organisation_id: UUID, figure: Figure) -> list[LedgerFigure]:
    """The row to append for a figure that readers have from others. Under the lock, in the transaction that appends it.

    Raises when the frozen counts contradict it: then it speaks of other people, or is known only as a range.
    """
    ledger, last = load_ledger(organisation_id)
    longer = add_outside(load_frozen(organisation_id), ledger, figure)
    return list_rows_to_append(organisation_id, ledger, last, longer.figures[len(ledger.figures) :])
