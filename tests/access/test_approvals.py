"""What cannot be taken back needs two people, in Python and in the database."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from access.approvals.actions import (
    AlreadyDecided,
    NotApproved,
    OneIsNotTwo,
    approve,
    ask_approval,
    refuse,
    take_approval,
    withdraw,
)
from access.approvals.models import Approval
from access.context import acting, acting_as
from access.events import Event
from access.models import AuditEvent
from casework.cases.models import Case
from casework.cases.secrecy_actions import restrict_case
from tests.world_casework import new_case

REASON = {"reason": "The danger of the first weeks is over."}


@pytest.fixture
def people(world: Any, db: None) -> Any:
    """A restricted case of the case manager, on which the lawyer works too."""
    from casework.cases.actions import assign_case

    manager, second = world.actor("case_manager"), world.actor("director")
    with acting(organisation_id=manager.organisation_id):
        case = new_case(manager)
        assign_case(by=second, case=case, user=second.user)
        restrict_case(by=manager, case=case)
    return manager, second, case


def asked(by: Any, case: Any) -> Approval:
    with acting_as(by):
        return ask_approval(by=by, kind="case-unrestrict", target_id=case.pk, **REASON)


def restricted(case: Any) -> bool:
    with acting(organisation_id=case.organisation_id):
        return bool(Case.objects.get(pk=case.pk).is_restricted)


def test_what_was_asked_for_happens_when_another_person_approves(people: Any) -> None:
    manager, second, case = people
    approval = asked(manager, case)
    assert restricted(case)
    with acting_as(second):
        decided = approve(by=second, approval=approval)

    assert decided.state == "used"
    assert not restricted(case)
    with acting(organisation_id=manager.organisation_id):
        told = AuditEvent.objects.filter(object_id__in=[approval.pk, case.pk]).values_list("action", flat=True)
        assert {Event.APPROVAL_ASKED, Event.APPROVAL_GIVEN, Event.CASE_UNRESTRICTED} <= set(told)


def test_nobody_decides_on_what_they_asked_for(people: Any) -> None:
    manager, _, case = people
    approval = asked(manager, case)
    with acting_as(manager), pytest.raises(OneIsNotTwo):
        approve(by=manager, approval=approval)
    with acting_as(manager), pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
        Approval.objects.filter(pk=approval.pk).update(state="approved", decided_by=manager.user, decided_at=timezone.now())

    assert restricted(case)


def test_nobody_decides_in_the_name_of_another(people: Any) -> None:
    manager, second, case = people
    approval = asked(manager, case)
    with acting_as(manager), pytest.raises(DatabaseError, match="for oneself"), transaction.atomic():
        Approval.objects.filter(pk=approval.pk).update(state="approved", decided_by=second.user, decided_at=timezone.now())
    with acting_as(manager), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Approval.objects.create(organisation=manager.organisation, kind="x", target_id=case.pk, requested_by=second.user)


def test_a_decision_stays(people: Any) -> None:
    manager, second, case = people
    approval = asked(manager, case)
    with acting_as(second):
        refuse(by=second, approval=approval)
        with pytest.raises(AlreadyDecided):
            approve(by=second, approval=approval)
    with acting_as(second), pytest.raises(DatabaseError), transaction.atomic():
        Approval.objects.filter(pk=approval.pk).update(state="approved")
    with acting_as(manager), pytest.raises(AlreadyDecided):
        withdraw(by=manager, approval=approval)


def test_an_old_request_lapses(people: Any, world: Any) -> None:

    manager, second, case = people
    with acting_as(manager):
        late = Approval.objects.create(
            organisation=manager.organisation, kind="case-unrestrict", target_id=case.pk, requested_by=manager.user, lapses_at=timezone.now()
        )
    with acting_as(second), pytest.raises(AlreadyDecided):
        approve(by=second, approval=late)
    assert asked(manager, case).pk != late.pk


def test_who_may_not_see_the_case_neither_asks_nor_decides(people: Any, world: Any) -> None:
    manager, _, case = people
    approval = asked(manager, case)
    stranger = world.actor("case_manager", "sana-sezim")
    with acting_as(stranger), pytest.raises(PermissionDenied):
        ask_approval(by=stranger, kind="case-unrestrict", target_id=case.pk, **REASON)
    with acting_as(stranger), pytest.raises(Approval.DoesNotExist):
        approve(by=stranger, approval=approval)


def test_nothing_is_taken_that_was_not_approved(people: Any) -> None:
    manager, _, case = people
    with acting_as(manager), pytest.raises(NotApproved):
        take_approval(by=manager, kind="case-unrestrict", target_id=case.pk)


def test_through_the_pages(people: Any, client_as: Any) -> None:
    _manager, _second, case = people
    asking, deciding = client_as("case_manager"), client_as("director")
    url = reverse("approval-new", args=["case-unrestrict", case.pk])

    assert asking.post(url, {"reason": "short"}).context["form"].errors["reason"]
    detail = asking.post(url, REASON).headers["Location"]
    assert b"name=\"decision\"" not in asking.get(detail).content
    assert asking.post(f"{detail}decide/", {"decision": "approve"}).status_code == 302
    assert restricted(case)
    assert REASON["reason"] in deciding.get(detail).content.decode()
    assert deciding.post(f"{detail}decide/", {"decision": "approve"}).status_code == 302
    assert not restricted(case)


def test_a_restricted_case_does_not_exist_for_a_director_who_does_not_work_on_it(people: Any, client_as: Any, world: Any) -> None:
    manager, _, _ = people
    with acting(organisation_id=manager.organisation_id):
        hidden = new_case(manager)
    director = client_as("director")
    assert director.get(reverse("case-detail", args=[hidden.pk])).status_code == 200
    client_as("case_manager").post(reverse("case-restrict", args=[hidden.pk]))

    assert director.get(reverse("case-detail", args=[hidden.pk])).status_code == 404
    assert hidden.code not in director.get(reverse("case-list")).content.decode()
    assert client_as("case_manager").get(reverse("case-detail", args=[hidden.pk])).status_code == 200
