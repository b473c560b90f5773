"""Asking for an export, and making it: by one person without names, by two with them."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.utils import timezone

from access.actors import Actor
from access.approvals.actions import ask_approval, take_approval
from access.audit import audited
from access.events import Event
from access.receipts import once
from casework.cases.models import Case
from casework.htcds.models import CaseExport
from casework.htcds.tables import FETCHED, list_tables
from casework.htcds.writing import write_zip

EXPORT = "htcds-export"
MOST = 5000


class TooManyCases(Exception):
    """More cases than one file from the browser may hold; a shorter period, or the command on the server."""


class ExportMade(Exception):
    """This export was made already; it is asked for again."""


@audited(Event.CASES_EXPORT_ASKED)
def ask_export(*, by: Actor, facts: dict[str, Any], form_key: UUID | None = None) -> CaseExport:
    """Ask for the cases requested in a period. With names, a second person is asked to agree."""

    def make(pk: UUID) -> CaseExport:
        made: CaseExport = CaseExport.objects.create(pk=pk, organisation_id=by.organisation_id, asked_by=by.user, **facts)
        if made.with_names:
            ask_approval(by=by, kind=EXPORT, target_id=made.pk, reason=made.purpose)
        return made

    return once(by=by, key=form_key, model=CaseExport, make=make)


@audited(Event.CASES_EXPORTED)
def make_export(*, by: Actor, export: CaseExport, most: int = MOST) -> tuple[CaseExport, bytes, list[UUID]]:
    """The file (once), and the identities it holds. With names it uses up the second person's agreement."""
    current: CaseExport = CaseExport.objects.select_for_update().get(pk=export.pk)
    if current.made_at is not None:
        raise ExportMade
    if current.with_names:
        take_approval(by=by, kind=EXPORT, target_id=current.pk)
    cases = list(chosen_cases(by=by, first=current.first, last=current.last)[: most + 1])
    if len(cases) > most:
        raise TooManyCases
    content = pack(by=by, cases=cases, with_names=current.with_names, about={"purpose": current.purpose})
    current.made_at, current.cases, current.sha256 = timezone.now(), len(cases), hashlib.sha256(content).hexdigest()
    current.save(update_fields=["made_at", "cases", "sha256"])
    named = [case.person.identity.pk for case in cases if current.with_names and hasattr(case.person, "identity")]
    return current, content, list(dict.fromkeys(named))


def chosen_cases(*, by: Actor, first: Any, last: Any) -> Any:
    """The cases this person may see that were requested in the period, with all that the tables read."""
    rows = Case.objects.visible_to(by).filter(requested_on__range=(first, last), person__erased_at=None)
    return rows.select_related("person").prefetch_related(*FETCHED, "consents__recipient", "referrals__recipient").order_by("requested_on", "pk")


def pack(*, by: Actor, cases: list[Case], with_names: bool, about: dict[str, object]) -> bytes:
    """Cases as one ZIP file."""
    told = {"organisation": by.organisation.name, "cases": len(cases), "names": with_names, **about}
    return write_zip(list_tables(cases, by.organisation, with_names=with_names), about=told)
