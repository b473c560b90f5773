"""Nights, services, referrals: no sum is printed, and none can be worked out, beneath which fewer than k people stand."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from access.indicators import Unit, declared
from reports.auditor.findings import Kind
from reports.datasets import ADDED_UP_ONCE_A_YEAR, list_forms
from reports.disclosure import (
    Figure,
    Ledger,
    Outcome,
    Policy,
    Question,
    Scope,
    beneath,
    check_certificate,
    decide,
    protect_correction,
    tell_outside,
)
from reports.disclosure.ladders import PERSON_LADDERS
from reports.periods import list_months, read_period
from reports.tables import BeneathRow, Counting, ItemRow, RawTable, RawTableError

from .people import LADDERS, attack
from .sums import Stay, find_bare, guests, house, list_told, tell_nights

K = Policy()
QUARTER = ("2026-01", "2026-02", "2026-03")
YEAR = list_months("2026-01", "2026-12")
QUARTERS = ("2026Q1", "2026Q2", "2026Q3", "2026Q4")


def outcomes(releases: Any) -> list[Outcome]:
    return [each.outcome for release in releases for each in release.decisions if each.question.indicator == "NIGHTS"]


@pytest.mark.parametrize(("people", "printed"), [(0, True), (1, False), (4, False), (5, True), (9, True)])
def test_a_sum_is_printed_from_k_people_upwards_and_an_honest_zero(people: int, printed: bool) -> None:
    raw = house(guests(people, "2026-01", nights=20), ("2026-01",))
    ledger, (release,) = tell_nights(raw, ["2026-01"], policy=K)
    assert release.table.value_of("NIGHTS", "2026-01") == (people * 20 if printed else None)
    assert release.table.value_of("SHELTERED", "2026-01") == people
    assert ("NIGHTS" in {gap.indicator for gap in release.table.absences}) is not printed
    assert check_certificate(release.certificate, raw, ledger.figures, K) == []


def test_a_quarter_minus_two_months_tells_of_the_third() -> None:
    raw = house(guests(6, "2026-01") + guests(7, "2026-02") + guests(2, "2026-03"), QUARTER)
    months_first, releases = tell_nights(raw, [*QUARTER, "2026Q1"], policy=K)
    assert list_told(months_first.figures) == ["2026-01", "2026-02"]
    assert outcomes(releases)[2:] == [Outcome.SMALL_GROUP, Outcome.WOULD_REVEAL]
    quarter_first, _ = tell_nights(raw, ["2026Q1", *QUARTER], policy=K)
    assert list_told(quarter_first.figures) == ["2026Q1", "2026-01"]


def test_the_same_people_in_two_months_are_counted_once() -> None:
    stays = [*guests(3, "2026-01", "2026-02"), *guests(1, "2026-02"), *guests(9, "2026-03")]
    raw = house(stays, QUARTER)
    assert list_told(tell_nights(raw, ["2026-01..2026-02", "2026Q1"], policy=K)[0].figures) == ["2026Q1"]
    assert list_told(tell_nights(raw, ["2026-03", "2026Q1"], policy=K)[0].figures) == ["2026-03"]


def test_a_year_minus_its_months_and_quarters() -> None:
    stays = [stay for month in YEAR for stay in guests(2 if month == "2026-08" else 6, month)]
    raw = house(stays, YEAR)
    ledger, _ = tell_nights(raw, [*QUARTERS, *YEAR, "2026H2", "2026"], policy=K)
    told = list_told(ledger.figures)
    assert {*QUARTERS, "2026", "2026H2"} <= set(told)  # longer ones that only repeat the quarters tell nothing new
    assert "2026-08" not in told
    assert len({"2026-07", "2026-09"} & set(told)) == 1
    assert find_bare(stays, raw, ledger.figures, K.k) == []


def test_weights_count_too_not_only_sums() -> None:
    """Overlapping runs of months: their difference is one month minus another, beneath which very few stand."""
    raw = house(guests(2, "2026-01") + guests(9, "2026-02") + guests(2, "2026-03"), QUARTER)
    assert list_told(tell_nights(raw, ["2026-01..2026-02", "2026-02..2026-03"], policy=K)[0].figures) == ["2026-01..2026-02"]


def test_empty_months_tell_of_nobody_but_do_not_hide_a_difference() -> None:
    raw = house(guests(6, "2026-01") + guests(2, "2026-03"), QUARTER)
    assert list_told(tell_nights(raw, ["2026-02", "2026-01", "2026Q1"], policy=K)[0].figures) == ["2026-02", "2026-01"]


def test_what_nobody_is_known_to_stand_beneath_is_not_printed() -> None:
    """Months frozen before people were kept, and what was added late."""
    raw = house(guests(9, "2026-01"), ("2026-01",))
    bare = RawTable(raw.indicators, raw.axes, raw.places, raw.months, raw.persons, raw.items)
    assert list_told(tell_nights(bare, ["2026-01"], policy=K)[0].figures) == []
    late = RawTable(raw.indicators, raw.axes, raw.places, YEAR, raw.persons, (*raw.items, ItemRow("NIGHTS", "2026-02", "north", 30)), beneath=raw.beneath)
    assert list_told(tell_nights(late, ["2026-01", "2026-02", "2026Q1"], policy=K)[0].figures) == ["2026-01"]


def test_nobody_can_be_followed_from_year_to_year() -> None:
    """Three people in December and three in January may be the same three."""
    months, run = ("2025-12", "2026-01"), "2025-12..2026-01"
    stays = guests(3, "2025-12") + guests(3, "2026-01")
    assert list_told(tell_nights(house(stays, months), [run], policy=K)[0].figures) == []
    assert list_told(tell_nights(house(stays + guests(2, "2026-01"), months), [run], policy=K)[0].figures) == [run]


NORTH, BOTH = Scope("north", ("north",)), Scope("both", ("north", "south"))


@pytest.mark.parametrize("scopes", [(NORTH, BOTH), (BOTH, NORTH), (NORTH, Scope(), BOTH)])
def test_two_donors_who_share_a_shelter(scopes: tuple[Scope, ...]) -> None:
    stays = guests(8, "2026-01") + guests(2, "2026-01", place="south") + guests(9, "2026-01", place="west")
    raw = house(stays, ("2026-01",), ("north", "south", "west"))
    ledger, releases = tell_nights(raw, ["2026-01"], policy=K, scopes=scopes)
    told = {figure.scope for figure in ledger.figures if figure.indicator == "NIGHTS"}
    assert len(told & {"north", "both"}) == 1
    assert find_bare(stays, raw, ledger.figures, K.k) == []
    assert check_certificate(releases[-1].certificate, raw, ledger.figures, K) == []


def test_a_programmes_zero_is_no_honest_zero() -> None:
    raw = house(guests(8, "2026-01"), ("2026-01",), ("north", "south"))
    south = Scope("south", ("south",))
    for policy, told in ((K, ["total"]), (Policy(open_scopes=frozenset({"south"})), ["total", "south"])):
        ledger, _ = tell_nights(raw, ["2026-01"], policy=policy, scopes=(Scope(), south))
        assert [figure.scope for figure in ledger.figures if figure.indicator == "NIGHTS"] == told


def test_sums_have_no_breakdowns_whatever_is_wished() -> None:
    raw = house(guests(30, "2026-01"), ("2026-01",))
    question = Question("NIGHTS", read_period("2026-01"), breakdowns=("sex", "type"))
    release = decide.protect(raw, questions=[question], ledger=Ledger(), policy=K, ladders=LADDERS)
    assert [cell.dims for cell in release.table.cells] == [()]


def test_figures_of_others_are_reckoned_with() -> None:
    raw = house(guests(7, "2026-01") + guests(2, "2026-02"), ("2026-01", "2026-02"))
    both = "2026-01..2026-02"
    for low, high in ((81, 81), (80, 82)):
        known = Ledger().append([tell_outside("ministry", "NIGHTS", both, low, high)])
        assert list_told(tell_nights(raw, ["2026-01"], policy=K, ledger=known)[0].figures) == [both]
    assert list_told(tell_nights(raw, ["2026-01"], policy=K)[0].figures) == ["2026-01"]


def test_a_sum_that_was_corrected_is_not_printed_again() -> None:
    before, same = (house(guests(7, "2026-01", nights=nights), ("2026-01",)) for nights in (9, 9))
    moved = house([*guests(6, "2026-01"), *guests(1, "2026-01", nights=19)], ("2026-01",))
    ledger, _ = tell_nights(before, ["2026-01"], policy=K)
    for after, printed in ((same, True), (moved, False)):
        question = Question("NIGHTS", read_period("2026-01"))
        made = protect_correction(after, population="corrected", questions=[question], ledger=ledger, policy=K, ladders=LADDERS)
        assert bool(made.table.cells) is printed
    other = protect_correction(
        moved, population="corrected", questions=[Question("NIGHTS", read_period("2026-01..2026-01"))], ledger=ledger, policy=K, ladders=LADDERS,
    )  # fmt: skip
    assert other.table.cells == ()


def test_more_sets_than_can_be_looked_at_is_a_no(monkeypatch: Any) -> None:
    raw = house([stay for month in QUARTER for stay in guests(3, month)], QUARTER)
    monkeypatch.setattr(beneath, "LIMIT", 0)
    _, releases = tell_nights(raw, ["2026-01..2026-02"], policy=K)
    assert outcomes(releases) == [Outcome.UNDECIDED]


def test_a_certificate_with_a_bare_sum_is_refused(monkeypatch: Any) -> None:
    raw = house(guests(6, "2026-01") + guests(7, "2026-02") + guests(2, "2026-03"), QUARTER)
    monkeypatch.setattr(decide, "judge_sum", lambda *_: Outcome.PRINTED)
    ledger, releases = tell_nights(raw, [*QUARTER[:2], "2026Q1"], policy=K)
    monkeypatch.undo()
    assert [fault for fault in check_certificate(releases[-1].certificate, raw, ledger.figures, K) if "NIGHTS 2026Q1" in fault]


@pytest.mark.parametrize("row", [BeneathRow("SHELTERED", frozenset({("2026-01", "north")})), BeneathRow("NIGHTS", frozenset({("2026-01", "moon")})),
                                 BeneathRow("NIGHTS", frozenset({("2025-12", "north"), ("2026-01", "north")}))])  # fmt: skip
def test_rows_that_make_no_sense_are_refused(row: BeneathRow) -> None:
    raw = house([], ("2025-12", "2026-01"))
    with pytest.raises(RawTableError):
        RawTable(raw.indicators, raw.axes, raw.places, raw.months, (), beneath=(row,))


def test_every_sum_about_people_says_about_whom() -> None:
    forms = {form.code: form for form in list_forms()}
    for indicator in declared().values():
        if indicator.unit.is_about_persons and indicator.unit is not Unit.PERSONS:
            assert indicator.about
        if indicator.needs_protection:
            assert forms[indicator.code].counting is not Counting.ITEMS
    assert {code for code, form in forms.items() if form.counting is Counting.SUMS} == {
        "PROT_BED_NIGHTS", "PROT_SERVICE", "PROT_REF_OUT", "PROT_HOTLINE_CONFIRMED", "PROT_DOCS", "PROT_SCREENED", "PROT_FOLLOW_UP",
        "PROT_FUND_VICTIM", "PROT_OPEN_END", "PROT_SHELTER_END", *ADDED_UP_ONCE_A_YEAR,
    }  # fmt: skip
    assert not {form.among for form in forms.values()} - {"", "PROT_ASSIST_ALL", "PROT_SHELTER_ASSIST"}
    assert PERSON_LADDERS


# --- whole years, attacked ---
PLANS = (
    (*QUARTERS, *YEAR, "2026H1", "2026H2", "2026"), ("2026", "2026H1", "2026H2", *QUARTERS, *YEAR), (*YEAR, *QUARTERS, "2026H1", "2026"),
    ("2026-02..2026-05", "2026-04..2026-08", "2026-01..2026-09", *QUARTERS, "2026"),
)  # fmt: skip
LIVES = 150


def draw_stays(chance: Random, places: tuple[str, ...]) -> list[Stay]:
    """People who come in some month and stay for one to four."""
    stays = []
    for _ in range(chance.randint(3, 60)):
        first, length = chance.randrange(12), chance.choice((1, 1, 2, 4))
        stays.append({(month, chance.choice(places)): chance.randint(1, 30) for month in YEAR[first : first + length]})
    return stays


def test_no_set_of_months_that_follows_has_few_people_beneath(measure: Any) -> None:
    failed, told = [], 0
    for seed in range(LIVES):
        chance = Random(seed)
        stays = draw_stays(chance, ("north",))
        raw, policy = house(stays, YEAR), Policy(k=chance.choice((3, 5, 8)))
        ledger, releases = tell_nights(raw, chance.choice(PLANS), policy=policy)
        told += len(list_told(ledger.figures))
        failed += [f"{seed}: {each}" for each in find_bare(stays, raw, ledger.figures, policy.k)]
        result = attack(raw, ledger.figures, policy)
        failed += [f"{seed}: {finding.explain()}" for finding in result.findings] + result.undecided
        failed += check_certificate(releases[-1].certificate, raw, ledger.figures, policy)
    measure("D09", checked=LIVES, failed=failed, note=f"{told} sums printed", part=True)


def test_no_set_of_months_and_places_that_follows_has_few_people_beneath(measure: Any) -> None:
    scopes = (Scope(), Scope("a", ("north",)), Scope("b", ("north", "south")), Scope("c", ("south", "west")))
    failed, told = [], 0
    for seed in range(LIVES):
        chance = Random(1000 + seed)
        stays = [{(m, p): n for (m, p), n in stay.items() if m in QUARTER} for stay in draw_stays(chance, ("north", "south", "west"))]
        raw, policy = house([stay for stay in stays if stay], QUARTER, ("north", "south", "west")), Policy(k=3)
        periods = chance.sample([*QUARTER, "2026Q1", "2026-01..2026-02"], 4)
        ledger, _ = tell_nights(raw, periods, policy=policy, scopes=chance.sample(scopes, 3), people=False)
        told += len(list_told(ledger.figures))
        failed += [f"{seed}: {each}" for each in find_bare(stays, raw, ledger.figures, policy.k)]
        result = attack(raw, ledger.figures, policy)
        failed += [f"{seed}: {finding.explain()}" for finding in result.findings] + result.undecided
    measure("D09", checked=LIVES, failed=failed, note=f"{told} sums printed for donors who overlap", part=True)


# --- the independent auditor ---
def test_with_the_rule_switched_off_the_same_lives_leak_and_the_auditor_says_so(monkeypatch: Any, measure: Any) -> None:
    """What the auditor can see without being told who stands beneath: not every leak, but most lives with one."""
    monkeypatch.setattr(decide, "judge_sum", lambda *_: Outcome.PRINTED)
    bare = seen = 0
    for seed in range(40):
        chance = Random(seed)
        stays = draw_stays(chance, ("north",))
        raw = house(stays, YEAR)
        ledger, _ = tell_nights(raw, PLANS[0], policy=K)
        leaks = find_bare(stays, raw, ledger.figures, K.k)
        kinds = {finding.kind for finding in attack(raw, ledger.figures, K).findings}
        bare, seen = bare + bool(leaks), seen + (Kind.SUM in kinds)
        assert leaks or Kind.SUM not in kinds  # never a false alarm
    measure("D08", checked=1, failed=[] if bare > 20 and seen == bare else [f"{seen} of {bare}"], note=f"bare sums seen in {seen} of {bare} lives", part=True)


def judge(raw: RawTable, **nights: int) -> list[tuple[str, str]]:
    """What the auditor says of published nights and the published count of people."""
    periods = [code.replace("_", "-").lstrip("p") for code in nights]
    told = [Figure("NIGHTS", code, read_period(code).months, "total", value, value) for code, value in zip(periods, nights.values(), strict=True)]
    counted = {code: raw.count_people("SHELTERED", read_period(code).months) for code in (*QUARTER, "2026Q1")}
    people = [Figure("SHELTERED", code, read_period(code).months, "total", number, number) for code, number in counted.items()]
    return [(finding.kind.value, dict(finding.group)["period"]) for finding in attack(raw, [*told, *people], K).findings]


RAW = house(guests(6, "2026-01") + guests(7, "2026-02") + guests(2, "2026-03"), QUARTER)
LEAKS: tuple[tuple[Callable[[], list[tuple[str, str]]], str], ...] = (
    (lambda: judge(RAW, p2026_03=18), "2026-03"),
    (lambda: judge(RAW, p2026_01=54, p2026_02=63, p2026Q1=135), "2026-03"),
    (lambda: judge(house(guests(9, "2026-01", nights=1), QUARTER), p2026_01=4), "2026-01"),
)


@pytest.mark.parametrize(("leak", "period"), LEAKS)
def test_the_auditor_finds_a_bare_sum_from_published_figures_alone(leak: Callable[[], list[tuple[str, str]]], period: str, measure: Any) -> None:
    assert ("sum", period) in leak()
    measure("D08", checked=1, failed=[], part=True)


def test_the_auditor_has_nothing_against_sums_of_many() -> None:
    assert judge(RAW, p2026_01=54, p2026_02=63) == []
    assert judge(RAW, p2026Q1=135) == []


def test_sums_that_contradict_each_other_are_undecided() -> None:
    told = [Figure("NIGHTS", code, read_period(code).months, "total", value, value) for code, value in (("2026-01", 60), ("2026-02", 60), ("2026-03", 9), ("2026Q1", 90))]
    assert attack(RAW, told, K).exit_code == 2
