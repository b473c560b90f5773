"""Every figure ever published as "sdc-publication/1": what the gate reads and what anybody may try to break.

Indicators that count a person once in each period cannot be added over months. Their periods are written as codes of
their own ("seen:2026Q1") with `period.order` saying which months lie inside: the largest month <= the quarter <= the
sum of its months.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from reports.disclosure.ladders import PLACE, Ladder
from reports.disclosure.ledger import TOTAL, Figure
from reports.disclosure.plan import Policy
from reports.periods import list_standard_periods
from reports.tables import Counting, RawTable

Children = dict[str, list[str]]
SEEN = "seen:"


def write_publication(
    raw: RawTable, figures: Sequence[Figure], *, policy: Policy, ladders: Mapping[str, Ladder], published_at: str = ""
) -> dict[str, object]:
    """The publication as plain values, ready for JSON. `raw` gives only shapes and codes, no counts."""
    places: Children = {TOTAL: list(raw.places)}
    releases: dict[tuple[str, str], list[dict[str, object]]] = {}
    for figure in figures:
        dims = _write_dims(raw, figure, ladders, places)
        value: object = figure.low if figure.is_exact else {"min": figure.low, "max": figure.high}
        releases.setdefault((figure.release or "1", figure.population), []).append({"dims": dims, "value": value})
    dimensions: dict[str, object] = {
        "period": _write_periods(raw, figures),
        PLACE: {"children": places},
        "indicator": _write_indicators(raw),
    }
    for axis in raw.axes:
        dimensions[axis.name] = {"children": _write_codes(axis.name, axis.codes, ladders.values(), figures)}
    return {
        "format": "sdc-publication/1",
        "k": policy.k,
        "null_min": 0,
        "dimensions": dimensions,
        "structural_zeros": [{PLACE: place, axis: code} for place, axis, code in raw.impossible],
        "open_scopes": sorted(scope for scope in {TOTAL, *policy.open_scopes} if policy.opens(scope)),
        "releases": [
            {"id": name, "published_at": published_at, "cells": cells} | ({"population": vintage} if vintage else {})
            for (name, vintage), cells in releases.items()
        ],
    }


def _write_dims(raw: RawTable, figure: Figure, ladders: Mapping[str, Ladder], places: Children) -> dict[str, str]:
    distinct = raw.form_of(figure.indicator).counting is Counting.DISTINCT
    dims = {"indicator": figure.indicator, "period": (SEEN if distinct else "") + figure.period}
    if figure.scope != TOTAL:
        dims[PLACE] = figure.scope
        places[figure.scope] = list(figure.scope_places)
    for ladder, code in figure.dims:
        axis = ladders[ladder].axis if ladder in ladders else figure.axis or PLACE
        if axis == PLACE:
            code = f"{figure.scope}/{code}" if figure.scope != TOTAL else code
            if list(figure.places) != [code]:
                places[code] = list(figure.places)
        dims[axis] = code
    return dims


def _write_periods(raw: RawTable, figures: Sequence[Figure]) -> dict[str, object]:
    tree: Children = {TOTAL: sorted({month[:4] for month in raw.months})}
    for period in list_standard_periods(raw.months):
        if len(period.months) > 1:
            tree[period.code] = list(period.months)
    for figure in figures:
        if len(figure.months) > 1:
            tree[figure.period] = list(figure.months)
    for year in tree[TOTAL]:
        tree.setdefault(year, [month for month in raw.months if month.startswith(year)])
    order: Children = {}
    for figure in figures:
        if raw.form_of(figure.indicator).counting is Counting.DISTINCT and len(figure.months) > 1:
            order[SEEN + figure.period] = [SEEN + month for month in figure.months]
    return {"children": tree, "order": order}


def _write_indicators(raw: RawTable) -> dict[str, object]:
    return {
        "nonadditive": True,
        "codes": [form.code for form in raw.indicators],
        "le": [[form.code, wider] for form in raw.indicators for wider in form.part_of],
        "things": [form.code for form in raw.indicators if not form.counts_people],
        "sums": {form.code: form.among for form in raw.indicators if form.counting is Counting.SUMS},
    }


def _write_codes(axis: str, codes: tuple[str, ...], ladders: Iterable[Ladder], figures: Sequence[Figure]) -> Children:
    children: Children = {TOTAL: list(codes)}
    for ladder in ladders:
        for rung in ladder.rungs if ladder.axis == axis else ():
            children |= {group.code: list(group.leaves) for group in rung.groups if group.leaves != (group.code,)}
    for figure in figures:
        if figure.axis == axis and figure.leaves != (figure.dims[0][1],):
            children[figure.dims[0][1]] = list(figure.leaves)
    return children
