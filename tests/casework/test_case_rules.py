"""Pure rules and the table of moves, against every pair and many values."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.cases.forms import open_targets
from casework.cases.models import CLOSED_STATES
from casework.cases.rules import add_months, age_band, age_on, guarantee_ends, is_child
from casework.cases.workflow import MOVES, MoveRefused, check_move, may_follow
from casework.people.numbers import normal_number
from casework.vocabulary import VOCABULARIES

STATES = VOCABULARIES["case_status"].codes
days = st.dates(date(1950, 1, 1), date(2080, 12, 31))


@pytest.mark.parametrize(("state", "target"), list(product(STATES, STATES)))
def test_a_case_moves_only_as_the_table_says(state: str, target: str) -> None:
    allowed = target in MOVES[state]

    assert may_follow(state, target) == allowed
    if not allowed:
        with pytest.raises(MoveRefused):
            check_move(state, target)


def test_every_state_has_a_way_on_and_a_closed_case_only_back() -> None:
    assert set(MOVES) == set(STATES)
    assert {state: MOVES[state] for state in CLOSED_STATES} == dict.fromkeys(CLOSED_STATES, frozenset({"reopened"}))


@pytest.mark.parametrize("state", STATES)
def test_the_page_for_moving_offers_neither_closing_nor_reopening(state: str) -> None:
    assert not set(open_targets(state)) & {*CLOSED_STATES, "reopened"}


@given(days, st.integers(0, 120))
def test_nobody_is_a_year_older_before_the_birthday(born: date, years: int) -> None:
    birthday = add_months(born, 12 * years)

    assert age_on(born, birthday) in {years, years - (born.month == 2 and born.day == 29)}
    assert age_on(born, birthday - timedelta(days=1)) == years - 1


@given(days, st.integers(0, 200))
def test_months_later_is_the_same_day_or_the_last_of_the_month(day: date, months: int) -> None:
    later = add_months(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@given(days)
def test_services_are_guaranteed_for_six_months_and_nine_at_most(day: date) -> None:
    assert day < guarantee_ends(day) < guarantee_ends(day, extended=True) <= day + timedelta(days=276)


@given(st.one_of(st.none(), st.integers(0, 120)))
def test_every_age_has_exactly_one_group(age: int | None) -> None:
    band = age_band(age)

    assert band in VOCABULARIES["age_band_report"]
    assert is_child(age) == (band == "under_18")


@given(st.text(alphabet="0123456789 ()-+", min_size=0, max_size=20))
def test_a_number_is_digits_and_normalising_twice_changes_nothing(text: str) -> None:
    once = normal_number(text)

    assert once == "" or once.isdigit()
    assert normal_number(once) == once


def test_the_trunk_eight_and_the_country_code_are_one_telephone() -> None:
    assert normal_number("8 (701) 222-33-44") == normal_number("+7 701 222 33 44")
