"""Corrections: a second vintage of frozen counts, when the law demands that published figures be put right.

The new vintage is decided as a whole, against its own figures. Then it is held beside every earlier vintage: a figure
is printed only when it, and its difference to every other figure, moved by nobody or by k people and more; a breakdown
only when all of it may be; a sum about people only when it did not move at all. Leaving figures out never tells more, so what remains is as safe as what was decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from reports.disclosure.decide import protect
from reports.disclosure.ladders import Ladder
from reports.disclosure.ledger import Figure, Ledger
from reports.disclosure.plan import Policy, Question, Release
from reports.disclosure.sealing import seal
from reports.tables import Absence, Counting, Dims, RawTable

Name = tuple[str, str, str, Dims]


def protect_correction(
    raw: RawTable, *, population: str, questions: Sequence[Question], ledger: Ledger, policy: Policy,
    ladders: Mapping[str, Ladder], release: str = "",
) -> Release:
    """What may be said of corrected counts. Ask for the whole year at once; the earlier figures stay in the ledger."""
    if not population or any(figure.population == population for figure in ledger.figures):
        raise ValueError("a correction needs a name of its own")
    made = protect(
        raw, questions=questions, ledger=ledger, policy=policy, ladders=ladders, release=release, population=population
    )  # fmt: skip
    sums = {form.code for form in raw.indicators if form.counting is Counting.SUMS}
    kept = tuple(
        figure for figure in keep_unmoved(ledger, made.figures, policy.k) if figure.indicator not in sums or _list_moves(ledger, figure) == {0}
    )
    gone = {(f.indicator, f.period, f.scope, "+".join(name for name, _ in f.dims)) for f in made.figures if f not in kept}
    absences = (*made.table.absences, *(Absence(*each) for each in sorted(gone)))
    return Release(seal(policy.k, kept, absences), kept, ledger.append(kept), made.decisions, made.certificate)


def keep_unmoved(ledger: Ledger, fresh: Iterable[Figure], k: int) -> tuple[Figure, ...]:
    """Whole tables whose moves tell of nobody, or of at least k people."""
    tables: dict[tuple[str, str, str, str], list[Figure]] = {}
    for figure in fresh:
        tables.setdefault((figure.indicator, figure.period, figure.scope, "+".join(name for name, _ in figure.dims)), []).append(figure)
    kept: list[Figure] = []
    moved: dict[str, set[int]] = {}
    for table in tables.values():
        moves = {move for figure in table for move in _list_moves(ledger, figure)}
        known = moved.setdefault(table[0].indicator, {0})
        if all(move == other or abs(move - other) >= k for move in moves for other in known | moves):
            kept += table
            known |= moves
    return tuple(kept)


def _list_moves(ledger: Ledger, figure: Figure) -> set[int]:
    """By how much this figure differs from each earlier telling of it."""
    return {
        figure.low - old.low
        for old in ledger.figures
        if _name(old) == _name(figure) and old.population != figure.population and old.is_exact and not old.is_outside
    }


def _name(figure: Figure) -> Name:
    return figure.indicator, figure.period, figure.scope, figure.dims
