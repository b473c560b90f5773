"""Somebody came in: the screen shows nothing until the password is typed, in no window, and nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from access.attempts import LIMITS, SIGN_IN
from access.context import acting
from access.events import Event
from access.models import AuditEvent
from access.sessions import SESSION_COVERED
from tests.access.test_sign_in import SECRET, give_password

FROM_A_PAGE = {"X-Pana-Cover": "1"}


@pytest.fixture(autouse=True)
def passwords(world: Any, db: None) -> None:
    for role in ("case_manager", "operator", "medic", "lawyer", "psychologist"):
        give_password(world.user(role), SECRET)


def cover(client: Any) -> Any:
    assert client.post(reverse("cover"), headers=FROM_A_PAGE).status_code == 204
    return client


def test_a_hidden_session_shows_one_page_and_nothing_of_who_or_where(world: Any, client_as: Any) -> None:
    client = cover(client_as("director"))
    for name in (
        "home",
        "case-list",
        "case-search",
        "member-list",
        "audit-list",
        "preferences",
        "still-here",
        "start",
        "confirm",
    ):
        answer = client.get(reverse(name))
        assert answer.headers.get("Location") == reverse("covered"), name
    assert client.post(reverse("case-search"), {"term": "x"}).headers["Location"] == reverse("covered")
    page = client.get(reverse("covered")).content.decode()
    assert "Rodnik" not in page
    assert "nav" not in page
    assert world.user("director").display_name not in page


def test_the_password_shows_it_again_under_another_key(world: Any, client_as: Any) -> None:
    client = cover(client_as("case_manager"))
    before = client.session.session_key
    wrong = client.post(reverse("covered"), {"confirm_code": "not the password"}, headers=FROM_A_PAGE).json()
    assert wrong["open"] is False
    assert wrong["error"]
    assert client.get(reverse("case-list")).status_code == 302
    assert client.post(reverse("covered"), {"confirm_code": ""}, headers=FROM_A_PAGE).json()["open"] is False

    assert client.post(reverse("covered"), {"confirm_code": SECRET}, headers=FROM_A_PAGE).json() == {"open": True}
    assert client.get(reverse("case-list")).status_code == 200
    assert client.session.session_key != before
    assert SESSION_COVERED not in client.session


def test_without_scripts_the_page_asks_and_leads_home(client_as: Any) -> None:
    client = client_as("operator")
    assert client.post(reverse("cover")).headers["Location"] == reverse("covered")
    again = client.post(reverse("covered"), {"confirm_code": "wrong"})
    assert again.status_code == 200
    assert 'role="alert"' in again.content.decode() or "is-invalid" in again.content.decode()
    assert client.post(reverse("covered"), {"confirm_code": SECRET}).headers["Location"] == reverse("home")
    assert client.get(reverse("covered")).headers["Location"] == reverse("home")


def test_guessing_behind_the_cover_is_slowed_as_at_signing_in(client_as: Any) -> None:
    client, most = cover(client_as("medic")), LIMITS[SIGN_IN][0][0]
    for _ in range(most):
        client.post(reverse("covered"), {"confirm_code": "guess"}, headers=FROM_A_PAGE)
    assert client.post(reverse("covered"), {"confirm_code": SECRET}, headers=FROM_A_PAGE).json()["open"] is False


def test_a_cover_does_not_keep_the_session_alive(client_as: Any) -> None:
    with time_machine.travel("2040-03-01 08:00:00+00:00", tick=False) as clock:
        client = cover(client_as("lawyer"))
        clock.shift(901)
        late = client.post(reverse("covered"), {"confirm_code": SECRET})
    assert late.headers["Location"].startswith(reverse("sign-in"))


def test_both_are_on_record_once(world: Any, client_as: Any) -> None:
    client = cover(cover(client_as("psychologist")))
    client.post(reverse("covered"), {"confirm_code": "wrong"}, headers=FROM_A_PAGE)
    client.post(reverse("covered"), {"confirm_code": SECRET}, headers=FROM_A_PAGE)
    with acting(organisation_id=world.organisations["rodnik"].pk):
        mine = AuditEvent.objects.filter(actor_id=world.user("psychologist").pk)
        told = [
            mine.filter(action=event).count()
            for event in (Event.SCREEN_COVERED, Event.SCREEN_UNCOVERED, Event.FACTOR_REFUSED)
        ]
    assert told == [1, 1, 1]
