"""The reports room's rows of the world: a programme, a draft, and a published report with its files."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from django.utils import timezone
from PIL import Image

from access.actors import system_actor
from reports.actions import add_programme, build_report, confirm_data, freeze_months, request_report, submit_report
from reports.context.actions import add_context_figure
from reports.logos.actions import set_logo
from reports.logos.painting import paint_logo
from reports.publishing_actions import approve_report, publish_report
from reports.workflow import ReportState

DONORS = {"rodnik": "fund-aurora", "sana-sezim": "fund-meridian"}
WISHED = ["PROT_REGISTERED", "PROT_ASSIST_ALL", "PROT_SHELTER_ASSIST", "PREV_EVENTS", "PART_MEETINGS"]


def closed_month(back: int) -> str:
    """The month so many months ago."""
    today = timezone.localdate()
    number = today.year * 12 + today.month - 1 - back
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def make_programme(world: Any, organisation: str, code: str = "", **facts: Any) -> Any:
    given = {
        "code": code or f"{organisation}-all",
        "name": f"Help of {organisation}",
        "donor": world.organisations[DONORS[organisation]],
        "regions": [],
        "indicators": WISHED,
        "breakdowns": ["sex", "age", "citizenship", "type"],
        "language": "en",
        "k": 5,
        "starts_on": date(2000, 1, 1),
        **facts,
    }
    return add_programme(by=world.actor("monitoring_officer", organisation), facts=given)


def make_report(world: Any, organisation: str, programme: Any, period: str) -> Any:
    """A draft, made as the worker makes it."""
    officer = world.actor("monitoring_officer", organisation)
    report = request_report(by=officer, programme=programme, period=period)
    if report.state == ReportState.CHECKING:
        report = confirm_data(by=officer, report=report, findings={}, serious=0)
    by = system_actor(report.organisation)
    return build_report(by=by, report=freeze_months(by=by, report=report))


def publish(world: Any, organisation: str, report: Any) -> Any:
    submit_report(by=world.actor("monitoring_officer", organisation), report=report)
    approve_report(by=world.actor("director", organisation), report=report)
    return publish_report(by=system_actor(report.organisation), report=report)


def make_context_figure(world: Any, organisation: str, **facts: Any) -> Any:
    """Something a ministry published."""
    given = {
        "indicator": "PROT_SSS", "period": closed_month(2)[:4], "value": 171, "unit": "persons", "detail": "all", "base": "social",
        "basis": "special social services", "source": "A ministry, invented for tests", "in_reports": True, **facts,
    }  # fmt: skip
    return add_context_figure(by=world.actor("monitoring_officer", organisation), facts=given)


def draw_logo() -> bytes:
    out = BytesIO()
    Image.new("RGB", (300, 100), "green").save(out, "PNG")
    return out.getvalue()


def make_reports(world: Any, organisation: str) -> None:
    figure = make_context_figure(world, organisation)
    programme = make_programme(world, organisation)
    set_logo(by=world.actor("monitoring_officer", organisation), programme=programme, picture=paint_logo("logo.png", draw_logo()))
    draft = make_report(world, organisation, programme, closed_month(1))
    published = publish(world, organisation, make_report(world, organisation, programme, closed_month(2)))
    made = {
        "figure": figure, "programme": programme, "report": draft, "publication": published, "number": 1, "kind": "pdf", "rule": "no-sex",
    }  # fmt: skip
    world.rows.update({(kind, organisation): row for kind, row in made.items()})
