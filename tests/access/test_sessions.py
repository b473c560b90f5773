"""A session: begins with a key of its own, ends in time, and ends when it should at once."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.context import acting
from access.models import Membership, User
from access.session_store import SessionStore, kept_as
from config.routes import all_routes
from tests.access.test_sign_in import SECRET, give_password, sign_in

START = "2040-03-01 08:00:00+00:00"  # the database refuses a context of the past


@pytest.fixture(autouse=True)
def her_password(world: Any, db: None) -> None:
    give_password(world.user("lawyer"), SECRET)


@pytest.fixture
def hers() -> Client:
    client = Client()
    assert sign_in(client).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("home")).status_code == 200


def key_of(client: Client) -> str:
    return str(client.cookies["pana"].value)


def test_the_key_changes_at_sign_in_and_an_earlier_one_opens_nothing() -> None:
    planted = SessionStore()
    planted.create()
    client = Client()
    client.cookies["pana"] = planted.session_key
    sign_in(client)
    fixed = Client()
    fixed.cookies["pana"] = planted.session_key

    assert key_of(client) != planted.session_key
    assert is_in(client)
    assert not is_in(fixed)


@pytest.mark.parametrize(("seconds", "stays"), [(899, True), (901, False)])
def test_a_quarter_of_an_hour_without_a_click_ends_it(seconds: int, stays: bool) -> None:
    with time_machine.travel(START, tick=False) as clock:
        client = Client()
        sign_in(client)
        clock.shift(seconds)
        assert is_in(client) is stays


@pytest.mark.parametrize(("minutes", "stays"), [(600, True), (601, False)])
def test_ten_hours_end_it_however_busy_one_is(minutes: int, stays: bool) -> None:
    with time_machine.travel(START, tick=False) as clock:
        client = Client()
        sign_in(client)
        for _ in range(minutes // 10):
            clock.shift(600)
            if not is_in(client):
                break
        clock.shift(60 * (minutes % 10))
        assert is_in(client) is stays


def test_an_ended_session_clears_the_browser_and_says_why() -> None:
    with time_machine.travel(START, tick=False) as clock:
        client = Client()
        sign_in(client)
        key = key_of(client)
        clock.shift(3600)
        response = client.get(reverse("home"))

    assert response.headers["Location"].endswith("?expired=1")
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not Session.objects.filter(session_key=kept_as(key)).exists()


def test_signing_out_ends_it_on_the_server_and_clears_the_browser(hers: Client) -> None:
    thief = Client()
    thief.cookies["pana"] = key_of(hers)
    assert is_in(thief)
    response = hers.post(reverse("sign-out"))

    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_in(thief)


def test_a_new_password_ends_the_other_sessions(hers: Client) -> None:
    thief = Client()
    sign_in(thief)
    new = "another one, just as long"
    response = hers.post(reverse("password"), {"old": SECRET, "new": new})

    assert response.status_code == 302
    assert is_in(hers)
    assert not is_in(thief)
    assert sign_in(Client(), password=new).status_code == 302


def test_who_reads_the_table_of_sessions_gets_no_key(hers: Client) -> None:
    stored = Session.objects.get(session_key=kept_as(key_of(hers)))
    thief = Client()
    thief.cookies["pana"] = stored.session_key

    assert not Session.objects.filter(session_key=key_of(hers)).exists()
    assert hashlib.sha256(key_of(hers).encode()).hexdigest().startswith(stored.session_key)
    assert not is_in(thief)


def test_a_session_copied_over_another_opens_nothing(hers: Client, world: Any) -> None:
    mallory = Client()
    give_password(world.user("medic"), SECRET)
    sign_in(mallory, "rodnik.medic")
    data = Session.objects.get(session_key=kept_as(key_of(hers))).session_data
    Session.objects.filter(session_key=kept_as(key_of(mallory))).update(session_data=data)

    assert not is_in(mallory)


def test_other_roles_act_at_the_next_click(world: Any, hers: Client) -> None:
    assert hers.get(reverse("case-list")).status_code == 200
    change_membership(world, roles=["donor"])

    assert hers.get(reverse("case-list")).status_code == 403


def test_an_ended_membership_ends_access_at_the_next_click(world: Any, hers: Client) -> None:
    change_membership(world, ended_at=timezone.now())

    assert "/sign-in/" in hers.get(reverse("case-list")).headers["Location"]


def test_an_inactive_account_loses_access_at_the_next_click(world: Any, hers: Client) -> None:
    user = world.user("lawyer")
    with acting(organisation_id=None, user_id=user.pk):
        User.objects.filter(pk=user.pk).update(is_active=False)

    assert not is_in(hers)


def change_membership(world: Any, **changes: Any) -> None:
    with acting(organisation_id=world.organisations["rodnik"].pk):
        Membership.objects.filter(user=world.user("lawyer")).update(**changes)


def test_with_a_first_password_only_its_page_opens(world: Any, client_as: Any) -> None:
    from tests.guards.test_every_url import address, ask

    user = world.user("director")
    with acting(organisation_id=None, user_id=user.pk):
        User.objects.filter(pk=user.pk).update(must_change_password=True)
    client, opened, asked = client_as("director"), set(), 0
    for route in all_routes():
        if route.name == "sign-out":
            continue
        for method in ("get", "post"):
            response = ask(client, method, address(route, world, "rodnik"))
            asked += 1
            if response.headers.get("Location") != reverse("password"):
                opened.add(route.name)

    assert opened == {"password", "language", "still-here"}
    assert asked > 100


def test_nobody_changes_the_account_of_another_even_by_an_injected_query(world: Any) -> None:
    mallory, victim = world.user("case_manager"), world.user("director")
    with acting(organisation_id=world.organisations["rodnik"].pk, user_id=mallory.pk):
        assert User.objects.filter(pk=victim.pk).update(password="taken over") == 0
        assert User.objects.exclude(pk=mallory.pk).update(is_active=False) == 0


@pytest.mark.parametrize(
    "statement",
    [
        "update access_organisation set name = 'taken over'",
        "delete from access_organisation",
        "delete from access_user",
    ],
)
def test_no_organisation_is_renamed_or_removed_by_an_injected_query(world: Any, statement: str) -> None:
    with acting(organisation_id=world.organisations["rodnik"].pk, user_id=world.user("director").pk), connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount == 0


def test_no_false_agency_enters_the_network_by_an_injected_query(world: Any) -> None:
    statement = (
        "insert into access_organisation (id, code, name, kind, partner_type, region, language, is_active, created_at) "
        "values (gen_random_uuid(), 'police', 'Police', 'partner', '', '', 'ru', true, now())"
    )
    with (
        acting(organisation_id=world.organisations["rodnik"].pk),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
