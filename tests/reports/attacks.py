"""What a reader can do with published figures and a computer: try every table, and run our own program on each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from reports.disclosure import Figure, Policy
from reports.tables import RawTable

from .people import gather, publish

MONTHS = ("2026-01", "2026-02")
BOTH = "2026-01..2026-02"
CODES = ("labour", "sexual", "other")
Table = tuple[tuple[int, ...], ...]
"""For each month how many of each code."""


def deal(total: int, cells: int) -> list[tuple[int, ...]]:
    """All ways to put so many people into so many cells."""
    if cells == 1:
        return [(total,)]
    return [(first, *rest) for first in range(total + 1) for rest in deal(total - first, cells - 1)]


def list_all_worlds(raw: RawTable, axis: str, figures: Iterable[Figure], months: Sequence[str]) -> np.ndarray:
    """Every table month × code that a reader of all figures cannot rule out, by trying all of them."""
    codes = raw.axes[raw.axis_index(axis)].codes
    ways = [np.array(deal(raw.count_people("IDENT", [month]), len(codes))) for month in months]
    grid = np.array(list(product(*(range(len(way)) for way in ways))))
    worlds = np.stack([way[grid[:, n]] for n, way in enumerate(ways)], axis=1)
    for figure in figures:
        when = [month in figure.months for month in months]
        which = [not figure.axis or code in figure.leaves for code in codes]
        worlds = worlds[worlds[:, when][:, :, which].sum(axis=(1, 2)) == figure.low]
    return worlds


def find_narrow(raw: RawTable, figures: Sequence[Figure], policy: Policy, months: Sequence[str] = MONTHS) -> list[str]:
    """Small groups about which trying every table leaves a reader surer than promised."""
    found = []
    for axis in ("sex", "type"):
        mine = [figure for figure in figures if figure.axis in ("", axis) and not figure.places]
        shown = {figure.leaves for figure in mine if figure.axis}
        if not shown:
            continue
        worlds = list_all_worlds(raw, axis, mine, months)
        codes = raw.axes[raw.axis_index(axis)].codes
        for spans, leaves in product([*((month,) for month in months), tuple(months)], {(code,) for code in codes} | shown):
            true, need = raw.count_people("IDENT", spans, (), axis, leaves), min(policy.k, raw.count_people("IDENT", spans))
            which = [code in leaves for code in codes]
            sizes = worlds[:, [month in spans for month in months]][:, :, which].sum(axis=(1, 2))
            if true < policy.k and (sizes.max() < need or sizes.max() - sizes.min() < need):
                found.append(f"{axis} {leaves} in {spans}: {sizes.min()} to {sizes.max()}")
    return found


@dataclass
class Matched:
    """How many small groups a reader who re-runs our program proves to be small, and how many narrows."""

    small: int = 0
    proven: int = 0
    narrow: int = 0


def match(totals: tuple[int, int], policy: Policy) -> Matched:
    """For every table with these totals: the tables for which our program would say the very same, ledger included."""
    alike: dict[tuple[object, ...], list[Table]] = {}
    for table in product(*(deal(total, len(CODES)) for total in totals)):
        people = [(m, "north", "female", code) for m, row in zip(MONTHS, table, strict=True) for code, n in zip(CODES, row, strict=True) for _ in range(n)]
        ledger, _ = publish(gather(people, MONTHS), (MONTHS[0], BOTH, MONTHS[1]), policy=policy, breakdowns=("type",))
        alike.setdefault(tuple((f.period, f.dims, f.low) for f in ledger.figures), []).append(table)
    result = Matched()
    need = np.minimum(policy.k, [*totals, sum(totals)])[:, None]
    for tables in alike.values():
        months = np.array(tables)
        cells = np.concatenate([months, months.sum(axis=1, keepdims=True)], axis=1)
        low, high = cells.min(axis=0), cells.max(axis=0)
        small = ((cells >= 1) & (cells < policy.k)).sum(axis=0)
        result.small += int(small.sum())
        result.proven += int(small[(low >= 1) & (high < policy.k)].sum())
        result.narrow += int(small[(high < need) | (high - low < need)].sum())
    return result
