"""Sessions as promised: other keys at every change of power, flags, clocks, endings, and nothing kept by a cache."""

from __future__ import annotations

import importlib.util
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.context import acting
from access.middleware import WATCHING
from access.models import OpenSession, SignInAttempt
from access.session_store import SessionStore, kept_as
from access.tasks import sweep_sign_in
from config.routes import all_routes
from tests.access.test_resets import Checks
from tests.access.test_sign_in import NAME, SECRET, give_password, sign_in
from tests.browsers import fresh_code
from tests.guards.test_every_url import address, ask

START = "2040-03-01 08:00:00+00:00"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
NEWER_FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36"


@pytest.fixture(autouse=True)
def her_password(world: Any, db: None) -> None:
    give_password(world.user("lawyer"), SECRET)


@pytest.fixture
def checks() -> Checks:
    return Checks()


def signed_in(**how: Any) -> Client:
    client = Client(**how)
    assert sign_in(client).status_code == 302
    return client


def key_of(client: Client) -> str:
    return str(client.cookies["pana"].value)


def with_key(key: str, **how: Any) -> Client:
    client = Client(**how)
    client.cookies["pana"] = key
    return client


def is_in(client: Client, **headers: str) -> bool:
    return client.get(reverse("home"), headers=headers).status_code == 200


def test_the_key_changes_with_every_change_of_power(world: Any, checks: Checks, measure: Any) -> None:
    """S01: after the password, after the factor, at confirmation, with a new password, at sign-out; the old one opens nothing."""
    planted = SessionStore()
    planted.create()
    client = with_key(str(planted.session_key))
    keys = [str(planted.session_key)]

    def note(what: str) -> None:
        checks.expect(f"another key {what}", key_of(client) not in keys)
        checks.expect(f"the key before opens nothing {what}", not is_in(with_key(keys[-1])))
        keys.append(key_of(client))

    client.post(reverse("sign-in"), {"username": NAME, "password": SECRET})
    note("after the password")
    client.post(reverse("sign-in-second"), {"confirm_code": fresh_code(NAME)})
    note("after the factor")
    client.post(reverse("confirm"), {"confirm_code": fresh_code(NAME), "next": "/today/"})
    note("at confirmation")
    client.post(reverse("password"), {"old": SECRET, "new": "another one, just as long"})
    note("with a new password")
    checks.expect("signed in all the time", is_in(client))
    client.post(reverse("sign-out"))
    checks.expect("the last key opens nothing", not is_in(with_key(keys[-1])))

    measure("S01", checked=checks.checked, failed=checks.wrong)


def cookies_under(tls: bool, monkeypatch: Any) -> Any:
    """The settings as they are read under TLS or without."""
    monkeypatch.setenv("PANA_TLS", "1" if tls else "0")
    spec = importlib.util.find_spec("config.settings")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_cookie_flags(checks: Checks, monkeypatch: Any, measure: Any) -> None:
    """S02: literally as sent, and as settings say under TLS."""
    client = signed_in()
    for name in ("pana", "pana-form", "pana-browser"):
        cookie = client.cookies[name]
        checks.expect(f"{name} HttpOnly", cookie["httponly"] is True)
        checks.expect(f"{name} SameSite", cookie["samesite"] == "Lax")
        checks.expect(f"{name} no domain, whole path", cookie["domain"] == "" and cookie["path"] == "/")
    checks.expect("ten hours", client.cookies["pana"]["max-age"] == 36000)
    secure = cookies_under(True, monkeypatch)
    for name, value in {
        "SESSION_COOKIE_NAME": "__Host-pana", "CSRF_COOKIE_NAME": "__Host-pana-form", "SESSION_COOKIE_SECURE": True, "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True, "CSRF_COOKIE_HTTPONLY": True, "SESSION_COOKIE_SAMESITE": "Lax", "SECURE_HSTS_SECONDS": 31536000,
        "SECURE_SSL_REDIRECT": True,
    }.items():  # fmt: skip
        checks.expect(f"under TLS {name}", getattr(secure, name) == value)

    measure("S02", checked=checks.checked, failed=checks.wrong)


def test_idle_and_over_by_the_clock(checks: Checks, measure: Any) -> None:
    """S03: to the second; a page that renews itself is nobody who is there; half a session has no hours of its own."""
    for seconds, stays in ((899, True), (901, False)):
        with time_machine.travel(START, tick=False) as clock:
            client = signed_in()
            clock.shift(seconds)
            checks.expect(f"{seconds} idle seconds", is_in(client) is stays)
    for seconds, stays in ((36000, True), (36001, False)):
        with time_machine.travel(START, tick=False) as clock:
            client = signed_in()
            for _ in range(60):
                clock.shift(600)
                is_in(client)
            clock.shift(seconds - 36000)
            checks.expect(f"busy for {seconds} seconds", is_in(client) is stays)
    with time_machine.travel(START, tick=False) as clock:
        client = signed_in()
        for _ in range(16):
            clock.shift(60)
            client.get(reverse("home"), headers={WATCHING: "1"})
        checks.expect("a board that renews itself keeps nobody signed in", not is_in(client))
    with time_machine.travel(START, tick=False) as clock:
        client = signed_in()
        for _ in range(3):
            clock.shift(800)
            client.post(reverse("still-here"))
        checks.expect("who presses that they are there stays", is_in(client))

    measure("S03", checked=checks.checked, failed=checks.wrong)


def test_signing_out_ends_it_everywhere(world: Any, checks: Checks, measure: Any) -> None:
    """S04."""
    client = signed_in()
    key = key_of(client)
    answer = client.post(reverse("sign-out"))
    checks.expect("the browser is cleared", answer.headers["Clear-Site-Data"] == '"cache", "storage"')
    checks.expect("the cookie is taken back", client.cookies["pana"]["max-age"] == 0)
    checks.expect("the server has forgotten it", not Session.objects.filter(session_key=kept_as(key)).exists())
    checks.expect("the key opens nothing", not is_in(with_key(key)))
    with acting(organisation_id=None, user_id=world.user("lawyer").pk):
        checks.expect("it is off the list", not OpenSession.objects.filter(kept_as=kept_as(key)).exists())

    measure("S04", checked=checks.checked, failed=checks.wrong)


def test_running_requests_do_not_bring_a_session_back(checks: Checks, measure: Any) -> None:
    """S05: eight requests have read the session and change it; it is ended meanwhile; each then saves what it has."""
    client = signed_in()
    key = key_of(client)
    running = [SessionStore(key) for _ in range(8)]
    for number, session in enumerate(running):
        session["seen"] = number
    client.post(reverse("sign-out"))
    for number, session in enumerate(running):
        with pytest.raises(UpdateError):
            session.save()
        checks.expect(f"not brought back by request {number}", not SessionStore(key).exists(key) and not is_in(with_key(key)))

    measure("S05", checked=checks.checked, failed=checks.wrong)


def test_a_changed_password_ends_the_other_sessions(world: Any, checks: Checks, measure: Any) -> None:
    """S06: on the server too, not only for who asks."""
    hers, others = signed_in(), [signed_in(), signed_in()]
    hers.post(reverse("password"), {"old": SECRET, "new": "another one, just as long"})
    checks.expect("hers goes on", is_in(hers))
    for number, other in enumerate(others):
        checks.expect(f"session {number} has ended", not is_in(with_key(key_of(other))))
        checks.expect(f"session {number} is gone", not Session.objects.filter(session_key=kept_as(key_of(other))).exists())

    measure("S06", checked=checks.checked, failed=checks.wrong)


def test_nothing_may_be_kept_by_a_cache(world: Any, client_as: Any, checks: Checks, measure: Any) -> None:
    """S07: every address, as two roles, by GET and by POST; and half a session."""
    half = Client()
    half.post(reverse("sign-in"), {"username": NAME, "password": SECRET})
    browsers = {"director": client_as("director"), "shelter_manager": client_as("shelter_manager"), "half a session": half}
    for route in (route for route in all_routes() if route.name not in {"sign-out", "switch", "sign-in-passkey", "sign-in"}):
        for who, client in browsers.items():
            for method in ("get", "post") if who == "director" else ("get",):
                answer = ask(client, method, address(route, world, "rodnik"))
                checks.expect(f"{who} {method} {route.name}", answer.headers.get("Cache-Control") == "no-store")

    measure("S07", checked=checks.checked, failed=checks.wrong)


def test_a_cookie_in_another_family_of_browser_signs_in_again(checks: Checks, settings: Any, measure: Any) -> None:
    """S08: another browser or another system; a new version of the same is the same; a setting turns it off."""
    for agent, stays in ((FIREFOX, True), (NEWER_FIREFOX, True), (CHROME, False), ("curl/8", False)):
        hers = signed_in(headers={"user-agent": FIREFOX})
        checks.expect(f"{agent[:12]} … {agent[-12:]}", is_in(with_key(key_of(hers)), **{"user-agent": agent}) is stays)
        checks.expect("who was robbed signs in again too", is_in(hers, **{"user-agent": FIREFOX}) is stays)
    settings.SESSION_BROWSER_BOUND = False
    hers = signed_in(headers={"user-agent": FIREFOX})
    checks.expect("turned off", is_in(with_key(key_of(hers)), **{"user-agent": CHROME}))

    measure("S08", checked=checks.checked, failed=checks.wrong)


def test_sessions_are_listed_and_ended_from_elsewhere(world: Any) -> None:
    here, there = signed_in(headers={"user-agent": FIREFOX}), signed_in(headers={"user-agent": CHROME})
    page = here.get(reverse("session-list")).content.decode()
    assert "Firefox Linux" in page
    assert "Chrome Windows" in page
    with acting(organisation_id=None, user_id=world.user("lawyer").pk):
        row = OpenSession.objects.get(kept_as=kept_as(key_of(there)))
    here.post(reverse("session-end", args=[row.pk]), headers={"user-agent": FIREFOX})

    assert not is_in(there)
    assert is_in(here)


def test_a_session_nobody_used_for_long_is_off_the_list(world: Any) -> None:
    with time_machine.travel(START, tick=False) as clock:
        signed_in(headers={"user-agent": CHROME})
        here = signed_in(headers={"user-agent": FIREFOX})
        clock.shift(890)
        assert "Chrome" in here.get(reverse("session-list")).content.decode()
        clock.shift(60)
        assert "Chrome" not in here.get(reverse("session-list")).content.decode()


def test_what_was_typed_is_not_lost_when_the_time_is_over() -> None:
    typed = {"roles": "lawyer", "display_name": "Typed & kept", "form_key": "0"}
    own = {"origin": "http://testserver"}
    with time_machine.travel(START, tick=False) as clock:
        client = signed_in()
        clock.shift(901)
        late = client.post("/members/new/?x=1", typed, headers=own)
        page = late.content.decode()
        assert late.status_code == 403
        assert late.headers["Cache-Control"] == "no-store"
        assert 'value="Typed &amp; kept"' in page
        assert 'action="/members/new/?x=1"' in page
        assert reverse("sign-in") in page
    for other in ({"origin": "http://evil.example"}, {}):
        refused = Client().post("/members/new/", typed, headers=other)
        assert "Typed" not in refused.content.decode()
    assert "Typed &amp; kept" in Client().post("/members/new/", typed, headers=own).content.decode()
    assert "a-password" not in Client().post("/me/password/", {"old": "a-password", "new": "a-password"}, headers=own).content.decode()


def test_what_signing_in_leaves_behind_is_swept(world: Any) -> None:
    kept, gone = signed_in(), signed_in()
    sign_in(Client(), password="wrong")
    past, user = timezone.now() - timedelta(days=2), world.user("lawyer")
    SignInAttempt.objects.update(at=past)
    Session.objects.filter(session_key=kept_as(key_of(gone))).update(expire_date=past)
    with acting(organisation_id=None, user_id=user.pk):
        OpenSession.objects.filter(kept_as=kept_as(key_of(gone))).update(ends_at=past)
    assert sweep_sign_in() >= 3

    assert not SignInAttempt.objects.exists()
    assert not Session.objects.filter(session_key=kept_as(key_of(gone))).exists()
    with acting(organisation_id=None, user_id=user.pk):
        assert [row.kept_as for row in OpenSession.objects.filter(user=user)] == [kept_as(key_of(kept))]
