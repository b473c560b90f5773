"""Reads "sdc-publication/1" and refuses what it does not understand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

Leaves = frozenset[str]
OUTSIDE = "outside:"


class PublicationError(ValueError):
    """The file is not a publication, or contradicts itself."""


@dataclass(frozen=True)
class Dimension:
    """Codes of one dimension, each as the finest codes it is made of."""

    name: str
    codes: Mapping[str, Leaves]
    total: Leaves

    def expand(self, code: str) -> Leaves:
        if code not in self.codes:
            raise PublicationError(f"unknown code {code!r} in dimension {self.name!r}")
        return self.codes[code]


@dataclass(frozen=True)
class Statement:
    """One published cell: which codes, and the least and most it says."""

    indicator: str
    codes: tuple[tuple[str, str], ...]
    low: int
    high: int | None
    release: str


@dataclass(frozen=True)
class Publication:
    """All that a reader has."""

    k: int
    dimensions: Mapping[str, Dimension]
    contained: tuple[tuple[str, str], ...]
    order: Mapping[str, tuple[str, ...]]
    zeros: tuple[tuple[tuple[str, str], ...], ...]
    open_scopes: frozenset[str]
    populations: Mapping[str, tuple[Statement, ...]]
    things: frozenset[str]
    sums: Mapping[str, str]
    """Of the things those that hang on people (nights, services), each with the count in which these people are."""
    sums_told: Mapping[str, tuple[Statement, ...]]

    @property
    def outside(self) -> bool:
        """Is there a figure that somebody else told? (releases "outside:…")"""
        return any(row.release.startswith(OUTSIDE) for rows in self.populations.values() for row in rows)

    def leave_outside(self) -> Publication:
        """What readers had without the publisher's breakdowns: figures of others, and totals that are public anyway."""
        kept = {name: tuple(row for row in rows if self._is_known_anyway(row)) for name, rows in self.populations.items()}
        sums = {name: tuple(row for row in rows if row.release.startswith(OUTSIDE)) for name, rows in self.sums_told.items()}
        return replace(self, populations=kept, sums_told=sums)

    def _is_known_anyway(self, row: Statement) -> bool:
        codes = dict(row.codes)
        public = set(codes) <= {"period", "place"} and codes.get("place", "total") in self.open_scopes
        return public or row.release.startswith(OUTSIDE)


def read_publication(text: str) -> Publication:
    """The publication in a JSON text."""
    try:
        body = json.loads(text)
        if not isinstance(body, dict) or body.get("format") != "sdc-publication/1":
            raise PublicationError("not an sdc-publication/1 file")
        return _read_body(body)
    except (KeyError, TypeError, AttributeError, RecursionError, ValueError) as fault:
        raise PublicationError(f"cannot read the publication: {fault}") from fault


def _read_body(body: dict[str, Any]) -> Publication:
    k = int(body["k"])
    if k < 2:
        raise PublicationError("k must be at least 2")
    raw = dict(body["dimensions"])
    indicator = raw.pop("indicator", {})
    period = raw.get("period", {})
    things = frozenset(indicator.get("things", ()))
    statements = [pair for release in body["releases"] for pair in _read_release(release, int(body.get("null_min", 0)))]
    dimensions = {name: _read_dimension(name, spec, statements) for name, spec in raw.items()}
    sums = {str(code): str(among) for code, among in indicator.get("sums", {}).items()}
    populations: dict[str, list[Statement]] = {}
    sums_told: dict[str, list[Statement]] = {}
    for population, statement in statements:
        unknown = [name for name, _ in statement.codes if name not in dimensions]
        if unknown:
            raise PublicationError(f"unknown dimension {unknown[0]!r}")
        if statement.indicator in sums:
            sums_told.setdefault(population, []).append(statement)
        elif statement.indicator not in things:
            populations.setdefault(population, []).append(statement)
    return Publication(
        k=k,
        dimensions=dimensions,
        contained=tuple((str(small), str(wide)) for small, wide in indicator.get("le", ())),
        order={code: tuple(parts) for code, parts in period.get("order", {}).items()},
        zeros=tuple(tuple(sorted(zero.items())) for zero in body.get("structural_zeros", ())),
        open_scopes=frozenset(body.get("open_scopes", ["total"])),
        populations={name: tuple(rows) for name, rows in populations.items()},
        things=things,
        sums=sums,
        sums_told={name: tuple(rows) for name, rows in sums_told.items()},
    )


def _read_release(release: dict[str, Any], null_min: int) -> list[tuple[str, Statement]]:
    name, population = str(release.get("id", "")), str(release.get("population", ""))
    found = []
    for cell in release["cells"]:
        dims = dict(cell["dims"])
        indicator = str(dims.pop("indicator", ""))
        low, high = _read_value(cell.get("value"), null_min)
        found.append((population, Statement(indicator, tuple(sorted(dims.items())), low, high, name)))
    return found


def _read_value(value: object, null_min: int) -> tuple[int, int | None]:
    if value is None:
        return null_min, None
    if isinstance(value, dict):
        low, high = int(value.get("min", 0)), value.get("max")
        return low, None if high is None else int(high)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise PublicationError(f"not a count: {value!r}")
    return value, value


def _read_dimension(name: str, spec: dict[str, Any], statements: list[tuple[str, Statement]]) -> Dimension:
    children: dict[str, list[str]] = {code: list(below) for code, below in spec.get("children", {}).items()}
    known = set(children) | {code for below in children.values() for code in below}
    if name == "period":
        known |= set(spec.get("order", {})) | {code for parts in spec.get("order", {}).values() for code in parts}
    known |= {code for _, row in statements for dim, code in row.codes if dim == name}
    codes = {code: frozenset(_descend(code, children, ())) for code in known}
    total = codes.get("total") or frozenset().union(*codes.values())
    return Dimension(name, codes | {"total": total}, total)


def _descend(code: str, children: dict[str, list[str]], above: tuple[str, ...]) -> list[str]:
    if code in above:
        raise PublicationError(f"code {code!r} contains itself")
    if not children.get(code):
        return [code]
    leaves = [leaf for child in children[code] for leaf in _descend(child, children, (*above, code))]
    if len(leaves) != len(set(leaves)):
        raise PublicationError(f"children of {code!r} overlap")
    return leaves
