"""Assessing what somebody needs, and changing what is asked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Max

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.receipts import EditConflict, once
from access.two_people import somebody
from casework.cases.actions import refuse_closed
from casework.cases.models import Case
from casework.cases.timeline import add_entry
from casework.needs.models import Answer, NeedsAssessment, NeedsForm, ServiceNeed
from casework.needs.questions import Question, edition_of


class NewerNeeds(Exception):
    """An assessment of an earlier day would not be the newest."""


@audited(Event.NEEDS_ASSESSED)
def assess_needs(
    *,
    by: Actor,
    case: Case,
    facts: dict[str, Any],
    needs: dict[str, dict[str, str]],
    form: NeedsForm | None,
    form_key: UUID | None = None,
) -> NeedsAssessment:
    """Write down what is needed of each service, and which form was asked."""
    current = Case.objects.select_for_update(of=("self",)).select_related("person").get(pk=case.pk)
    refuse_closed(current)
    person = somebody(by)

    def make(pk: UUID) -> NeedsAssessment:
        newest = NeedsAssessment.objects.filter(case=current).first()
        if newest is not None and newest.assessed_on > facts["assessed_on"]:
            raise NewerNeeds
        made = NeedsAssessment.objects.create(
            pk=pk,
            organisation_id=current.organisation_id,
            case=current,
            form=form,
            edition=edition_of(form),
            assessed_by=person,
            **facts,
        )
        for service, found in needs.items():
            ServiceNeed.objects.create(
                organisation_id=current.organisation_id, case=current, assessment=made, service=service, **found
            )
        needed = [service for service, found in needs.items() if found["need"] == Answer.YES]
        add_entry(case=current, by=by, kind="needs_assessed", codes={"service_type": needed}, source_id=pk)
        return made

    return once(by=by, key=form_key, model=NeedsAssessment, make=make)


@audited(Event.NEEDS_FORM_CHANGED)
def change_needs_form(*, by: Actor, questions: list[Question], number: int) -> NeedsForm:
    """The next version of the questions. Refused when a colleague saved first."""
    newest = NeedsForm.objects.filter(organisation_id=by.organisation_id).aggregate(last=Max("number"))["last"] or 0
    if newest != number:
        raise EditConflict
    kept = [question.kept() for question in questions]
    made, is_new = NeedsForm.objects.get_or_create(
        organisation_id=by.organisation_id, number=number + 1, defaults={"questions": kept, "made_by": somebody(by)}
    )
    if not is_new:
        raise EditConflict
    return made
