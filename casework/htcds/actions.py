"""Asking for an export, and making it: by one person without names, by two with them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone

from access.actors import Actor
from access.approvals.actions import ask_approval, take_approval
from access.audit import audited, record_seen
from access.events import Event
from access.receipts import once
from casework.cases.models import Case
from casework.htcds.choosing import choose_cases
from casework.htcds.models import CaseExport
from casework.htcds.tables import list_tables, organisation_table
from casework.htcds.writing import Folder, write_zip

EXPORT = "htcds-export"
MOST = 5000
AT_ONCE = 500
Seen = list[tuple[str, UUID]]


class TooManyCases(Exception):
    """More cases than one file from the browser may hold; a shorter period, or the command on the server."""


class ExportMade(Exception):
    """This export was made already; it is asked for again."""


@dataclass(frozen=True)
class File:
    """The file as it is given out, and whose rows are in it."""

    export: CaseExport
    content: bytes = field(repr=False)
    seen: Seen = field(repr=False)


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
def make_export(*, by: Actor, export: CaseExport) -> File:
    """The file, once. With names it uses up the second person's agreement."""
    current = _begin(by, export)
    cases = list(choose_cases(by=by, export=current)[: MOST + 1])
    if len(cases) > MOST:
        raise TooManyCases
    tables = [organisation_table(by.organisation), *list_tables(cases, with_names=current.with_names)]
    content = write_zip(tables, about=_told(current, len(cases)))
    _finish(current, len(cases), hashlib.sha256(content).hexdigest())
    return File(current, content, _rows_in(cases, with_names=current.with_names))


@audited(Event.CASES_EXPORTED)
def write_export(*, by: Actor, export: CaseExport, folder: Path) -> CaseExport:
    """The same tables as files in a folder of the server, some hundred cases at a time, however many there are."""
    current, book, told, count = _begin(by, export), Folder(folder), set[UUID](), 0
    book.add([organisation_table(by.organisation)])
    rows = choose_cases(by=by, export=current).iterator(chunk_size=AT_ONCE)
    while cases := list(islice(rows, AT_ONCE)):
        book.add(list_tables(cases, with_names=current.with_names, told=told))
        record_seen(by=by, seen=_rows_in(cases, with_names=current.with_names))
        told |= {case.person_id for case in cases}
        count += len(cases)
    if not count:
        book.add(list_tables([], with_names=current.with_names))
    _finish(current, count, book.close(_told(current, count)))
    return current


def _begin(by: Actor, export: CaseExport) -> CaseExport:
    """The request as it is now, locked; with names only on the second person's agreement, which is used up."""
    current: CaseExport = CaseExport.objects.select_for_update().get(pk=export.pk)
    if current.made_at is not None:
        raise ExportMade
    if current.with_names:
        take_approval(by=by, kind=EXPORT, target_id=current.pk, asked_by=current.asked_by if by.user is None else None)
    return current


def _told(export: CaseExport, count: int) -> dict[str, object]:
    """What stands beside the tables. The id leads from a file that turns up somewhere to who asked, who agreed and when."""
    period = {"first": export.first.isoformat(), "last": export.last.isoformat()}
    return {
        "export": str(export.pk), "organisation": export.organisation.name, "requested": period, "cases": count,
        "names": export.with_names, "purpose": export.purpose,
    }  # fmt: skip


def _finish(export: CaseExport, count: int, digest: str) -> None:
    export.made_at, export.cases, export.sha256 = timezone.now(), count, digest
    export.save(update_fields=["made_at", "cases", "sha256"])


def _rows_in(cases: Iterable[Case], *, with_names: bool) -> Seen:
    """The cases in a file, and the identities where names are in it: both are looked at by whoever takes it."""
    seen: dict[tuple[str, UUID], None] = {}
    for case in cases:
        seen["casework.case", case.pk] = None
        if with_names and (identity := getattr(case.person, "identity", None)) is not None:
            seen["casework.identity", identity.pk] = None
    return list(seen)
