"""Signing in: one answer for every failure, guessing slowed down, and nobody kept out by a stranger."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse

from access.models import SignInAttempt, User
from access.passwords import PepperedArgon2
from tests.browsers import fresh_code

NAME = "rodnik.lawyer"
SECRET = "a secret of her own, long enough"


@pytest.fixture(autouse=True)
def her_password(world: Any, db: None) -> None:
    give_password(world.user("lawyer"), SECRET)


def give_password(user: User, password: str, **changes: Any) -> None:
    from access.context import acting

    with acting(organisation_id=None, user_id=user.pk):
        User.objects.filter(pk=user.pk).update(password=make_password(password), **changes)


def sign_in(client: Client, username: str = NAME, password: str = SECRET, **more: str) -> Any:
    """Both steps; a refusal of the first is returned as it is."""
    first = client.post(reverse("sign-in"), {"username": username, "password": password, **more})
    if first.status_code != 302 or first.headers["Location"] != reverse("sign-in-second"):
        return first
    return client.post(reverse("sign-in-second"), {"confirm_code": fresh_code(username)})


def page(response: Any) -> str:
    """The page without the typed name and the form's own token."""
    import re

    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    return re.sub(r'name="username" value="[^"]*"', "", text)


def test_unknown_wrong_and_inactive_get_the_same_answer(world: Any) -> None:
    give_password(world.user("medic"), SECRET, is_active=False)
    answers = {
        page(sign_in(Client(), "nobody.here", "wrong")),
        page(sign_in(Client(), NAME, "wrong")),
        page(sign_in(Client(), "rodnik.medic", "wrong")),
        page(sign_in(Client(), "rodnik.medic", SECRET)),
    }

    assert len(answers) == 1


def test_an_unknown_name_costs_one_hash_as_a_known_one(world: Any, monkeypatch: Any) -> None:
    hashed: list[str] = []
    encode, verify = PepperedArgon2.encode, PepperedArgon2.verify
    monkeypatch.setattr(PepperedArgon2, "encode", lambda self, *a: hashed.append("hash") or encode(self, *a))
    monkeypatch.setattr(PepperedArgon2, "verify", lambda self, *a: hashed.append("hash") or verify(self, *a))
    costs = []
    for username in ("nobody.here", NAME):
        hashed.clear()
        sign_in(Client(), username, "wrong")
        costs.append(len(hashed))

    assert costs == [1, 1]


def test_an_over_long_password_is_refused_before_it_is_hashed(monkeypatch: Any, client_as: Any) -> None:
    monkeypatch.setattr(PepperedArgon2, "verify", lambda *_: pytest.fail("hashed"))
    monkeypatch.setattr(PepperedArgon2, "encode", lambda *_: pytest.fail("hashed"))
    long = "x" * 257

    assert sign_in(Client(), NAME, long).status_code == 200
    assert client_as("lawyer").post(reverse("password"), {"old": long, "new": long}).status_code == 200


def test_guessing_is_slowed_down_and_free_again_after_five_minutes() -> None:
    with time_machine.travel("2040-03-01 10:00:00+00:00", tick=False) as clock:
        for _ in range(5):
            sign_in(Client(), NAME, "wrong")
        assert sign_in(Client()).status_code == 200  # refused although the password is right
        clock.shift(301)
        assert sign_in(Client()).status_code == 302


def test_a_stranger_cannot_keep_somebody_out_of_their_own_browser() -> None:
    hers = Client()
    assert sign_in(hers).status_code == 302
    hers.post(reverse("sign-out"))
    for _ in range(8):
        sign_in(Client(), NAME, "wrong")

    assert sign_in(Client()).status_code == 200
    assert sign_in(hers).status_code == 302


def test_guesses_in_a_known_browser_are_slowed_down_too() -> None:
    hers = Client()
    sign_in(hers)
    hers.post(reverse("sign-out"))
    for _ in range(5):
        sign_in(hers, NAME, "wrong")

    assert sign_in(hers).status_code == 200


def test_a_browser_known_for_one_account_is_not_known_for_another(world: Any) -> None:
    give_password(world.user("medic"), SECRET)
    hers = Client()
    sign_in(hers)
    hers.post(reverse("sign-out"))
    for _ in range(5):
        sign_in(Client(), "rodnik.medic", "wrong")

    assert sign_in(hers, "rodnik.medic").status_code == 200


def test_a_forged_browser_mark_counts_for_nothing() -> None:
    from django.core import signing

    from access.devices import COOKIE, _owner

    mallory = Client()
    mallory.cookies[COOKIE] = signing.dumps({_owner(NAME): "ours"}, salt="something else")
    for _ in range(5):
        sign_in(Client(), NAME, "wrong")

    assert sign_in(mallory).status_code == 200


def test_attempts_hold_no_name() -> None:
    sign_in(Client(), "Somebody.Telling", "wrong")

    assert all(b"telling" not in bytes(attempt.account).lower() for attempt in SignInAttempt.objects.all())


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
        "http:evil.example", "https:///evil.example", " //evil.example", "\t//evil.example", "//evil.example@localhost/",
        "data:text/html,x", "ftp://localhost/", "/%09/evil.example/..//evil.example", "http://localhost.evil.example/",
    ],
)  # fmt: skip
def test_the_way_on_never_leads_elsewhere(target: str) -> None:
    from urllib.parse import urlsplit

    location = sign_in(Client(), next=target).headers["Location"]

    assert not urlsplit(location).netloc
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))


def test_the_way_on_leads_to_the_page_asked_for() -> None:
    assert sign_in(Client(), next="/cases/").headers["Location"] == "/cases/"


def test_no_cookie_is_set_on_a_stranger_who_only_looks() -> None:
    names = set(Client().get(reverse("sign-in")).cookies)

    assert names <= {"pana-form"}


def test_passwords_lie_peppered() -> None:
    """Without the installation key a guess cannot be checked against what lies in the table."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    stored = User.objects.get(username=NAME).password
    plain = Argon2PasswordHasher()
    plain.algorithm = PepperedArgon2.algorithm

    assert stored.startswith("argon2pana$")
    assert PepperedArgon2().verify(SECRET, stored)
    assert not plain.verify(SECRET, stored)


def test_an_older_hash_still_opens_and_is_renewed(world: Any) -> None:
    from django.contrib.auth.hashers import make_password

    from access.context import acting

    user = world.user("lawyer")
    with acting(organisation_id=None, user_id=user.pk):
        User.objects.filter(pk=user.pk).update(password=make_password(SECRET, hasher="argon2"))

    assert sign_in(Client()).status_code == 302
    assert User.objects.get(username=NAME).password.startswith("argon2pana$")

