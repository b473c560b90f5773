"""Reports that are owed are asked for by the system; the officer finds them waiting, with their data to be checked."""

from __future__ import annotations

from django.utils import timezone

from access.actors import Actor, system_actor
from access.models import Organisation
from access.outbox.actions import enqueue
from reports.actions import request_report
from reports.models import Programme, Report
from reports.schedule import Expected, in_order, list_over

SCHEDULE_REPORTS = "reports.schedule"
AT_ONCE = 6


def promise_schedule(organisation: Organisation) -> None:
    """One look at what is owed an hour, whoever asks for it."""
    hour = f"{timezone.now():%Y-%m-%dT%H}"
    payload = {"organisation": str(organisation.pk)}
    enqueue(kind=SCHEDULE_REPORTS, payload=payload, key=f"{SCHEDULE_REPORTS}:{organisation.pk}:{hour}", organisation_id=organisation.pk)


def request_owed(organisation: Organisation, limit: int = AT_ONCE) -> list[Report]:
    """Ask for what is owed and was never asked for: the oldest first, coarse before fine, so many at once.

    A report that exists in any state, withdrawn ones too, was asked for: the schedule never asks twice.
    """
    by: Actor = system_actor(organisation)
    programmes = Programme.objects.filter(organisation=organisation, is_active=True).exclude(cadences=[]).order_by("code")
    asked = set(Report.objects.filter(programme__in=programmes).values_list("programme_id", "period"))
    owed: list[tuple[Expected, Programme]] = [(one, programme) for programme in programmes for one in list_over(programme)]
    new = sorted(
        ((one, programme) for one, programme in owed if (programme.pk, one.period.code) not in asked),
        key=lambda pair: (in_order(pair[0]), pair[1].code),
    )
    return [request_report(by=by, programme=programme, period=one.period.code) for one, programme in new[:limit]]
