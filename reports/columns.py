"""A `RawTable` as arrays, made once for each table: counting hundreds of figures again would otherwise take minutes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from reports.tables import RawTable

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Columns:
    """Rows of people: which footprint (set of indicator and month), place and codes they have, and how many they are."""

    footprints: tuple[frozenset[tuple[str, str]], ...]
    spots: dict[tuple[str, str], Bools]
    footprint: Ints
    place: Ints
    codes: Ints
    count: Ints
    places: dict[str, int]
    axes: dict[str, int]
    numbers: tuple[dict[str, int], ...]

    def see(self, indicator: str, months: Iterable[str]) -> Bools:
        """Footprints that count under the indicator in any of these months."""
        seen = np.zeros(len(self.footprints), dtype=bool)
        for month in months:
            if (indicator, month) in self.spots:
                seen |= self.spots[indicator, month]
        return seen

    def count_people(
        self, indicator: str, months: Iterable[str], places: Iterable[str] = (), axis: str = "", codes: Iterable[str] = ()
    ) -> int:
        """The same as `RawTable.count_people`, for many questions."""
        chosen = self.see(indicator, months)[self.footprint]
        wanted = [self.places[place] for place in places]
        if wanted:
            chosen &= _mark(wanted, len(self.places))[self.place]
        if axis:
            number = self.axes[axis]
            known = self.numbers[number]
            chosen &= _mark([known[code] for code in codes], len(known))[self.codes[number]]
        return int(self.count[chosen].sum())


def make_columns(raw: RawTable) -> Columns:
    """The rows of a table as arrays."""
    ranks: dict[frozenset[tuple[str, str]], int] = {}
    footprint = [ranks.setdefault(row.presence, len(ranks)) for row in raw.persons]
    spots: dict[tuple[str, str], Bools] = {}
    for presence, rank in ranks.items():
        for spot in presence:
            spots.setdefault(spot, np.zeros(len(ranks), dtype=bool))[rank] = True
    places = {place: number for number, place in enumerate(raw.places)}
    numbers = tuple({code: number for number, code in enumerate(axis.codes)} for axis in raw.axes)
    codes = [[known[code] for known, code in zip(numbers, row.attributes, strict=True)] for row in raw.persons]
    return Columns(
        tuple(ranks),
        spots,
        np.array(footprint, dtype=np.int64),
        np.array([places[row.place] for row in raw.persons], dtype=np.int64),
        np.array(codes, dtype=np.int64).reshape(-1, len(raw.axes)).T,
        np.array([row.count for row in raw.persons], dtype=np.int64),
        places,
        {axis.name: number for number, axis in enumerate(raw.axes)},
        numbers,
    )


def _mark(chosen: list[int], size: int) -> Bools:
    marks = np.zeros(size, dtype=bool)
    marks[chosen] = True
    return marks
