"""Break-glass: with a reason, for an hour, seen at once by somebody else, and every row on record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from access.context import acting, acting_as
from access.events import Event
from access.models import AuditEvent
from casework.cases.actions import assign_case, end_assignment
from casework.cases.emergency import EmergencyOpening
from casework.cases.models import Assignment, Case
from casework.cases.secrecy_actions import restrict_case
from config.routes import all_routes
from tests.world_casework import new_case

REASON = "The client stands at the door and her case manager cannot be reached."


@pytest.fixture
def foreign_case(world: Any, db: None) -> Any:
    """A restricted case of the case manager, on which the psychologist does not work."""
    with acting(organisation_id=world.organisations["rodnik"].pk):
        case = new_case(world.actor("case_manager"))
        restrict_case(by=world.actor("case_manager"), case=case)
    return case


def pages_of_a_case() -> list[str]:
    return [route.name for route in all_routes() if route.kwargs == ("case_id",)]


def open_it(client: Any, case: Any, **changes: Any) -> Any:
    return client.post(reverse("emergency-new"), {"code": case.code, "reason": REASON} | changes)


def test_what_is_opened_is_seen_for_an_hour_and_then_no_more(foreign_case: Any, client_as: Any, world: Any) -> None:
    client = client_as("psychologist")
    detail = reverse("case-detail", args=[foreign_case.pk])
    assert client.get(detail).status_code == 404
    assert open_it(client, foreign_case).headers["Location"] == detail
    assert client.get(detail).status_code == 200

    with acting_as(world.actor("psychologist")):
        opening = EmergencyOpening.objects.get(case_id=foreign_case.pk)
        client.post(reverse("emergency-end", args=[opening.pk]))
    assert client.get(detail).status_code == 404


def test_a_short_reason_and_a_wrong_code_are_named_at_the_field(foreign_case: Any, client_as: Any) -> None:
    client = client_as("psychologist")

    assert open_it(client, foreign_case, reason="urgent").context["form"].errors["reason"]
    assert open_it(client, foreign_case, code="C-2222222").context["form"].errors["code"]


def test_another_organisation_opens_nothing(foreign_case: Any, client_as: Any) -> None:
    assert open_it(client_as("psychologist", "sana-sezim"), foreign_case).context["form"].errors["code"]


def test_nobody_opens_in_the_name_of_another_or_for_longer(foreign_case: Any, world: Any) -> None:
    own, other = world.actor("psychologist"), world.user("lawyer")
    for values in ({"user": other}, {"user": own.user, "until": timezone.now() + timedelta(hours=5)}):
        with acting_as(own), pytest.raises(DatabaseError), transaction.atomic():
            EmergencyOpening.objects.create(organisation=own.organisation, case_id=foreign_case.pk, case_code="C", **values)


def test_break_glass_from_reason_to_review(foreign_case: Any, client_as: Any, world: Any, measure: Any) -> None:
    failed: list[str] = []
    worker, director = client_as("psychologist"), client_as("director")
    before = director.get(reverse("home")).content.decode()
    open_it(worker, foreign_case)
    worker.get(reverse("case-facts", args=[foreign_case.pk]))
    with acting(organisation_id=foreign_case.organisation_id):
        opening = EmergencyOpening.objects.get(case_id=foreign_case.pk)
        kinds = set(AuditEvent.objects.filter(actor_id=world.user("psychologist").pk).values_list("action", flat=True))
    review = reverse("emergency-review", args=[opening.pk])
    page = director.get(review).content.decode()
    checks = {
        "the reason is asked for": REASON in page,
        "it lasts 60 minutes": timedelta(minutes=59) < opening.until - opening.created_at <= timedelta(minutes=60),
        "the director is told at once": before != director.get(reverse("home")).content.decode(),
        "it stands in the queue": review in director.get(reverse("emergency-list")).content.decode(),
        "every look is listed": str(foreign_case.pk)[:8] in page,
        "it is in the audit": {Event.EMERGENCY_OPENED, Event.VIEWED} <= kinds,
        "nobody reviews their own": worker.post(review, {"review": "justified"}).status_code == 403,
        "a review is kept": director.post(review, {"review": "justified"}).status_code == 302,
        "a reviewed one leaves the queue": review not in director.get(reverse("emergency-list")).content.decode().partition("</table>")[0]
        or "Not yet" not in director.get(reverse("emergency-list")).content.decode(),
    }
    failed = [name for name, held in checks.items() if not held]
    measure("L08", checked=len(checks), failed=failed)


def test_a_case_one_does_not_work_on_does_not_exist(foreign_case: Any, client_as: Any, world: Any, measure: Any) -> None:
    """Never assigned, assigned no more, given back: 404 on every page, and no row by any query."""
    with acting(organisation_id=foreign_case.organisation_id):
        director = world.actor("director")
        assign_case(by=director, case=foreign_case, user=world.user("lawyer"))
        end_assignment(by=director, assignment=Assignment.objects.get(case=foreign_case, user=world.user("lawyer"), ended_on=None))
    client = client_as("social_worker")
    open_it(client, foreign_case)
    with acting_as(world.actor("social_worker")):
        opening = EmergencyOpening.objects.get(case_id=foreign_case.pk)
    client.post(reverse("emergency-end", args=[opening.pk]))

    checked, failed = 0, []
    for role in ("medic", "lawyer", "social_worker", "director"):
        client = client_as(role)
        for name in pages_of_a_case():
            for method in ("get", "post"):
                answer = getattr(client, method)(reverse(name, args=[foreign_case.pk]))
                checked += 1
                if answer.status_code not in {403, 404, 405}:
                    failed.append(f"{role} {method} {name}: {answer.status_code}")
        with acting_as(world.actor(role)):
            checked += 1
            if Case.objects.filter(pk=foreign_case.pk).exists():
                failed.append(f"{role}: the database shows the row")
    measure("I03", checked=checked, failed=failed)
