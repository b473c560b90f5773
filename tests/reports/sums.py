"""Invented nights of invented people, and a reader who works out whatever follows from published sums."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

import numpy as np

from reports.disclosure import Figure, Ledger, Policy, Question, Release, Scope, protect
from reports.periods import read_period
from reports.tables import Axis, BeneathRow, Counting, IndicatorForm, ItemRow, PersonRow, RawTable

from .people import EMPTY, LADDERS

FORMS = (IndicatorForm("SHELTERED", Counting.DISTINCT), IndicatorForm("NIGHTS", Counting.SUMS, among="SHELTERED"))
Stay = dict[tuple[str, str], int]
"""One person's nights by month and place."""


def house(stays: Sequence[Stay], months: Sequence[str], places: Sequence[str] = ("north",)) -> RawTable:
    """People in a shelter: who was there in which month, and how many nights."""
    nights: dict[tuple[str, str], int] = {}
    for stay in stays:
        for cell, number in stay.items():
            nights[cell] = nights.get(cell, 0) + number
    return RawTable(
        FORMS,
        (Axis("sex", ("female", "male")),),
        tuple(places),
        tuple(months),
        tuple(PersonRow(sorted(stay)[0][1], ("female",), frozenset(("SHELTERED", month) for month, _ in stay)) for stay in stays if stay),
        tuple(ItemRow("NIGHTS", month, place, number) for (month, place), number in nights.items()),
        beneath=tuple(BeneathRow("NIGHTS", frozenset(stay)) for stay in stays if stay),
    )


def guests(number: int, *months: str, nights: int = 9, place: str = "north") -> list[Stay]:
    """So many people who were there in each of these months."""
    return [{(month, place): nights for month in months} for _ in range(number)]


def tell_nights(
    raw: RawTable, periods: Iterable[str], *, policy: Policy, scopes: Sequence[Scope] = (Scope(),), ledger: Ledger = EMPTY, people: bool = True
) -> tuple[Ledger, list[Release]]:
    """One release for each period: the sum, and the count of people beside it."""
    releases = []
    for code in periods:
        wished = ("SHELTERED", "NIGHTS") if people else ("NIGHTS",)
        questions = [Question(indicator, read_period(code), scope) for scope in scopes for indicator in wished]
        release = protect(raw, questions=questions, ledger=ledger, policy=policy, ladders=LADDERS, release=code)
        releases.append(release)
        ledger = release.ledger
    return ledger, releases


def list_told(figures: Iterable[Figure], indicator: str = "NIGHTS") -> list[str]:
    return [figure.period for figure in figures if figure.indicator == indicator]


def find_bare(stays: Sequence[Stay], raw: RawTable, figures: Sequence[Figure], k: int) -> list[str]:
    """Sets of months and places whose nights follow from the figures, with 1 to k-1 people beneath: by trying every set.

    A set is known when its mark is a weighted sum of the figures' marks (by least squares, another way than ours).
    """
    cells = [(month, place) for month in raw.months for place in raw.places]
    mine = [figure for figure in figures if figure.indicator == "NIGHTS"]
    if not mine:
        return []
    marks = np.array([[month in f.months and (not f.places or place in f.places) for month, place in cells] for f in mine], dtype=float)
    sets = np.array(list(product((0.0, 1.0), repeat=len(cells))))[1:]
    left = sets - sets @ np.linalg.pinv(marks) @ marks
    found = []
    for chosen in sets[np.abs(left).max(axis=1) < 1e-9]:
        inside = {cell for cell, taken in zip(cells, chosen, strict=True) if taken}
        beneath = sum(any(stay.get(cell) for cell in inside) for stay in stays)
        if 0 < beneath < k:
            found.append(f"{sorted(inside)}: {beneath} people")
    return found
