"""The only place where a `SafeTable` is sealed."""

from __future__ import annotations

from collections.abc import Iterable

from reports.disclosure.ledger import Figure, Ledger
from reports.tables import Absence, SafeCell, SafeTable, _admit


def seal(k: int, figures: Iterable[Figure], absences: Iterable[Absence]) -> SafeTable:
    """A table of figures that were decided to be safe."""
    return _admit(k, tuple(map(_show, figures)), tuple(absences))


def reopen(ledger: Ledger, *, k: int, release: str = "", absences: Iterable[Absence] = ()) -> SafeTable:
    """Figures of the ledger (of one release, or all) as a table: what was published may be shown again.

    What others told is no figure of ours and is left out.
    """
    rows = [one for one in ledger.figures if one.is_exact and not one.is_outside and release in ("", one.release)]
    return seal(k, rows, absences)


def _show(figure: Figure) -> SafeCell:
    return SafeCell(figure.indicator, figure.period, figure.scope, figure.dims, figure.low)
