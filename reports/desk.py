"""Reports on the page of today. Each number opens exactly its rows."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.desk import Tile, register
from access.permissions import Permission as P
from reports.models import Report


def _unfinished(actor: Actor) -> int:
    return Report.objects.visible_to(actor).unfinished().count()


def _to_check(actor: Actor) -> int:
    return Report.objects.visible_to(actor).to_check().count()


def _overdue(actor: Actor) -> int:
    return Report.objects.visible_to(actor).overdue().count()


def _waiting(actor: Actor) -> int:
    return Report.objects.visible_to(actor).waiting().count()


def _published(actor: Actor) -> int:
    return Report.objects.visible_to(actor).shown_to_donors().count()


def register_tiles() -> None:
    register(
        Tile(_("Overdue reports"), P.REPORT_PREPARE, _overdue, "report-list", "?state=overdue", urgent=True),
        Tile(_("Reports whose data are to be checked"), P.REPORT_PREPARE, _to_check, "report-list", "?state=checking"),
        Tile(_("Reports to finish"), P.REPORT_PREPARE, _unfinished, "report-list", "?state=unfinished"),
        Tile(_("Reports waiting for my approval"), P.REPORT_APPROVE, _waiting, "report-list", "?state=submitted", urgent=True),
        Tile(_("Published reports"), P.REPORT_READ, _published, "publication-list"),
    )
