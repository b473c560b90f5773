"""The promise, counted: hundreds of invented years, each published and then attacked in every way we know."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.disclosure import Ledger, Policy, Scope, check_certificate

from .attacks import BOTH, MONTHS, find_narrow, match
from .people import Person, attack, gather, publish

POLICY = Policy(k=3)
SCOPES = ((Scope(),), (Scope(), Scope("donor-north", ("north",))), (Scope("donor-both", ("north", "south")), Scope("donor-south", ("south",)), Scope()))
PLANS = (("sex",), ("type",), ("sex", "type"), ("type", "sex"))
EXAMPLES = 520
pytestmark = pytest.mark.xdist_group("disclosure")


@dataclass
class Taken:
    """What the attacks on all examples found."""

    examples: int = 0
    totals: int = 0
    printed: int = 0
    narrow: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    uncertain: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


people = st.lists(
    st.tuples(
        st.sampled_from(MONTHS),
        st.sampled_from(["north", "north", "south", "west"]),
        st.sampled_from(["female", "female", "male"]),
        st.sampled_from(["labour", "labour", "sexual", "other"]),
    ),
    min_size=4,
    max_size=20,
)


@pytest.fixture(scope="module")
def taken() -> Taken:
    """Random people, a random plan for random readers, periods in a random order: published, then attacked."""
    result = Taken()

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    @given(people, st.permutations([*MONTHS, BOTH]), st.sampled_from(SCOPES), st.sampled_from(PLANS))
    def attack_example(rows: list[Person], periods: list[str], scopes: tuple[Scope, ...], plan: tuple[str, ...]) -> None:
        raw = gather(rows, MONTHS, ("north", "south", "west"))
        ledger, releases = publish(raw, periods, policy=POLICY, scopes=scopes, breakdowns=plan)
        name = f"{sorted(Counter(rows).items())} {periods} {plan} {[scope.code for scope in scopes]}"
        result.examples += 1
        result.printed += any(figure.axis for figure in ledger.figures)
        result.narrow += [f"{name}: {each}" for each in find_narrow(raw, ledger.figures, POLICY)]
        audited = attack(raw, ledger.figures, POLICY)
        result.found += [f"{name}: {finding.explain()}" for finding in audited.findings]
        result.uncertain += [f"{name}: {each}" for each in audited.undecided]
        known = Ledger()
        for period, release in zip(periods, releases, strict=True):
            known = known.append(release.figures)
            result.uncertain += check_certificate(release.certificate, raw, known.figures, POLICY)
            months = MONTHS if period == BOTH else (period,)
            result.totals += 1
            if release.table.value_of("IDENT", period) != sum(row[0] in months for row in rows):
                result.wrong.append(f"{name}: total of {period}")

    attack_example()
    return result


def test_trying_every_table_that_fits_finds_nothing_small(taken: Taken, measure: Any) -> None:
    measure("D01", checked=taken.examples, failed=taken.narrow, note=f"{taken.printed} of them printed a breakdown")


def test_the_independent_auditor_finds_nothing_in_whole_lives(taken: Taken, measure: Any) -> None:
    measure("D06", checked=taken.examples, failed=[*taken.found, *taken.uncertain])


def test_totals_are_what_anybody_would_count(taken: Taken, measure: Any) -> None:
    measure("D04", checked=taken.totals, failed=taken.wrong)


def test_running_our_own_program_on_every_table_tells_little_more(measure: Any) -> None:
    matched = [match(totals, POLICY) for totals in ((6, 5), (7, 6))]
    small, proven, narrow = (sum(getattr(one, name) for one in matched) for name in ("small", "proven", "narrow"))
    told = f"{proven} of {small} small groups proven small = {100 * proven / small:.2f} %; {100 * narrow / small:.1f} % narrower than k"
    measure("D07", checked=small, failed=[told] if proven > 0.02 * small else [], note=told)
