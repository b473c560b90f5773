"""The identification number: the check digit refuses a slip of the finger, nothing else is refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.iin import compute_check_digit, find_iin_mismatches, is_valid_iin, normalise_iin, read_iin

FIRST_PASS = ["061211600012", "900101300007", "850615400125", "051231500070"]
SECOND_PASS = ["901231300809", "901231300810", "901231300822", "901231300834"]


@pytest.mark.parametrize("number", FIRST_PASS + SECOND_PASS)
def test_a_number_with_the_right_check_digit_is_accepted(number: str) -> None:
    assert is_valid_iin(number)


@pytest.mark.parametrize("number", FIRST_PASS + SECOND_PASS)
def test_the_same_number_with_any_other_last_digit_is_refused(number: str) -> None:
    others = [number[:11] + digit for digit in "0123456789" if digit != number[11]]
    assert not any(is_valid_iin(other) for other in others)


@pytest.mark.parametrize("text", ["", "нет", "90010130000", "9001013000071", "90010130000x", "٩٠٠١٠١٣٠٠٠٠٧"])
def test_anything_but_twelve_digits_is_refused(text: str) -> None:
    assert not is_valid_iin(text)


def test_spaces_and_hyphens_between_the_digits_do_not_matter() -> None:
    assert normalise_iin(" 900101-300 007 ") == "900101300007"
    assert is_valid_iin("900101 300007")


@given(st.text("0123456789", min_size=11, max_size=11))
def test_a_number_gets_one_check_digit_or_is_never_issued(first_eleven: str) -> None:
    digit = compute_check_digit(first_eleven)
    valid = [last for last in range(10) if is_valid_iin(f"{first_eleven}{last}")]
    assert valid == ([] if digit is None else [digit])


def test_the_old_layout_is_read_as_a_hint() -> None:
    assert read_iin("900101300007").birth_date == date(1990, 1, 1)
    assert read_iin("900101300007").sex == "male"
    assert read_iin("061211600012").birth_date == date(2006, 12, 11)
    assert read_iin("061211600012").sex == "female"


def test_a_number_of_another_layout_says_nothing() -> None:
    number = "99999990000"
    whole = f"{number}{compute_check_digit(number)}"
    assert is_valid_iin(whole)
    assert read_iin(whole).birth_date is None
    assert read_iin("нет").sex == ""


def test_a_disagreement_is_only_mentioned() -> None:
    assert find_iin_mismatches("900101300007", birth_date=date(1990, 1, 1), sex="male") == frozenset()
    assert find_iin_mismatches("900101300007", birth_date=date(1991, 1, 1), sex="female") == {"birth_date", "sex"}
    assert find_iin_mismatches("900101300007", birth_year=1989) == {"birth_date"}
    assert find_iin_mismatches("900101300007", sex="unknown") == frozenset()
