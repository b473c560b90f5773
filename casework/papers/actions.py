"""Writing down papers and rights to stay."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.receipts import once, take_version
from casework.cases.actions import refuse_closed
from casework.cases.models import Case
from casework.cases.timeline import add_entry
from casework.papers.models import IdentityDocument, RightToStay
from casework.people.erased import refuse_erased
from casework.people.keeping_numbers import keep_numbers


@audited(Event.PAPER_RECORDED)
def record_paper(*, by: Actor, case: Case, facts: dict[str, Any], form_key: UUID | None = None) -> IdentityDocument:
    """A paper the person of a case has, lacks or never had."""
    _refuse(case)

    def make(pk: UUID) -> IdentityDocument:
        paper = IdentityDocument.objects.create(pk=pk, organisation_id=case.organisation_id, person=case.person, **facts)
        _tell(by, case, paper)
        return paper

    return once(by=by, key=form_key, model=IdentityDocument, make=make)


@audited(Event.PAPER_CHANGED)
def change_paper(*, by: Actor, case: Case, paper: IdentityDocument, facts: dict[str, Any], version: int | None = None) -> IdentityDocument:
    """Where a paper is now: found, given back, restored. Refused when a colleague saved first."""
    _refuse(case)
    before = paper.status
    take_version(paper, expected=version)
    for name, value in facts.items():
        setattr(paper, name, value)
    paper.save(update_fields=[*facts, "version"])
    _tell(by, case, paper, told=paper.status != before)
    return paper


@audited(Event.STAY_RIGHT_RECORDED)
def record_right(*, by: Actor, case: Case, facts: dict[str, Any], form_key: UUID | None = None) -> RightToStay:
    """A new ground on which the person may stay; earlier ones remain as they were."""
    _refuse(case)

    def make(pk: UUID) -> RightToStay:
        right = RightToStay.objects.create(pk=pk, organisation_id=case.organisation_id, person=case.person, **facts)
        add_entry(case=case, by=by, kind="right_to_stay", codes={"legal_status": right.ground}, source_id=pk)
        return right

    return once(by=by, key=form_key, model=RightToStay, make=make)


@audited(Event.STAY_RIGHT_CHANGED)
def change_right(*, by: Actor, case: Case, right: RightToStay, facts: dict[str, Any], version: int | None = None) -> RightToStay:
    """Correct what was written of a ground."""
    _refuse(case)
    take_version(right, expected=version)
    for name, value in facts.items():
        setattr(right, name, value)
    right.save(update_fields=[*facts, "version"])
    return right


def _refuse(case: Case) -> None:
    refuse_closed(case)
    refuse_erased(case.person)


def _tell(by: Actor, case: Case, paper: IdentityDocument, *, told: bool = True) -> None:
    """The number is found again by search, and the timeline says what changed."""
    keep_numbers(paper.person)
    if told:
        add_entry(
            case=case, by=by, kind="paper", codes={"document_kind": paper.kind, "document_status": paper.status}, source_id=paper.pk
        )
