"""Which bed suits whom, how fresh a count is, how full a house was: against brute force."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelters.rules import (
    HARD,
    REASONS,
    BedFacts,
    Wish,
    available_bed_days,
    bed_nights,
    freshness,
    minutes_left,
    month_of,
    occupancy,
    suitability,
    week_of,
)

DAY0 = date(2024, 2, 20)  # the clocks of Almaty changed on 1 March 2024
days = st.integers(0, 40).map(lambda n: DAY0 + timedelta(days=n))
spans = st.tuples(days, st.none() | days).filter(lambda s: s[1] is None or s[1] >= s[0])
wishes = st.builds(
    Wish, sex=st.sampled_from(["female", "male", "transgender_other", "unknown"]),
    age_band=st.sampled_from(["under_18", "18_30", "unknown"]), needs=st.frozensets(st.sampled_from(["children", "wheelchair", "cot"])),
)  # fmt: skip
beds = st.builds(
    BedFacts, kind=st.sampled_from(["woman", "man", "family", "child"]), is_accessible=st.booleans(), has_cot=st.booleans(), soon_out=st.booleans()
)


def slept(span: tuple[date, date | None], day: date) -> bool:
    return span[0] <= day and (span[1] is None or day < span[1])


def each_day(first: date, end: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((end - first).days)]


@given(st.lists(spans, max_size=6), days, days)
def test_bed_nights_are_what_counting_night_by_night_gives(stays: list, first: date, end: date) -> None:
    counted = sum(slept(stay, day) for stay in stays for day in each_day(first, end))

    assert bed_nights(stays, first, end) == counted


@given(st.lists(spans, max_size=4), st.lists(st.lists(spans, max_size=4), min_size=4, max_size=4), days, days)
def test_available_bed_days_are_what_counting_day_by_day_gives(beds: list, outages: list, first: date, end: date) -> None:
    by_bed, out = dict(enumerate(beds)), dict(enumerate(outages))
    counted = sum(
        slept(bed, day) and not any(slept(outage, day) for outage in out[key])
        for key, bed in by_bed.items()
        for day in each_day(first, end)
    )

    assert available_bed_days(by_bed, out, first, end) == counted


def test_occupancy_of_no_beds_is_not_a_number() -> None:
    assert occupancy(0, 0) is None
    assert occupancy(15, 30) == 50
    assert occupancy(31, 30) == 103


@given(wishes, beds)
def test_every_reason_has_words_and_a_hard_reason_rules_out(wish: Wish, bed: BedFacts) -> None:
    judged = suitability(wish, bed)

    assert all(code in REASONS for code in [*judged.pros, *judged.cons])
    assert judged.fits == (not HARD & set(judged.cons))
    assert len(judged.cons_in_words) == len(judged.cons)


@given(wishes)
def test_men_and_women_never_get_each_others_beds(wish: Wish) -> None:
    assert suitability(wish, BedFacts("woman")).fits is False or wish.sex != "male"
    assert suitability(wish, BedFacts("man")).fits is False or wish.sex != "female"


@given(wishes, beds)
def test_stairs_rule_a_bed_out_for_a_wheelchair(wish: Wish, bed: BedFacts) -> None:
    if "wheelchair" in wish.needs and not bed.is_accessible:
        assert not suitability(wish, bed).fits


@pytest.mark.parametrize(
    ("wish", "kind", "fits"),
    [
        (Wish("female", "18_30"), "woman", True),
        (Wish("male", "18_30"), "woman", False),
        (Wish("unknown"), "woman", True),
        (Wish("female", "18_30", frozenset({"children"})), "woman", False),
        (Wish("female", "18_30", frozenset({"children"})), "family", True),
        (Wish("female", "under_18"), "child", True),
        (Wish("female", "18_30"), "child", False),
    ],
)
def test_who_fits_where(wish: Wish, kind: str, fits: bool) -> None:
    assert suitability(wish, BedFacts(kind)).fits is fits


def test_a_count_grows_stale_and_old() -> None:
    now = datetime(2026, 1, 10, tzinfo=UTC)

    assert [freshness(now - timedelta(hours=h), now) for h in (1, 24, 25, 72, 73)] == ["fresh", "fresh", "stale", "stale", "old"]


def test_a_hold_has_no_negative_minutes() -> None:
    now = datetime(2026, 1, 10, tzinfo=UTC)

    assert minutes_left(now + timedelta(seconds=119), now) == 1
    assert minutes_left(now - timedelta(hours=2), now) == 0


@given(days)
def test_months_and_weeks_hold_their_day(day: date) -> None:
    first, end = month_of(day)

    assert first <= day < end
    assert first.day == end.day == 1
    assert day in week_of(day)
    assert week_of(day)[0].weekday() == 0
