"""What must never be is refused by the database itself, whatever the code above it does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from casework.activities.models import Activity
from casework.cases.facts import Exploitation, RouteLeg
from casework.cases.models import Assignment, Case, CaseStateChange
from casework.cases.work import Service, Step, Workstream
from casework.people.models import Person
from casework.referrals.models import Consent, Referral

DAY = date(2026, 3, 4)


def refused(write: Callable[[], Any]) -> bool:
    """Deferred constraints are checked at once, as at the end of a request."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            write()
            cursor.execute("set constraints all immediate")
    except DatabaseError:
        return True
    return False


def update(model: Any, row: Any, **values: Any) -> Callable[[], Any]:
    return lambda: model.objects.filter(pk=row.pk).update(**values)


CASE_VALUES: list[dict[str, Any]] = [
    {"state": "closed", "closed_on": None},
    {"state": "open", "closed_on": DAY},
    {"state": "closed", "closed_on": DAY, "requested_on": DAY + timedelta(days=1)},
    {"age_at_registration": 121},
    {"age_first_exploited": 30, "age_at_registration": 20},
    {"sheltered_from": DAY, "sheltered_until": DAY - timedelta(days=1)},
]


@pytest.mark.parametrize("values", CASE_VALUES, ids=lambda values: " ".join(values))
def test_an_impossible_case_is_refused(acts: Any, case: Any, values: dict[str, Any]) -> None:
    with acts("case_manager"):
        assert refused(update(Case, case, **values))


def test_codes_are_not_used_twice(acts: Any, case: Any, world: Any) -> None:
    with acts("case_manager"):
        assert refused(update(Case, case, code=world.row("case").code))
        assert refused(update(Person, case.person, code=world.row("person").code))
        assert refused(update(Person, case.person, birth_year=1800))


def test_a_case_has_one_lead_and_each_colleague_once(acts: Any, case: Any, world: Any) -> None:
    def add(user: Any, is_lead: bool) -> Callable[[], Any]:
        return lambda: Assignment.objects.create(organisation_id=case.organisation_id, case=case, user=user, is_lead=is_lead)

    with acts("case_manager") as manager:
        assert refused(add(world.user("medic"), True))
        assert refused(add(manager.user, False))


def test_impossible_facts_and_work_are_refused(acts: Any, world: Any) -> None:
    case, step = world.row("case"), world.row("step")
    with acts("case_manager"):
        leg = RouteLeg.objects.filter(case=case).first()
        service = Service.objects.filter(case=case).first()
        assert refused(update(Exploitation, world.row("exploitation"), started_on=DAY, ended_on=DAY - timedelta(days=1)))
        assert refused(lambda: RouteLeg.objects.create(organisation_id=case.organisation_id, case=case, position=leg.position, kind="transit"))
        assert refused(lambda: Workstream.objects.create(organisation_id=case.organisation_id, case=case, kind="protection"))
        assert refused(update(Step, step, state="done", done_on=None))
        assert refused(update(Step, step, state="todo", done_on=DAY))
        assert refused(update(Service, service, quantity=0))
        assert refused(update(Service, service, cost=-1))


def test_impossible_consents_and_referrals_are_refused(acts: Any, referral: Any) -> None:
    with acts("case_manager"):
        consent = Consent.objects.get(pk=referral.consent_id)
        assert refused(update(Consent, consent, expires_on=consent.given_on - timedelta(days=1)))
        assert refused(update(Consent, consent, state="withdrawn", withdrawn_on=None))
        assert refused(update(Consent, consent, field_groups=[]))
        assert refused(update(Referral, referral, recipient_id=referral.organisation_id))
        assert refused(update(Referral, referral, sent_at=None))
        assert refused(update(Referral, referral, state="declined", decline_reason=""))
        assert refused(update(Referral, referral, consent=None))


def test_impossible_activities_are_refused(acts: Any, world: Any) -> None:
    with acts("case_manager"):
        assert refused(update(Activity, world.row("activity"), children=1000))
        assert refused(update(Activity, world.row("activity"), items=0))


def test_history_is_neither_changed_nor_removed(acts: Any, case: Any) -> None:
    with acts("case_manager"):
        moved = CaseStateChange.objects.filter(case=case).first()
        assert refused(update(CaseStateChange, moved, state="closed"))
        assert refused(lambda: CaseStateChange.objects.filter(pk=moved.pk).delete())


def test_rows_cannot_hang_on_a_case_of_another_organisation(acts: Any, world: Any) -> None:
    theirs = world.row("case", "sana-sezim")
    with acts("case_manager") as manager:
        assert refused(lambda: Service.objects.create(organisation_id=manager.organisation_id, case_id=theirs.pk, type="sss_legal"))
        assert refused(lambda: Service.objects.create(organisation_id=theirs.organisation_id, case_id=theirs.pk, type="sss_legal"))
