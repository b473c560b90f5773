"""The proof kept with each release covers everything that was printed with it."""

from __future__ import annotations

import random

import pytest

from reports.disclosure import Ledger, Policy, Question, Scope, check_certificate, protect
from reports.periods import read_period

from .people import LADDERS, Person, gather

MONTHS = [f"2026-{number:02d}" for number in range(1, 13)]
POLICY = Policy(k=5)


def draw_year(seed: int, most: int, women: int) -> list[Person]:
    """A year of invented people, few in each month."""
    chance = random.Random(seed)
    return [
        (month, chance.choice(("north", "south")), chance.choices(("female", "male"), (women, 1))[0], chance.choice(("labour", "sexual", "other")))
        for month in MONTHS for _ in range(chance.randint(1, most))
    ]  # fmt: skip


@pytest.mark.parametrize(("most", "women"), [(5, 9), (9, 7)])
@pytest.mark.parametrize("seed", range(24))
def test_totals_printed_beside_a_reserved_year_are_in_its_proof(seed: int, most: int, women: int) -> None:
    """The year is decided with its last quarter. What is left when the totals told beside it are taken away from the
    year is a group like any other: a reader may not learn of it, and the proof of that release must show so.
    """
    people, ledger, earlier = draw_year(seed, most, women), Ledger(), []
    for code in ("2026-08", "2026Q3", "2026-10", "2026Q4", "2026-12"):
        closed = [month for month in MONTHS if month <= max(read_period(code).months)]
        raw = gather([one for one in people if one[0] in closed], closed)
        year = [Question("IDENT", read_period("2026"), Scope(), ("sex", "type"))] if code == "2026Q4" else []
        release = protect(
            raw, questions=[Question("IDENT", read_period(code), Scope(), ("sex", "type"))], ledger=ledger, policy=POLICY, ladders=LADDERS,
            release=code, earlier=earlier, reserved=year,
        )  # fmt: skip
        ledger, earlier = release.ledger, [*earlier, release.certificate]
        assert check_certificate(release.certificate, raw, ledger.figures, POLICY) == []
        assert {cell.period for cell in release.table.cells} == {code}
    assert any(figure.period == "2026" for figure in ledger.figures)
