"""What is asked of the engine, under which promise, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reports.disclosure.ledger import TOTAL, Figure, Ledger
from reports.periods import Period
from reports.tables import SafeTable


@dataclass(frozen=True)
class Policy:
    """The promise and how hard the engine may try. `k` can only be raised over an installation's life.

    `exact_totals`: the number of people of the whole organisation is public in every period, even 0 to 4.
    `open_scopes`: programmes whose own totals are public as well; whoever opens two opens their difference.
    `solves`: how many optimisations one examination may cost, and `budget` one release; when they are used up, less
    is printed. They are counted, not timed: the same release comes out on a slow machine.
    `cells`: the largest number of unknowns; above it the rarest patterns are held still, so less is printed.
    """

    k: int = 5
    exact_totals: bool = True
    open_scopes: frozenset[str] = frozenset()
    insiders: bool = True
    solves: int = 400
    budget: int = 4_000
    cells: int = 20_000

    def __post_init__(self) -> None:
        if not 3 <= self.k <= 11:
            raise ValueError("k must be between 3 and 11")

    def opens(self, scope: str) -> bool:
        """Are the totals of this scope public by decision?"""
        return (scope == TOTAL and self.exact_totals) or scope in self.open_scopes


@dataclass(frozen=True)
class Scope:
    """The whole organisation (no places) or a programme: a named set of places."""

    code: str = TOTAL
    places: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if (self.code == TOTAL) != (not self.places):
            raise ValueError("a programme needs places; the whole organisation has none listed")


@dataclass(frozen=True)
class Question:
    """One indicator in one period for one scope, and the ladders wished for, most wanted first."""

    indicator: str
    period: Period
    scope: Scope = Scope()
    breakdowns: tuple[str, ...] = ()


class Outcome(StrEnum):
    """Why a figure was or was not printed. Internal: the published reason is always the same."""

    PRINTED = "printed"
    ALREADY_PRINTED = "already_printed"
    SMALL_GROUP = "small_group"
    WOULD_REVEAL = "would_reveal"
    INSIDER = "insider"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Decision:
    """What became of one rung of one question. Kept inside: it says more than readers may know."""

    question: Question
    breakdown: str
    rung: int
    outcome: Outcome


@dataclass(frozen=True)
class Release:
    """The answer: the table that may be shown, the rows for the ledger, the reasons, and the proof."""

    table: SafeTable
    figures: tuple[Figure, ...]
    ledger: Ledger
    decisions: tuple[Decision, ...]
    certificate: str
