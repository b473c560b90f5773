from __future__ import annotations

import pytest

from reports.periods import PeriodError, list_months, list_standard_periods, read_period


@pytest.mark.parametrize(
    ("code", "first", "count"),
    [("2026-03", "2026-03", 1), ("2026Q2", "2026-04", 3), ("2026H2", "2026-07", 6), ("2026", "2026-01", 12), ("2025-11..2026-02", "2025-11", 4)],
)
def test_a_code_names_its_months(code, first, count):
    period = read_period(code)
    assert (period.months[0], len(period.months)) == (first, count)


@pytest.mark.parametrize("code", ["", "2026-13", "2026Q5", "2026H3", "26", "2026-03..2026-01", "x..y", "2026-3"])
def test_what_is_no_period_is_refused(code):
    with pytest.raises(PeriodError):
        read_period(code)


def test_standard_periods_lie_wholly_inside():
    codes = [period.code for period in list_standard_periods(list_months("2026-01", "2026-07"))]
    assert "2026Q2" in codes
    assert "2026H1" in codes
    assert "2026Q3" not in codes
