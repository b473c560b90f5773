"""When reports are due: how often a programme reports, how many days after the period ends, and which are expected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.periods import Period, list_months, list_standard_periods, read_period

if TYPE_CHECKING:
    from reports.models import Programme, Report

CADENCES: dict[str, str | Promise] = {
    "month": _("every month"),
    "quarter": _("every quarter"),
    "half": _("every half-year"),
    "year": _("every year"),
}
LENGTHS = {1: "month", 3: "quarter", 6: "half", 12: "year"}
AHEAD_MONTHS = 12


@dataclass(frozen=True)
class Expected:
    """One report that a programme owes its donor."""

    period: Period
    due_on: date

    @property
    def ends(self) -> str:
        return self.period.months[-1]


def cadence_of(period: Period) -> str:
    """Month, quarter, half-year or year; empty for a run of months nobody promised."""
    return LENGTHS.get(len(period.months), "") if ".." not in period.code else ""


def first_day_after(month: str) -> date:
    year, number = int(month[:4]), int(month[5:])
    return date(year + number // 12, number % 12 + 1, 1)


def due_day(programme: Programme, code: str) -> date | None:
    """Until when the report of this period is owed; None when it is not promised."""
    period = read_period(code)
    if cadence_of(period) not in programme.cadences:
        return None
    return first_day_after(period.months[-1]) + timedelta(days=programme.due_days - 1)


def runs_in(programme: Programme, months: tuple[str, ...]) -> bool:
    """Does the programme run in all of these months?"""
    begun = programme.starts_on is None or f"{programme.starts_on:%Y-%m}" <= months[0]
    return begun and (programme.ends_on is None or f"{programme.ends_on:%Y-%m}" >= months[-1])


def list_expected(programme: Programme, until: str) -> list[Expected]:
    """What is owed from the first promised month to this one, in the order of making: coarse before fine."""
    if not programme.cadences or programme.reports_from is None:
        return []
    first = f"{programme.reports_from:%Y-%m}"
    periods = list_standard_periods(list_months(f"{first[:4]}-01", until)) if first <= until else ()
    owed = [
        Expected(period, day)
        for period in periods
        if period.months[-1] >= first and runs_in(programme, period.months) and (day := due_day(programme, period.code)) is not None
    ]
    return sorted(owed, key=in_order)


def in_order(expected: Expected) -> tuple[str, int]:
    """By the month they end in; year before half-year before quarter before month."""
    return expected.ends, -len(expected.period.months)


def list_over(programme: Programme, today: date | None = None) -> list[Expected]:
    """Periods that are over and owed."""
    now = today or timezone.localdate()
    return [one for one in list_expected(programme, f"{now:%Y-%m}") if one.ends < f"{now:%Y-%m}"]


def list_coming(programme: Programme, today: date | None = None) -> list[Expected]:
    """Everything owed up to a year from now, the newest last."""
    now = today or timezone.localdate()
    number = now.year * 12 + now.month - 1 + AHEAD_MONTHS
    return list_expected(programme, f"{number // 12:04d}-{number % 12 + 1:02d}")


def find_coarser(report: Report, among: Iterable[Report] | None = None) -> Report | None:
    """A report of the organisation for a longer period with the same last month that is still to be made."""
    from reports.models import Report as Row
    from reports.workflow import ReportState

    mine = read_period(report.period)
    open_states = (ReportState.CHECKING, ReportState.BUILDING)
    others = among if among is not None else Row.objects.filter(organisation_id=report.organisation_id, state__in=open_states)
    for other in others:
        months = read_period(other.period).months
        if other.pk != report.pk and months[-1] == mine.months[-1] and len(months) > len(mine.months):
            return other
    return None
