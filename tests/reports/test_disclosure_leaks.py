"""Differencing, situation by situation; and each protection switched off in turn, which the auditor must notice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest

from reports.auditor.attack import audit
from reports.auditor.reading import read_publication
from reports.disclosure import (
    Figure,
    Ledger,
    LedgerContradictionError,
    Policy,
    Question,
    Scope,
    add_outside,
    check_certificate,
    decide,
    examine,
    protect,
    protect_correction,
    reopen,
    tell_outside,
    vintages,
)
from reports.periods import read_period
from reports.tables import RawTable

from .attacks import BOTH, MONTHS
from .people import LADDERS, Person, attack, gather, publish, repeat

QUARTER = ("2026-01", "2026-02", "2026-03")
NEAR, WIDE = Scope("near", ("one",)), Scope("wide", ("one", "three"))
K = Policy()
KINDS = ("labour", "labour", "sexual", "other")
Situation = tuple[RawTable, tuple[Figure, ...]]


def small_changes() -> Iterator[tuple[int, int]]:
    return ((women, men) for women in range(5) for men in range(5) if women or men)


def one_more_between_releases() -> Iterator[Situation]:
    """January, then January to February, in which very few came."""
    for women, men in small_changes():
        raw = gather(repeat("2026-01", female=11, male=9) + repeat("2026-02", female=women, male=men), MONTHS)
        for order in (["2026-01", BOTH], [BOTH, "2026-01"]):
            yield raw, publish(raw, order, policy=K, breakdowns=("sex",))[0].figures


def two_donors_who_share_a_shelter() -> Iterator[Situation]:
    for women, men in small_changes():
        raw = gather(share(women, men), ("2026-01",), ("one", "two", "three"))
        yield raw, publish(raw, ["2026-01"], policy=K, scopes=(NEAR, WIDE, Scope()), breakdowns=("sex",))[0].figures


def share(women: int, men: int) -> list[Person]:
    both = repeat("2026-01", "one", female=8, male=8) + repeat("2026-01", "two", female=9, male=9)
    return both + repeat("2026-01", "three", female=women, male=men)


def corrections() -> Iterator[Situation]:
    for women, men in small_changes():
        before = gather(repeat("2026-01", female=11, male=9), MONTHS)
        after = gather(repeat("2026-01", female=11 + women, male=9 + men), MONTHS)
        ledger, _ = publish(before, ["2026-01"], policy=K, breakdowns=("sex",))
        yield before, correct(after, ledger)


def correct(after: RawTable, ledger: Ledger) -> tuple[Figure, ...]:
    questions = [Question("IDENT", read_period("2026-01"), breakdowns=("sex",))]
    made = protect_correction(after, population="corrected", questions=questions, ledger=ledger, policy=K, ladders=LADDERS, release="again")
    return made.ledger.figures


def withdrawn_and_made_again() -> Iterator[Situation]:
    """A withdrawn report stays in the ledger: the next one reckons with it."""
    for women, men in small_changes():
        raw = gather(repeat("2026-01", female=9, male=8) + repeat("2026-02", female=women, male=men), MONTHS)
        withdrawn, _ = publish(raw, ["2026-01"], policy=K, breakdowns=("sex",))
        yield raw, publish(raw, [BOTH], policy=K, breakdowns=("sex",), ledger=withdrawn)[0].figures


def quarter_minus_months() -> Iterator[Situation]:
    for women, men in small_changes():
        rows = repeat("2026-01", female=9, male=8) + repeat("2026-02", female=7, male=7) + repeat("2026-03", female=women, male=men)
        raw = gather(rows, QUARTER)
        yield raw, publish(raw, [*QUARTER, "2026Q1"], policy=K, breakdowns=("sex",))[0].figures


def all_of_them() -> Iterator[Situation]:
    for number in range(1, 25):
        raw = gather(repeat("2026-01", female=number), MONTHS)
        yield raw, publish(raw, ["2026-01"], policy=K, breakdowns=("sex",))[0].figures


SITUATIONS: tuple[Callable[[], Iterator[Situation]], ...] = (
    one_more_between_releases, two_donors_who_share_a_shelter, corrections, withdrawn_and_made_again, quarter_minus_months, all_of_them,
)  # fmt: skip


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda one: one.__name__)
def test_no_difference_of_published_figures_is_small(situation: Callable[[], Iterator[Situation]], measure: Any) -> None:
    checked, failed = 0, []
    for raw, figures in situation():
        checked += 1
        result = attack(raw, figures, K)
        failed += [f"{situation.__name__}: {finding.explain()}" for finding in result.findings] + result.undecided
    assert checked >= 24
    measure("D02", checked=checked, failed=failed, part=True)


def leak_of_a_lower_k(monkeypatch: Any) -> Situation:
    raw = gather(repeat("2026-01", female=11, male=3), MONTHS)
    return raw, publish(raw, ["2026-01"], policy=Policy(k=3), breakdowns=("sex",))[0].figures


def leak_of_small_groups(monkeypatch: Any) -> Situation:
    monkeypatch.setattr(decide, "min", lambda *_: 99, raising=False)
    monkeypatch.setattr(decide, "examine", lambda *_: decide.Outcome.PRINTED)
    raw = gather(repeat("2026-01", female=11), MONTHS)
    return raw, publish(raw, ["2026-01"], policy=K, breakdowns=("sex",))[0].figures


def leak_of_a_missing_examination(monkeypatch: Any) -> Situation:
    monkeypatch.setattr(decide, "examine", lambda *_: decide.Outcome.PRINTED)
    return list(quarter_minus_months())[6]


def leak_of_a_forgotten_ledger(monkeypatch: Any) -> Situation:
    raw, _ = next(one_more_between_releases())
    return raw, tuple(f for code in ("2026-01", BOTH) for f in publish(raw, [code], policy=K, breakdowns=("sex",))[0].figures)


def leak_of_a_ledger_for_each_donor(monkeypatch: Any) -> Situation:
    raw = gather(share(1, 2), ("2026-01",), ("one", "two", "three"))
    return raw, tuple(f for scope in (NEAR, WIDE) for f in publish(raw, ["2026-01"], policy=K, scopes=(scope,), breakdowns=("sex",))[0].figures)


def leak_of_a_programmes_small_total(monkeypatch: Any) -> Situation:
    raw = gather(share(1, 2), ("2026-01",), ("one", "two", "three"))
    few = Scope("few", ("three",))
    return raw, publish(raw, ["2026-01"], policy=Policy(open_scopes=frozenset({"few"})), scopes=(few,), breakdowns=())[0].figures


def leak_of_months_that_were_not_frozen(monkeypatch: Any) -> Situation:
    monkeypatch.setattr(vintages, "keep_unmoved", lambda _ledger, fresh, _k: tuple(fresh))
    return next(corrections())


def leak_of_what_others_told(monkeypatch: Any) -> Situation:
    """A ministry has told how many women came in both months; whoever forgets that prints January."""
    raw = gather(repeat("2026-01", female=12, male=9) + repeat("2026-02", female=9, male=2), MONTHS)
    told = tell_outside("ministry", "IDENT", BOTH, 21, axis="sex", leaves=("female",))
    return raw, (*publish(raw, ["2026-01"], policy=K, breakdowns=("sex",))[0].figures, *publish(raw, [BOTH], policy=K, breakdowns=())[0].figures, told)


LEAKS = (
    leak_of_a_lower_k, leak_of_small_groups, leak_of_a_missing_examination, leak_of_a_forgotten_ledger, leak_of_a_ledger_for_each_donor,
    leak_of_a_programmes_small_total, leak_of_months_that_were_not_frozen, leak_of_what_others_told,
)  # fmt: skip


@pytest.mark.parametrize("leak", LEAKS, ids=lambda one: one.__name__)
def test_the_auditor_notices_every_protection_that_is_off(leak: Callable[[Any], Situation], monkeypatch: Any, measure: Any) -> None:
    raw, figures = leak(monkeypatch)
    found = attack(raw, figures, K).exit_code == 1
    measure("D08", checked=1, failed=[] if found else [leak.__name__], part=True)


def test_insiders_that_were_forgotten_are_noticed_by_the_certificate(monkeypatch: Any, measure: Any) -> None:
    chance = Random(15)
    drawn = [(chance.choice(MONTHS), chance.choice(("north", "south")), chance.choice(("female", "male")), chance.choice(KINDS)) for _ in range(18)]
    raw = gather(drawn, MONTHS)
    missed = []
    for insiders in (True, False):
        _, releases = publish(raw, ["2026-01", BOTH, "2026-02"], policy=Policy(insiders=insiders), breakdowns=("type", "sex"), scopes=(Scope(), Scope("donor", ("north",))))
        known = Ledger()
        for release in releases:
            known = known.append(release.figures)
            missed += [insiders for _ in check_certificate(release.certificate, raw, known.figures, K)]
    measure("D08", checked=1, failed=[] if missed and True not in missed else ["insiders"], part=True)


def test_a_figure_of_others_is_reckoned_with_and_never_printed_as_ours() -> None:
    raw = gather(repeat("2026-01", female=12, male=9) + repeat("2026-02", female=9, male=2), MONTHS)
    told = tell_outside("ministry", "IDENT", BOTH, 21, axis="sex", leaves=("female",))
    known = add_outside(raw, Ledger(), told)
    ledger, (release,) = publish(raw, ["2026-01"], policy=K, breakdowns=("sex",), ledger=known)

    assert publish(raw, ["2026-01"], policy=K, breakdowns=("sex",))[1][0].table.value_of("IDENT", "2026-01", dims=(("sex", "male"),)) == 9
    assert [cell.dims for cell in release.table.cells] == [()]
    assert attack(raw, ledger.figures, K).exit_code == 0
    assert told.release not in {figure.release for figure in release.figures}
    assert {cell.period for cell in reopen(ledger, k=5).cells} == {"2026-01"}


def test_what_others_had_told_before_is_not_laid_to_our_charge() -> None:
    raw = gather(repeat("2026-01", female=12, male=2), MONTHS)
    known = add_outside(raw, Ledger(), tell_outside("court", "IDENT", "2026-01", 2, axis="sex", leaves=("male",)))
    ledger, (release,) = publish(raw, ["2026-01"], policy=K, breakdowns=("sex", "type"), ledger=known)
    assert [cell.dims for cell in release.table.cells] == [()]
    assert attack(raw, ledger.figures, K).exit_code == 0


def test_a_figure_of_others_about_other_people_is_refused() -> None:
    raw = gather(repeat("2026-01", female=12, male=9), MONTHS)
    with pytest.raises(LedgerContradictionError):
        add_outside(raw, Ledger(), tell_outside("ministry", "IDENT", "2026-01", 40))
    roughly = add_outside(raw, Ledger(), tell_outside("ministry", "IDENT", "2026-01", 15, 40))
    assert publish(raw, ["2026-01"], policy=K, ledger=roughly)[1][0].table.value_of("IDENT", "2026-01") == 21


def test_a_correction_of_many_is_printed_and_one_of_few_is_not() -> None:
    before = gather(repeat("2026-01", female=11, male=9), MONTHS)
    ledger, _ = publish(before, ["2026-01"], policy=K, breakdowns=("sex",))
    for women, printed in ((0, True), (2, False), (4, False), (5, True), (9, True)):
        after = gather(repeat("2026-01", female=11 + women, male=9), MONTHS)
        fresh = [figure for figure in correct(after, ledger) if figure.population]
        assert bool(fresh) is printed
    with pytest.raises(ValueError, match="a name of its own"):
        protect_correction(before, population="", questions=[], ledger=ledger, policy=K, ladders=LADDERS)


def test_what_closes_together_is_decided_from_the_longest_without_being_shown() -> None:
    raw = gather(repeat("2026-01", female=9, male=8) + repeat("2026-02", female=6, male=9) + repeat("2026-03", female=2, male=9), QUARTER)
    asked = {code: Question("IDENT", read_period(code), breakdowns=("sex",)) for code in ("2026-03", "2026Q1")}
    month = protect(raw, questions=[asked["2026-03"]], reserved=[asked["2026Q1"]], ledger=Ledger(), policy=K, ladders=LADDERS)
    assert {cell.period for cell in month.table.cells} == {"2026-03"}
    assert {figure.period for figure in month.figures} == {"2026-03", "2026Q1"}
    quarter = protect(raw, questions=[asked["2026Q1"]], ledger=month.ledger, policy=K, ladders=LADDERS)
    assert quarter.figures == ()
    assert quarter.table.value_of("IDENT", "2026Q1", dims=(("sex", "female"),)) == 17


def test_a_release_that_has_used_up_its_budget_prints_less_and_no_leak() -> None:
    raw = gather([*share(7, 8), *repeat("2026-02", "one", female=6, male=7)], MONTHS, ("one", "two", "three"))
    poor = Policy(budget=0)
    ledger, releases = publish(raw, ["2026-01", BOTH], policy=poor, scopes=(NEAR, WIDE, Scope()))
    assert examine.Outcome.UNDECIDED in {decision.outcome for release in releases for decision in release.decisions}
    assert attack(raw, ledger.figures, K).exit_code == 0
    assert audit(read_publication(write_empty())).exit_code == 0


def write_empty() -> str:
    return '{"format": "sdc-publication/1", "k": 5, "dimensions": {}, "releases": []}'
