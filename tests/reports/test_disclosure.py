from __future__ import annotations

import dataclasses

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.disclosure import (
    Ledger,
    LedgerContradictionError,
    Outcome,
    Policy,
    Question,
    Scope,
    check_certificate,
    protect,
    reopen,
)
from reports.disclosure.ladders import AGE, CITIZENSHIP, PERSON_LADDERS, SEX, TYPE
from reports.disclosure.ledger import chain_figure, read_figures_json, write_figures_json
from reports.periods import read_period
from reports.tables import PersonRow, SafeTable, UnsealedTableError, read_raw_json, write_raw_json

from .people import LADDERS, attack, gather, publish, repeat

MONTHS = ("2026-01", "2026-02", "2026-03")
POLICY = Policy(k=3)
NORTH = Scope("programme-north", ("north",))
people = st.lists(
    st.tuples(
        st.sampled_from(MONTHS),
        st.sampled_from(["north", "north", "south"]),
        st.sampled_from(["female", "female", "male"]),
        st.sampled_from(["labour", "labour", "sexual", "other"]),
    ),
    min_size=4,
    max_size=16,
)
calm = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@calm
@given(people, st.permutations([*MONTHS, "2026Q1"]))
def test_the_independent_auditor_finds_nothing_in_what_was_published(rows, periods):
    raw = gather(rows, MONTHS)
    ledger, releases = publish(raw, periods, policy=POLICY, scopes=(Scope(), NORTH))
    assert attack(raw, ledger.figures, POLICY).exit_code == 0
    known = Ledger()
    for release in releases:
        known = known.append(release.figures)
        assert check_certificate(release.certificate, raw, known.figures, POLICY) == []


@calm
@given(people)
def test_top_lines_are_exact_and_breakdowns_are_whole(rows):
    raw = gather(rows, MONTHS)
    _, (release,) = publish(raw, ["2026Q1"], policy=POLICY)
    assert release.table.value_of("IDENT", "2026Q1") == len(rows)
    for ladder in ("sex", "type"):
        parts = [figure.low for figure in release.figures if figure.dims and figure.dims[0][0] == ladder]
        assert not parts or (sum(parts) == len(rows) and min(parts) >= POLICY.k and len(parts) >= 2)


def test_a_large_table_is_printed():
    raw = gather(repeat("2026-01", female=12, male=9), MONTHS)
    _, (release,) = publish(raw, ["2026-01"], policy=Policy())
    assert release.table.value_of("IDENT", "2026-01", dims=(("sex", "female"),)) == 12
    assert release.table.absences[0].breakdown == "type"


def test_one_small_group_keeps_the_whole_breakdown_back():
    raw = gather(repeat("2026-01", female=12, male=4), MONTHS)
    _, (release,) = publish(raw, ["2026-01"], policy=Policy())
    assert [cell.dims for cell in release.table.cells] == [()]


def test_the_last_quarter_cannot_be_worked_out_from_the_year():
    months = tuple(f"2026-{n:02d}" for n in range(1, 13))
    rows = repeat("2026-01", female=12, male=12) + repeat("2026-04", female=12, male=12)
    rows += repeat("2026-07", female=12, male=12) + repeat("2026-10", female=2, male=10)
    raw = gather(rows, months)
    ledger, releases = publish(raw, ["2026Q1", "2026Q2", "2026Q3", "2026"], policy=Policy(), breakdowns=("sex",))
    assert releases[2].decisions[-1].outcome is Outcome.PRINTED
    assert releases[3].decisions[-1].outcome is Outcome.WOULD_REVEAL
    apart = [figure for code in ("2026Q1", "2026Q2", "2026Q3", "2026") for figure in publish(raw, [code], policy=Policy(), breakdowns=("sex",))[0].figures]
    assert attack(raw, apart, Policy()).exit_code == 1
    assert attack(raw, ledger.figures, Policy()).exit_code == 0


def test_two_overlapping_programmes_do_not_give_away_their_difference():
    rows = repeat("2026-01", "one", female=8, male=8) + repeat("2026-01", "two", female=9, male=9)
    rows += repeat("2026-01", "three", female=1, male=2)
    raw = gather(rows, ("2026-01",), ("one", "two", "three"))
    small, wide = Scope("small", ("one",)), Scope("wide", ("one", "three"))
    ledger, _ = publish(raw, ["2026-01"], policy=Policy(), scopes=(small, wide), breakdowns=("sex",))
    assert not {"small", "wide"} <= {figure.scope for figure in ledger.figures}
    apart = [figure for scope in (small, wide) for figure in publish(raw, ["2026-01"], policy=Policy(), scopes=(scope,), breakdowns=())[0].figures]
    assert len(apart) == 2
    assert attack(raw, apart, Policy()).exit_code == 1
    assert attack(raw, ledger.figures, Policy()).exit_code == 0


def test_a_count_that_no_longer_agrees_with_the_ledger_stops_everything():
    raw = gather(repeat("2026-01", female=12, male=9), MONTHS)
    ledger, _ = publish(raw, ["2026-01"], policy=Policy())
    late = gather(repeat("2026-01", female=13, male=9), MONTHS)
    with pytest.raises(LedgerContradictionError):
        publish(late, ["2026Q1"], policy=Policy(), ledger=ledger)


def test_people_seen_in_several_months_count_once_in_the_quarter():
    raw = gather([], MONTHS)
    seen = frozenset({("SEEN", "2026-01"), ("SEEN", "2026-02")})
    raw = dataclasses.replace(raw, persons=(PersonRow("north", ("female", "labour"), seen, 7),))
    questions = [Question("SEEN", read_period(code), breakdowns=("sex",)) for code in (*MONTHS, "2026Q1")]
    release = protect(raw, questions=questions, ledger=Ledger(), policy=Policy(), ladders=LADDERS)
    assert [release.table.value_of("SEEN", code) for code in (*MONTHS, "2026Q1")] == [7, 7, 0, 7]
    assert attack(raw, release.figures, Policy()).exit_code == 0


def test_things_are_counted_without_protection():
    raw = gather(repeat("2026-01", female=1, male=1), MONTHS)
    questions = [Question("LEAFLETS", read_period("2026-01"), scope) for scope in (Scope(), NORTH)]
    release = protect(raw, questions=questions, ledger=Ledger(), policy=Policy(), ladders=LADDERS)
    assert [cell.value for cell in release.table.cells] == [2, 2]


def test_publishing_the_same_again_adds_nothing():
    raw = gather(repeat("2026-01", female=12, male=9), MONTHS)
    ledger, _ = publish(raw, ["2026-01"], policy=Policy())
    again, (release,) = publish(raw, ["2026-01"], policy=Policy(), ledger=ledger)
    assert release.figures == ()
    assert again == ledger
    assert release.table.value_of("IDENT", "2026-01", dims=(("sex", "male"),)) == 9


def test_the_reason_given_to_readers_never_differs():
    small = publish(gather(repeat("2026-01", female=12, male=4), MONTHS), ["2026-01"], policy=Policy())[1][0]
    none = publish(gather(repeat("2026-01", female=16), MONTHS), ["2026-01"], policy=Policy())[1][0]
    assert small.table == none.table


def test_men_in_a_house_for_women_are_not_a_possibility_to_hide_behind():
    raw = gather(repeat("2026-01", "north", female=9, male=8), MONTHS)
    with pytest.raises(ValueError, match="nobody like them"):
        dataclasses.replace(raw, impossible=(("north", "sex", "male"),))


def test_a_certificate_of_other_figures_proves_nothing():
    raw = gather(repeat("2026-01", female=12, male=9) + repeat("2026-02", female=1, male=2), MONTHS)
    ledger, (release,) = publish(raw, ["2026-01"], policy=Policy())
    assert check_certificate(release.certificate, raw, ledger.figures, Policy()) == []
    tell = dataclasses.replace(ledger.figures[1], period="2026-02", months=("2026-02",), low=1, high=1)
    assert check_certificate(release.certificate, raw, (*ledger.figures, tell), Policy())


def test_a_table_made_by_hand_or_changed_afterwards_refuses_to_exist():
    raw = gather(repeat("2026-01", female=12, male=9), MONTHS)
    table = publish(raw, ["2026-01"], policy=Policy())[1][0].table
    with pytest.raises(UnsealedTableError):
        SafeTable(5, table.cells[:1])
    with pytest.raises(UnsealedTableError):
        dataclasses.replace(table, cells=(dataclasses.replace(table.cells[0], value=4),))
    assert table.select(lambda cell: False).cells == ()


def test_snapshots_and_figures_survive_being_written_down():
    raw = gather(repeat("2026-01", female=12, male=9), MONTHS)
    ledger, (release,) = publish(raw, ["2026-01"], policy=Policy())
    back = read_raw_json(write_raw_json(raw))
    assert write_raw_json(back) == write_raw_json(raw)
    assert read_figures_json(write_figures_json(ledger.figures)) == ledger.figures
    assert set(reopen(ledger, k=5).cells) == set(release.table.cells)
    assert chain_figure("", ledger.figures[0]) != chain_figure("x", ledger.figures[0])


@pytest.mark.parametrize("ladder", [SEX, AGE, CITIZENSHIP, TYPE])
def test_every_rung_of_the_fixed_ladders_is_everybody_once(ladder):
    finest = {leaf for group in ladder.rungs[0].groups for leaf in group.leaves}
    assert ladder.code in PERSON_LADDERS
    for rung in ladder.rungs:
        leaves = [leaf for group in rung.groups for leaf in group.leaves]
        assert sorted(leaves) == sorted(finest)
