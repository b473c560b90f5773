"""The four P, services and notes."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.models import User
from access.receipts import once
from access.roles import Role
from casework.cases.actions import refuse_closed
from casework.cases.models import Case
from casework.cases.timeline import add_entry
from casework.cases.work import Note, Service, Step, StepState, Workstream
from casework.vocabulary import VOCABULARIES

PRIVILEGED = (Role.PSYCHOLOGIST, Role.LAWYER)


@audited(Event.WORKSTREAM_STARTED)
def start_workstreams(*, by: Actor, case: Case, kinds: list[str]) -> Case:
    """Start workstreams of the four P with their usual steps; those already started stay as they are."""
    refuse_closed(case)
    started = set(Workstream.objects.filter(case=case).values_list("kind", flat=True))
    for kind in (kind for kind in VOCABULARIES["workstream"].codes if kind in kinds and kind not in started):
        workstream = Workstream.objects.create(organisation_id=case.organisation_id, case=case, kind=kind)
        Step.objects.bulk_create(
            Step(organisation_id=case.organisation_id, case=case, workstream=workstream, code=term.code, position=position)
            for position, term in enumerate(t for t in VOCABULARIES["workstream_step"] if t.group == kind)
        )
        add_entry(case=case, by=by, kind="workstream_started", codes={"workstream": kind}, source_id=workstream.pk)
    return case


@audited(Event.STEP_CHANGED)
def change_step(*, by: Actor, step: Step, state: str, owner: User | None = None, due_on: date | None = None) -> Step:
    """Say how a step stands, who does it and until when."""
    refuse_closed(step.case)
    step.state, step.owner, step.due_on = state, owner, due_on
    step.done_on = (step.done_on or timezone.localdate()) if state == StepState.DONE else None
    step.save(update_fields=["state", "owner", "due_on", "done_on"])
    add_entry(case=step.case, by=by, kind="step_changed", codes={"step": step.code, "step_state": state}, source_id=step.pk)
    return step


@audited(Event.SERVICE_ADDED)
def add_service(*, by: Actor, case: Case, facts: dict[str, Any], form_key: UUID | None = None) -> Service:
    """Record one service given to the person."""
    refuse_closed(case)

    def make(pk: UUID) -> Service:
        service = Service.objects.create(
            pk=pk, organisation_id=case.organisation_id, case=case, given_by_id=by.user_id, **facts
        )
        codes = {"service_type": service.type, "service": service.service}
        add_entry(case=case, by=by, kind="service", codes=codes, source_id=pk)
        return service

    return once(by=by, key=form_key, model=Service, make=make)


@audited(Event.NOTE_WRITTEN)
def write_note(*, by: Actor, case: Case, text: str, is_privileged: bool = False, form_key: UUID | None = None) -> Note:
    """Write a note. A privileged one is read by its author alone; the file shows only that it exists."""
    refuse_closed(case)
    if by.user is None:
        raise PermissionError("A note has an author.")
    author = by.user
    profession = next((role for role in Role if role in by.roles), Role.CASE_MANAGER)

    def make(pk: UUID) -> Note:
        note = Note.objects.create(
            pk=pk,
            organisation_id=case.organisation_id,
            case=case,
            author=author,
            profession=profession,
            is_privileged=is_privileged and by.has_role(*PRIVILEGED),
            text=text,
        )
        add_entry(case=case, by=by, kind="note", codes={"profession": profession}, source_id=pk)
        return note

    return once(by=by, key=form_key, model=Note, make=make)
