"""Publishes the last months of the demo to two donors, through the actions and as the people who would do it.

The programmes and their first reports are made with the demo itself; the others follow in the background (tasks.py),
because each passes the engine and the auditor, which takes seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone, translation

from access.actors import Actor, system_actor
from access.context import acting
from access.indicators import offered
from access.models import Membership, Organisation
from access.roles import Role
from reports.actions import (
    add_programme,
    build_report,
    confirm_data,
    freeze_months,
    narrate_report,
    request_report,
    submit_report,
)
from reports.choices import list_closed_periods
from reports.context.actions import import_context
from reports.context.models import ContextFigure
from reports.context.reading import read_kazakhstan
from reports.models import Programme, Report
from reports.periods import read_period
from reports.publishing_actions import approve_report, publish_report
from reports.workflow import ReportState


@dataclass(frozen=True)
class DemoProgramme:
    organisation: str
    code: str
    name: str
    donor: str
    regions: tuple[str, ...]
    language: str


PROGRAMMES = (
    DemoProgramme("rodnik", "aurora-rodnik", "Safe Return", "fund-aurora", (), "en"),
    DemoProgramme("rodnik", "meridian-almaty", "Almaty Shelter", "fund-meridian", ("KZ-75",), "ru"),
    DemoProgramme("sana-sezim", "aurora-shymkent", "South Programme", "fund-aurora", (), "ru"),
)
NOT_FROZEN = 21  # months back: before the first month that the demo freezes
LEFT_OUT = {"PROT_VICTIMS_RECOGNISED", "PREV_VIDEOS"}
BREAKDOWNS = ["sex", "age", "citizenship", "type"]
TEXT = {
    "en": "This month the team kept its round-the-clock service; thanks to the programme nobody had to be turned away.",
    "ru": "В этом месяце команда работала круглосуточно; благодаря программе никому не пришлось отказать.",
}


def publish_demo_reports(*, first_only: bool = False, limit: int = 1000) -> int:
    """The last full months (eighteen unless told), the quarters they hold, and one draft that waits for the director.

    Two donors, one of whom funds a region of what the other funds: what both are told can be put together, and may be tried.

    What is there already is not made again, so it may be cut short at any point and begun anew.
    """
    made = 0
    for spec in PROGRAMMES:
        organisation = Organisation.objects.get(code=spec.organisation)
        periods = plan_periods(int(getattr(settings, "DEMO_REPORT_MONTHS", 6)))
        for period in periods[:1] if first_only else periods:
            if made == limit:
                return made
            with acting(organisation_id=organisation.pk):
                made += publish_if_missing(spec, organisation, period)
    return made


def publish_if_missing(spec: DemoProgramme, organisation: Organisation, period: str) -> bool:
    officer, director = find_actor(organisation, Role.MONITORING_OFFICER), find_actor(organisation, Role.DIRECTOR)
    if officer is None or director is None:
        return False
    programme = Programme.objects.filter(code=spec.code).first() or create_programme(spec, officer)
    if Report.objects.filter(programme=programme, period=period).exists():
        return False
    waits = spec == PROGRAMMES[0] and period == newest_month()
    publish_one(programme, period, officer, None if waits else director)
    return True


def plan_periods(number: int) -> list[str]:
    """Oldest first: the months, and the quarters they hold whole (the last in any case), coarse before fine where they close together."""
    months = list_closed_months()[-number:]
    whole = [period for period in list_closed_periods() if "Q" in period.code]
    quarters = [period.code for place, period in enumerate(whole) if place == 0 or set(period.months) <= set(months)]
    return sorted([*months, *quarters], key=lambda code: (read_period(code).months[-1], -len(read_period(code).months)))


def newest_month() -> str:
    return next(period.code for period in list_closed_periods() if len(period.months) == 1)


def create_programme(spec: DemoProgramme, officer: Actor) -> Programme:
    facts = {
        "code": spec.code,
        "name": f"{spec.name} (demo)",
        "donor": Organisation.objects.get(code=spec.donor),
        "regions": list(spec.regions),
        "indicators": [code for code in offered() if code not in LEFT_OUT],
        "breakdowns": BREAKDOWNS,
        "language": spec.language,
        "starts_on": date(2020, 1, 1),
        "cadences": ["month", "quarter", "year"],
        "reports_from": timezone.localdate().replace(day=1),
    }
    if not ContextFigure.objects.filter(organisation_id=officer.organisation_id).exists():
        import_context(by=officer, figures=read_kazakhstan())
    programme = add_programme(by=officer, facts=facts)
    if spec == PROGRAMMES[-1]:  # one whose data wait to be looked at: a month of the year before
        request_report(by=officer, programme=programme, period=list_closed_months()[-NOT_FROZEN])
    return programme


def list_closed_months() -> list[str]:
    return sorted(period.code for period in list_closed_periods() if len(period.months) == 1)


def publish_one(programme: Programme, period: str, officer: Actor, director: Actor | None) -> Report:
    """One report from request to publication; without a director it waits."""
    with translation.override(programme.language):
        by = system_actor(programme.organisation)
        report = request_report(by=officer, programme=programme, period=period)
        if report.state == ReportState.CHECKING:
            report = confirm_data(by=officer, report=report, findings={}, serious=0)
        report = build_report(by=by, report=freeze_months(by=by, report=report))
        if report.state != ReportState.DRAFT:
            return report
        report = narrate_report(by=officer, report=report, texts={"summary": TEXT[programme.language]}, confirmed=True)
        report = submit_report(by=officer, report=report)
        return publish_report(by=by, report=approve_report(by=director, report=report)) if director else report


def find_actor(organisation: Organisation, role: Role) -> Actor | None:
    """The demo person who holds this role there."""
    member = Membership.objects.filter(organisation=organisation, roles__contains=[role.value], ended_at=None).select_related("user").first()
    return Actor(organisation=organisation, user=member.user, roles=frozenset({role.value})) if member else None
