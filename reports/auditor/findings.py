"""What the auditor finds, and its verdict."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a reader learns about a group."""

    SMALL = "small"
    """There are between 1 and k-1 people in it."""
    BOUNDED = "bounded"
    """There are fewer than k people in it, perhaps nobody."""
    EMPTY = "empty"
    """Nobody is in it, though people were counted: all of them are something else."""
    NARROW = "narrow"
    """The reader is unsure about fewer than k people, and it may be small."""
    VINTAGE = "vintage"
    """Two versions of one figure differ by 1 to k-1 people."""
    SUM = "sum"
    """A sum about people (nights, services) is known beneath which fewer than k people can stand."""


@dataclass(frozen=True)
class Finding:
    """One group that readers know too much about."""

    kind: Kind
    indicator: str
    group: tuple[tuple[str, str], ...]
    low: float
    high: float
    need: int

    def explain(self) -> str:
        """In words, with the codes of the file only."""
        where = ", ".join(f"{name}={code}" for name, code in self.group) or "everybody"
        return f"{self.kind}: {self.indicator} {where}: between {self.low:g} and {self.high:g} (must stay unsure by {self.need})"


@dataclass
class Audit:
    """The verdict on a publication."""

    findings: list[Finding]
    undecided: list[str]
    targets: int = 0
    unknowns: int = 0

    @property
    def exit_code(self) -> int:
        return 1 if self.findings else 2 if self.undecided else 0
