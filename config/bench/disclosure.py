"""How long it takes to decide what may be published, how much is printed, and how much memory that needs.

Pure functions on invented frozen counts: no database. Reports arrive as in life: each closed month in its turn, and
where a year, a quarter and a month close together, the coarse one first. Every decision knows all earlier ones.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from config.bench.crowd import ASSISTED, FIRST_YEAR, REGISTERED, draw_crowd
from reports.datasets import AXES
from reports.decisions import MONTHLY_BREAKDOWNS
from reports.disclosure import Figure, Ledger, Policy, Question, Scope, protect
from reports.gate import list_ladders, write_all
from reports.periods import Period, list_standard_periods
from reports.tables import RawTable

LADDERS = list_ladders("KZ-75")
WISHED = tuple(LADDERS)
DONORS = (Scope("donor-a", ("KZ-75", "KZ-19")), Scope("donor-b", ("KZ-75", "KZ-33", "KZ-31")))
LENGTHS = {1: "month", 3: "quarter", 12: "year"}


@dataclass
class House:
    """One organisation publishing through the years, with how long each decision took."""

    raw: RawTable
    indicators: tuple[str, ...] = (REGISTERED,)
    scopes: tuple[Scope, ...] = (Scope(),)
    policy: Policy = field(default_factory=Policy)
    ledger: Ledger = field(default_factory=Ledger)
    certificates: list[str] = field(default_factory=list)
    seconds: dict[tuple[str, str], list[float]] = field(default_factory=dict)

    def publish(self, periods: Iterable[Period]) -> None:
        for period in periods:
            for scope in self.scopes:
                began = time.perf_counter()
                release = protect(
                    self.raw,
                    questions=list_lean_questions(self.indicators, period, scope),
                    ledger=self.ledger,
                    policy=self.policy,
                    ladders=LADDERS,
                    release=f"{period.code}/{scope.code}",
                    earlier=self.certificates[-3:],
                )
                took = time.perf_counter() - began
                self.seconds.setdefault((period.months[0][:4], LENGTHS[len(period.months)]), []).append(took)
                self.ledger = release.ledger
                self.certificates.append(release.certificate)


def list_lean_questions(indicators: Sequence[str], period: Period, scope: Scope) -> list[Question]:
    """Months: the total, and sex. Quarters and years: the total, and every ladder there is."""
    wished = WISHED if len(period.months) > 1 else MONTHLY_BREAKDOWNS
    return [Question(indicator, period, scope, wished) for indicator in indicators]


def list_lean_periods(raw: RawTable) -> list[Period]:
    """Months, quarters and years as they close; of those that close together the longest first."""
    found = [period for period in list_standard_periods(raw.months) if len(period.months) in LENGTHS]
    return sorted(found, key=lambda period: (period.months[-1], -len(period.months)))


def count_utility(raw: RawTable, figures: Sequence[Figure], indicator: str, k: int = 5) -> dict[str, float]:
    """The share of the lean plan's cells that are printed.

    The lean plan asks of one indicator, for the whole organisation, over one year: in each of 12 months the total and
    sex; in each of 4 quarters and in the year the total, sex, age, citizenship, type of exploitation and region. Its
    cells are the totals and every *finest* code of those breakdowns ("Uzbekistan", never "all others"). The
    denominator is the cells in which there truly are k people or more.

    `share_exact`: that very count is printed. `share`: it is, or a group is that holds it and fewer than k others
    ("men and all others" for men). No table that keeps its total could print more of such a cell: the difference to
    the total would be the fewer than k.
    """
    axes = {axis.name: axis.codes for axis in AXES}
    told: dict[tuple[str, str, bool], list[tuple[frozenset[str], int]]] = {}
    for figure in figures:
        if figure.indicator == indicator:
            inside = frozenset(figure.places or figure.leaves)
            told.setdefault((figure.period, figure.axis, bool(figure.places)), []).append((inside, figure.low))
    cells: list[tuple[str, int | None, int]] = []
    for period in list_lean_periods(raw):
        for name in ("", *list_lean_questions([indicator], period, Scope())[0].breakdowns):
            axis, placed = (name, False) if name in axes else ("", bool(name))
            for code in axes.get(name, raw.places) if name else ("",):
                true = raw.columns.count_people(indicator, period.months, (code,) if placed else (), axis, (code,))
                groups = [size for inside, size in told.get((period.code, axis, placed), ()) if code in inside or not name]
                if true >= k:
                    cells.append((name, min(groups, default=None), true))
    return {"cells": len(cells)} | _share(cells, k)


def _share(cells: list[tuple[str, int | None, int]], k: int) -> dict[str, float]:
    """Shares of the cells (breakdown, smallest printed group around it, true count)."""

    def share(chosen: list[tuple[str, int | None, int]], room: int) -> float:
        return round(sum(group is not None and group - true < room for _, group, true in chosen) / max(1, len(chosen)), 3)

    divided = [cell for cell in cells if cell[0]]
    totals = [cell for cell in cells if not cell[0]]
    return {
        "share": share(cells, k),
        "share_exact": share(cells, 1),
        "share_without_totals": share(divided, k),
        "share_of_totals": share(totals, 1),
    }


def measure_speed(cases: int, *, indicators: tuple[str, ...], scopes: tuple[Scope, ...]) -> dict[str, Any]:
    """Two years are published; then every decision of the third is timed, and the gate over all three."""
    house = House(draw_crowd(cases, 3, seed=1), indicators, scopes)
    house.publish(list_lean_periods(house.raw))
    last = str(FIRST_YEAR + 2)
    return {
        "cases_a_year": cases,
        "indicators": list(indicators),
        "scopes": [scope.code for scope in scopes],
        "figures": len(house.ledger.figures),
        "decision_seconds": {
            name: {"median": round(statistics.median(house.seconds[last, name]), 3), "worst": round(max(house.seconds[last, name]), 3)}
            for name in LENGTHS.values()
        },
        "gate": run_gate(house.ledger.figures),
    }


def run_gate(figures: Sequence[Figure]) -> dict[str, Any]:
    """The auditor in its own process on all figures, as before a publication."""
    text = json.dumps(write_all(figures, k=5))
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "reports.auditor", "-", "--json"], input=text, cwd=settings.BASE_DIR,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    seconds = round(time.perf_counter() - began, 2)
    told = json.loads(done.stdout)
    return {"seconds": seconds} | {name: told[name] for name in ("verdict", "exit_code", "targets", "unknowns")}


def measure_utility(cases: int, seeds: int) -> dict[str, Any]:
    """The share of the lean plan that one year of releases prints, for several invented years."""
    found = []
    for seed in range(1, seeds + 1):
        house = House(draw_crowd(cases, 1, seed))
        house.publish(list_lean_periods(house.raw))
        found.append(count_utility(house.raw, house.ledger.figures, REGISTERED))
    names = ("share", "share_exact", "share_without_totals", "share_of_totals")
    return {
        "cases_a_year": cases,
        "seeds": seeds,
        "cells": [one["cells"] for one in found],
        "shares": [one["share"] for one in found],
        **{f"median_{name}": round(statistics.median(one[name] for one in found), 3) for name in names},
    }


def measure_nation(cases: int) -> dict[str, Any]:
    """Everybody in the country in one ledger: the last year's plan, decided and gated."""
    raw = draw_crowd(cases, 1, seed=1, nationwide=True)
    house = House(raw)
    house.publish(list_lean_periods(raw))
    seconds = {name: round(max(house.seconds[str(FIRST_YEAR), name]), 2) for name in LENGTHS.values()}
    return {"cases": cases, "rows": len(raw.persons), "decision_seconds_worst": seconds, "gate": run_gate(house.ledger.figures)}


def measure_disclosure() -> dict[str, Any]:
    """Everything of `bench --disclosure`."""
    both = (REGISTERED, ASSISTED)
    organisation, shared = (Scope(),), (*DONORS, Scope())
    figures: dict[str, Any] = {
        "utility": [measure_utility(150, 10), measure_utility(1_000, 10)],
        "speed": [
            measure_speed(cases, indicators=indicators, scopes=scopes)
            for cases in (150, 1_000)
            for indicators in ((REGISTERED,), both)
            for scopes in (organisation, shared)
        ],
        "nation": measure_nation(100_000),
    }
    peak = {name: resource.getrusage(who).ru_maxrss // 1024 for name, who in (("deciding", resource.RUSAGE_SELF), ("gate", resource.RUSAGE_CHILDREN))}
    return figures | {"peak_memory_megabytes": peak}
