"""Whole registers: the totals that were published come out exactly, from the two sample files and from invented ones."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import IO

import pytest

from casework.imports.reading import Reading, read_rows
from tests.casework.messy_workbooks import ENGLISH, KAZAKH, RUSSIAN, Group, Plan, add_register, write_workbook

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "samples"

# The published totals of one shelter, 2006 to 2011, and of all who were assisted in 2010.
SHELTER_PLAN = (
    Group(60, "female", (18, 30), "UZ"),
    Group(30, "female", (18, 30), "KZ"),
    Group(14, "female", (18, 30), "KG"),
    Group(15, "female", (19, 30), "TJ", first_under_18=True),
    Group(14, "male", (20, 40), "KZ", "forced_labour", first_under_18=True),
    Group(13, "male", (20, 40), "KG", "forced_labour"),
    Group(4, "male", (20, 40), "MN", "forced_labour"),
)
YEAR_PLAN = (
    Group(31, "female", (18, 45), "KZ", "sexual", "korgau_astana"),
    Group(9, "male", (18, 45), "UZ", "forced_labour", "korgau_astana"),
    Group(15, "female", (18, 45), "KZ", "forced_labour", "rodnik"),
    Group(18, "female", (18, 45), "KG", "sexual", "rodnik"),
    Group(25, "male", (18, 45), "KZ", "forced_labour", ""),
    Group(36, "female", (18, 45), "TJ", "sexual", ""),
)


def find_register(name: str, plan: tuple[Group, ...]) -> Path | IO[bytes]:
    """The shared sample where it stands beside the clone, else an invented register with the same totals."""
    if (SAMPLES / name).exists():
        return SAMPLES / name
    whole = Plan(plan, start=date(2010, 1, 10), end=date(2010, 11, 30)) if plan is YEAR_PLAN else Plan(plan)
    return write_workbook(lambda book: add_register(book, whole, RUSSIAN))


def assert_shelter_totals(reading: Reading) -> None:
    people = reading.rows
    ages = [(row.sex, row.age_at_request or 0) for row in people]
    assert reading.errors == []
    assert len(people) == 150
    assert sum(sex == "female" and 18 <= age <= 30 for sex, age in ages) == 119
    assert sum(sex == "male" and 20 <= age <= 40 for sex, age in ages) == 31
    assert sum((row.age_first_exploited or 99) < 18 for row in people) == 29
    assert [code for code, _count in Counter(row.citizenship for row in people).most_common(4)] == [
        "UZ",
        "KZ",
        "KG",
        "TJ",
    ]


def assert_year_totals(reading: Reading) -> None:
    people = reading.rows
    foreign = Counter((row.shelter, row.citizenship != "KZ") for row in people)
    assert reading.errors == []
    assert len(people) == 134
    assert sum("forced_labour" in row.exploitation_types for row in people) == 49
    assert (foreign["korgau_astana", True], foreign["korgau_astana", False]) == (9, 31)
    assert (foreign["rodnik", True], foreign["rodnik", False]) == (18, 15)


def test_the_register_of_the_shelter_gives_the_published_totals() -> None:
    assert_shelter_totals(read_rows(find_register("rodnik_2006_2011.xlsx", SHELTER_PLAN)))


def test_the_register_of_2010_gives_the_published_totals() -> None:
    assert_year_totals(read_rows(find_register("assisted_2010.xlsx", YEAR_PLAN)))


def test_the_samples_leave_nothing_unread() -> None:
    for name, plan in (("rodnik_2006_2011.xlsx", SHELTER_PLAN), ("assisted_2010.xlsx", YEAR_PLAN)):
        reading = read_rows(find_register(name, plan))
        assert [row.unread for row in reading.rows if row.unread] == []
        assert all(row.request_date and row.citizenships and row.sex and row.exploitation_types for row in reading.rows)


def test_ages_written_agree_with_birth_dates_to_within_a_year() -> None:
    """Why the age written counts: it never contradicts the birth date, and is there where the birth date is not."""
    for name, plan in (("rodnik_2006_2011.xlsx", SHELTER_PLAN), ("assisted_2010.xlsx", YEAR_PLAN)):
        reading = read_rows(find_register(name, plan))
        assert [warning for warning in reading.warnings if warning.code == "age_disagrees"] == []
        assert all(row.age is not None for row in reading.rows)


@pytest.mark.parametrize("names", [RUSSIAN, KAZAKH, ENGLISH], ids=["ru", "kk", "en"])
@pytest.mark.parametrize("seed", range(6))
def test_an_invented_register_in_any_language_and_order_of_columns_gives_its_totals(
    names: dict[str, str], seed: int
) -> None:
    reading = read_rows(write_workbook(lambda b: add_register(b, Plan(SHELTER_PLAN, seed=seed), names, seed=seed)))
    assert_shelter_totals(reading)
    assert {column.header for column in reading.unknown_columns} == {"Цвет папки"}
    assert {"total_skipped", "note_skipped"} <= {warning.code for warning in reading.warnings}


@pytest.mark.parametrize("seed", range(6))
def test_an_invented_register_of_a_year_gives_its_totals(seed: int) -> None:
    reading = read_rows(write_workbook(lambda b: add_register(b, Plan(YEAR_PLAN, seed=seed), KAZAKH, seed=seed)))
    assert_year_totals(reading)


def test_several_sheets_are_read_together_whatever_their_columns() -> None:
    plan = Plan(SHELTER_PLAN)
    reading = read_rows(
        write_workbook(
            lambda book: add_register(book, plan, RUSSIAN, title="2006-2008", part=slice(70)),
            lambda book: book.create_sheet("Справка").append(["Просто текст"]),
            lambda book: add_register(book, plan, ENGLISH, seed=5, title="2009-2011", part=slice(70, None)),
        )
    )
    assert_shelter_totals(reading)
    assert Counter(row.sheet for row in reading.rows) == {"2006-2008": 70, "2009-2011": 80}
    assert [w.sheet for w in reading.warnings if w.code == "sheet_without_header"] == ["Справка"]


def test_reading_twice_gives_the_same_rows() -> None:
    first, second = (read_rows(find_register("rodnik_2006_2011.xlsx", SHELTER_PLAN)).rows for _ in range(2))
    assert first == second
