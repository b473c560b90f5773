"""The proof kept with each release covers everything that was printed with it."""

from __future__ import annotations

import random

import pytest

from reports.disclosure import Ledger, Policy, Question, Scope, check_certificate, protect
from reports.periods import read_period

from .people import LADDERS, gather


@pytest.mark.parametrize("seed", range(6))
def test_every_proof_of_a_year_covers_all_that_was_printed_with_it(seed: int) -> None:
    """Totals printed after a breakdown make new groups (the year without its last quarter): the proof must know them.

    Months, quarters and the year reserved with the last of them, each release checked by its own certificate.
    """
    chance, months = random.Random(seed), [f"2026-{number:02d}" for number in range(1, 13)]
    people = [
        (month, chance.choice(("north", "south")), chance.choices(("female", "male"), (5, 1))[0], chance.choice(("labour", "sexual", "other")))
        for month in months for _ in range(chance.randint(6, 12))
    ]  # fmt: skip
    ledger, earlier, printed = Ledger(), [], 0
    for code in ("2026-10", "2026Q4", "2026-12", "2026"):
        raw = gather(people, months)
        reserved = [Question("IDENT", read_period("2026"), Scope(), ("sex", "type"))] if code == "2026Q4" else []
        asked = [Question("IDENT", read_period(code), Scope(), ("sex", "type"))]
        release = protect(raw, questions=asked, ledger=ledger, policy=Policy(k=5), ladders=LADDERS, release=code, earlier=earlier, reserved=reserved)
        ledger, earlier = release.ledger, [*earlier, release.certificate]
        printed += sum(bool(figure.dims) for figure in release.figures)
        assert check_certificate(release.certificate, raw, ledger.figures, Policy(k=5)) == []
        assert not any(cell.period == "2026" for cell in release.table.cells if code == "2026Q4")
    assert printed
