"""Dates as people type them."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.imports.dates import DateReading, decide_day_first, read_date
from casework.imports.workbook import CellValue

TODAY = date(2026, 6, 1)
FIFTH = date(2010, 11, 5)


@pytest.mark.parametrize(
    "written",
    [
        datetime.combine(date(2010, 11, 5), time()),
        FIFTH,
        "2010-11-05",
        "2010-11-05 00:00:00",
        "2010/11/05",
        "05.11.2010",
        "5.11.10",
        "05/11/10",
        "5/11/2010",
        "05-11-2010",
        "05.11.2010 г.",
        "05.11.2010ж.",
        "'05.11.2010",
        "05.11.2010 14:30",
        "5 ноября 2010 г.",
        "5-ноя-2010",
        "2010 жылғы 5 қараша",
        "5 қараша 2010 ж.",
        "November 5, 2010",
        "5 Nov 2010",
        40487,
        40487.0,
        "40487",
    ],
)
def test_one_day_written_in_many_ways_is_one_day(written: CellValue) -> None:
    assert read_date(written, latest=TODAY).day == FIFTH


@pytest.mark.parametrize(
    "written", [1986, 1986.0, "1986", "1986 г.р.", "1986 г.", "около 1986", "~1986", "1986 ж.", "май 1986"]
)
def test_a_year_alone_is_kept_as_a_year(written: CellValue) -> None:
    assert read_date(written, latest=TODAY) == DateReading(year=1986)


@pytest.mark.parametrize("written", ["31.02.2010", "30/02/10", "13/13/10", "2010-13-01", "00.05.2010", "05.11.0210"])
def test_a_day_that_does_not_exist_is_said_so(written: str) -> None:
    assert read_date(written, latest=TODAY).problem == "date_impossible"


@pytest.mark.parametrize("written", ["весной", "завтра", "5 ноября", "12345678", "05.11", 3.5, 999_999, True, "3010"])
def test_what_is_no_date_is_said_so(written: CellValue) -> None:
    assert read_date(written, latest=TODAY).problem == "date_unreadable"


def test_two_digits_of_a_year_lie_in_the_past() -> None:
    assert read_date("01/02/77", latest=TODAY).year == 1977
    assert read_date("01/02/10", latest=TODAY).year == 2010
    assert read_date("01/02/10", latest=date(2006, 5, 1)).year == 1910


def test_an_age_says_in_which_century_somebody_was_born() -> None:
    assert read_date("01/02/05", latest=date(2010, 5, 1), near_year=1904).year == 1905
    assert read_date("01/02/05", latest=date(2024, 5, 1), near_year=2006).year == 2005


def test_the_column_decides_whether_day_or_month_comes_first() -> None:
    assert decide_day_first(["05/11/10", "04/03/10"]) == (True, False)
    assert decide_day_first(["05/11/10", "17/03/10"]) == (True, False)
    assert decide_day_first(["05/11/10", "03/17/10", None, 5, "нет"]) == (False, False)
    assert decide_day_first(["17/03/10", "18/03/10", "03/17/10"]) == (True, True)
    assert decide_day_first(["17.03.2010", "03/17/10"]) == (False, False)


def test_in_a_month_first_column_only_a_proven_day_goes_first() -> None:
    assert read_date("05/11/10", latest=TODAY, day_first=False).day == date(2010, 5, 11)
    assert read_date("17/11/10", latest=TODAY, day_first=False).day == date(2010, 11, 17)
    assert read_date("05.11.10", latest=TODAY, day_first=False).day == FIFTH


@given(
    st.dates(date(1930, 1, 1), date(2025, 12, 31)), st.sampled_from(["%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"])
)
def test_any_day_survives_being_written_and_read(day: date, shape: str) -> None:
    assert read_date(day.strftime(shape), latest=TODAY).day == day


@given(st.text(max_size=30))
def test_any_text_gives_a_day_a_year_or_a_problem(text: str) -> None:
    reading = read_date(text, latest=TODAY)
    assert bool(reading.problem) != bool(reading.year)
