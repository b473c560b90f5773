"""L01 to L04, L06, L07: what was done is on record, and the record cannot be bent."""

from __future__ import annotations

import json
import threading
import time
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, transaction

from access.chain import check_chain
from access.context import acting, signed
from access.events import Event
from access.models import AuditEvent
from access.roles import Role
from tests.access.filling import forms_of
from tests.access.test_audit import ATTACKS, bent_by, write_events
from tests.access.test_canary import tokens_in
from tests.access.test_typed_text import MOVES
from tests.bootstrap import URLS
from tests.guards.test_every_url import address, ask, homes, walked
from tests.world import address_of, as_owner

BENT = (
    "update access_auditevent set outcome = 'x'", "delete from access_auditevent", "truncate access_auditevent",
    "alter table access_auditevent disable trigger user", "set session_replication_role = replica", "delete from app.audit_chain",
)  # fmt: skip
WRITERS, EACH = 8, 150


def events_of(world: Any, role: Role) -> int:
    organisation = homes(role)[0]
    with acting(organisation_id=world.organisations[organisation].pk):
        return AuditEvent.objects.filter(actor_id=world.user(role, organisation).pk).count()


def denials_of(world: Any, role: Role) -> int:
    organisation = homes(role)[0]
    with acting(organisation_id=world.organisations[organisation].pk):
        return AuditEvent.objects.filter(actor_id=world.user(role, organisation).pk, action=Event.DENIED).count()


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.CASE_MANAGER, Role.SHELTER_MANAGER, Role.SHIFT_LEAD, Role.MEDIC])
def test_what_succeeds_and_what_is_refused_leaves_its_event(role: Role, world: Any, client_as: Any, measure: Any) -> None:
    client, checked, failed = client_as(role, homes(role)[0]), 0, []
    for route in walked():
        url = address(route, world, "rodnik")
        if not route.admits(role):
            before = denials_of(world, role)
            with transaction.atomic():
                refused = client.get(url).status_code in {403, 404}
                after = denials_of(world, role)
                transaction.set_rollback(True)
            checked += 1
            failed += [f"{route.name}: refused {after - before} times on record"] if refused and after != before + 1 else []
            continue
        page = ask(client, "get", url)
        if page.status_code != 200 or page.streaming or route.name in MOVES or "html" not in page.headers["Content-Type"]:
            continue
        for form in forms_of(page.content)[:1]:
            before = events_of(world, role)
            with transaction.atomic():
                done = client.post(form.action or url, form.filled()).status_code == 302
                after = events_of(world, role)
                transaction.set_rollback(True)
            checked += 1
            failed += [f"{route.name}: done and not on record"] if done and after == before else []
    measure("L01", checked=checked, failed=failed, part=True)


def test_eight_ways_to_bend_the_record_are_found(world: Any, django_db_blocker: Any, measure: Any) -> None:
    with django_db_blocker.unblock():
        write_events(world)
        failed = [statement for statement, reason in ATTACKS.items() if reason not in bent_by(statement)]
    measure("L03", checked=len(ATTACKS), failed=failed)


def test_neither_pages_nor_worker_can_touch_the_record(world: Any, django_db_blocker: Any, measure: Any) -> None:
    own, failed, checked = world.organisations["rodnik"].pk, [], 0
    with django_db_blocker.unblock():
        write_events(world)
        before = as_owner(AuditEvent.objects.count)
        for login in (URLS.web, URLS.worker):
            for statement in BENT:
                checked += 1
                with psycopg.connect(address_of(login), autocommit=True) as other:
                    other.execute("select set_config('app.ctx', %s, false)", [signed(own, None, ["system"])])
                    try:
                        touched = other.execute(statement).rowcount  # type: ignore[arg-type]  # one of the list above
                    except psycopg.Error:
                        continue
                    failed += [f"{statement}: {touched}"] if touched > 0 else []
        failed += ["events went"] if as_owner(AuditEvent.objects.count) < before else []
        failed += [broken.reason for broken in as_owner(check_chain)[1]]
    measure("L04", checked=checked, failed=failed)


def test_no_event_holds_anything_personal(world: Any, client_as: Any, measure: Any) -> None:
    for role in (Role.DIRECTOR, Role.SHIFT_LEAD, Role.SHELTER_MANAGER, Role.CASE_MANAGER, Role.MEDIC, Role.LAWYER, Role.PSYCHOLOGIST):
        client = client_as(role, homes(role)[0])
        for route in (route for route in walked() if route.admits(role)):
            client.get(address(route, world, "rodnik"))
    told = []
    for organisation in world.organisations.values():
        with acting(organisation_id=organisation.pk):
            told += [json.dumps(row, default=str) for row in AuditEvent.objects.values_list("action", "object_type", "outcome", "detail")]
    names = {user.display_name for user in world.users.values()}
    failed = [text for text in told if tokens_in(text) or any(name in text for name in names)]
    measure("L06", checked=len(told), failed=failed)


def test_eight_writers_leave_no_gap(world: Any, django_db_blocker: Any, measure: Any) -> None:
    """Each writes one event in a transaction that works for 20 ms; the chain is closed while it commits."""
    own, by = world.organisations["rodnik"].pk, world.user("director").pk
    failed: list[str] = []

    def write() -> None:
        with psycopg.connect(address_of(URLS.web)) as other:
            for _ in range(EACH):
                try:
                    with other.transaction():
                        other.execute("select set_config('app.ctx', %s, true)", [signed(own, by)])
                        time.sleep(0.02)
                        other.execute(
                            "insert into access_auditevent (id, at, organisation_id, actor_id, action, object_type, outcome, detail)"
                            " values (%s, now(), %s, %s, 'access.viewed', '', 'done', '{}')", [uuid4(), own, by],
                        )  # fmt: skip
                except psycopg.Error as error:
                    failed.append(type(error).__name__)

    with django_db_blocker.unblock():
        connection.close()
        threads = [threading.Thread(target=write) for _ in range(WRITERS)]
        began = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        rate = WRITERS * EACH / (time.monotonic() - began)
        failed += [broken.reason for broken in as_owner(check_chain)[1]]
    measure("L07", checked=WRITERS * EACH, failed=failed, note=f"{rate:.0f} transactions/s with 20 ms of work on a shared machine")
