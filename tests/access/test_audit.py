"""The record cannot be bent without being noticed, whoever tries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from access.audit import record
from access.chain import check_chain
from access.context import acting
from access.events import Event
from access.models import AuditEvent
from tests.world import as_owner


def write_events(world: Any, number: int = 3) -> None:
    by = world.actor("director")
    with acting(organisation_id=by.organisation_id):
        for _ in range(number):
            record(Event.VIEWED, by=by)


def bent_by(statement: str) -> list[str]:
    """Reasons the check gives after a statement run by the owner with every trigger off, undone afterwards."""

    def bend() -> list[str]:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("alter table access_auditevent disable trigger user")
            cursor.execute(statement)
            reasons = [broken.reason for broken in check_chain()[1]]
            transaction.set_rollback(True)
        return reasons

    return as_owner(bend)  # type: ignore[no-any-return]


LAST = "(select event_id from app.audit_chain order by seq desc limit 1)"
ATTACKS = {
    f"update access_auditevent set outcome = 'nothing' where id = {LAST}": "an event was changed",
    f"update access_auditevent set at = at - interval '1 day' where id = {LAST}": "an event was changed",
    f"update access_auditevent set actor_id = gen_random_uuid() where id = {LAST}": "an event was changed",
    f"delete from access_auditevent where id = {LAST}": "an event is missing",
    "insert into access_auditevent (id, at, action, object_type, outcome, detail) "
    "values (gen_random_uuid(), now(), 'access.viewed', '', 'done', '{}')": "an event was slipped in",
    f"delete from app.audit_chain where event_id = {LAST}": "the end was cut off",
    f"delete from app.audit_chain where event_id = {LAST}; delete from access_auditevent where id = {LAST}": "the end was cut off",
    "update app.audit_chain set hash = '\\x01' where seq = 1": "an event was changed",
}


@pytest.fixture
def events(world: Any, transactional_rows: Callable[[], None]) -> None:
    write_events(world)


@pytest.fixture
def transactional_rows(world: Any, django_db_blocker: Any) -> Any:
    """Real commits, because the chain is closed at commit. Events stay for the rest of the run: that is their nature."""
    with django_db_blocker.unblock():
        yield


def test_the_chain_of_an_honest_record_holds(events: None) -> None:
    checked, breaks = as_owner(check_chain)

    assert breaks == []
    assert checked >= 3


@pytest.mark.parametrize(("statement", "reason"), ATTACKS.items())
def test_every_way_of_bending_is_found(statement: str, reason: str, events: None) -> None:
    assert reason in bent_by(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "update access_auditevent set outcome = 'x'",
        "delete from access_auditevent",
        "truncate access_auditevent",
        "alter table access_auditevent disable trigger user",
        "set session_replication_role = replica",
        "delete from app.audit_chain",
    ],
)
def test_the_web_role_cannot_even_try(statement: str, world: Any, events: None) -> None:
    before = as_owner(AuditEvent.objects.count)
    with acting(organisation_id=world.organisations["rodnik"].pk):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
        except DatabaseError:
            pass

    assert as_owner(AuditEvent.objects.count) == before
    assert as_owner(check_chain)[1] == []


def test_a_refusal_is_recorded_though_the_request_is_undone(world: Any, client_as: Any) -> None:
    response = client_as("donor", "fund-aurora").get("/members/")

    assert response.status_code == 403
    with acting(organisation_id=world.organisations["fund-aurora"].pk):
        assert AuditEvent.objects.filter(action=Event.DENIED, actor_id=world.user("donor", "fund-aurora").pk).exists()


def test_a_client_cannot_back_date(world: Any, events: None) -> None:
    from datetime import timedelta

    from django.utils import timezone

    by = world.actor("director")
    long_ago = timezone.now() - timedelta(days=900)
    with acting(organisation_id=by.organisation_id):
        AuditEvent.objects.bulk_create([AuditEvent(organisation_id=by.organisation_id, action=Event.VIEWED, at=long_ago)])
        assert not AuditEvent.objects.filter(at__lte=long_ago).exists()
