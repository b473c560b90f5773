"""Figures that readers have from others: a ministry, the TIP report, a court list.

They are rows of the ledger like ours, so that engine and auditor reckon with them, under a release "outside:SOURCE"
that is never printed as ours. What they give away by themselves nobody can take back; what ours would add to it is
then refused.
"""

from __future__ import annotations

from dataclasses import replace

from reports.disclosure.ledger import OUTSIDE, Figure, Ledger, LedgerContradictionError, count_figure
from reports.disclosure.plan import Scope
from reports.periods import read_period
from reports.tables import RawTable


def tell_outside(
    source: str, indicator: str, period: str, low: int, high: int | None = None, *,
    scope: Scope | None = None, axis: str = "", leaves: tuple[str, ...] = (),
) -> Figure:
    """What somebody else says of the same people; `high` above `low` where it is known only roughly."""
    where = scope or Scope()
    return Figure(
        indicator, period, read_period(period).months, where.code, low, low if high is None else high, places=where.places,
        scope_places=where.places, axis=axis, leaves=leaves, dims=((axis, "+".join(leaves)),) if axis else (),
        release=OUTSIDE + source,
    )  # fmt: skip


def add_outside(raw: RawTable, ledger: Ledger, figure: Figure) -> Ledger:
    """The ledger with this row. A figure that the frozen counts contradict speaks of other people: enter it as a range,
    or not at all."""
    if not figure.is_outside:
        raise ValueError("a figure of ours enters the ledger by being decided")
    if not figure.low <= count_figure(raw, figure) <= figure.high:
        raise LedgerContradictionError(f"{figure.indicator} {figure.period}: the frozen counts say otherwise")
    return ledger.append([replace(figure)])
