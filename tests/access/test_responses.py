"""What every answer carries, whatever it is about: headers, cookies, and no state changed by looking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from config.routes import all_routes
from tests.guards.test_every_url import address, ask, walked

POLICY = {
    "default-src 'none'", "base-uri 'none'", "connect-src 'self'", "font-src 'self'", "form-action 'self'", "frame-ancestors 'none'",
    "img-src 'self' data:", "manifest-src 'self'", "script-src 'self'", "style-src 'self'",
}  # fmt: skip
FILE_POLICY = {"default-src 'none'", "sandbox", "frame-ancestors 'none'"}  # what somebody sent us runs nothing
ALWAYS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}


def policy_of(response: Any) -> set[str]:
    return set(response.headers["Content-Security-Policy"].split("; "))


def broken(client: Client, monkeypatch: Any) -> HttpResponse:
    from access import views

    monkeypatch.setattr(views, "tiles_for", lambda _actor: 1 / 0)
    client.raise_request_exception = False
    return client.get(reverse("home"))  # type: ignore[return-value]


ANSWERS: dict[str, tuple[int, bool, Callable[[Any, Any, Any], Any]]] = {
    "a public page": (200, False, lambda a, w, m: Client().get(reverse("sign-in"))),
    "a redirect to sign in": (302, False, lambda a, w, m: Client().get(reverse("case-list"))),
    "a page nobody has, for a stranger": (404, False, lambda a, w, m: Client().get("/nowhere/")),
    "a page": (200, True, lambda a, w, m: a("director").get(reverse("case-list"))),
    "a redirect": (302, True, lambda a, w, m: a("director").get(reverse("start"))),
    "a refusal": (403, True, lambda a, w, m: a("donor", "fund-aurora").get(reverse("case-list"))),
    "a page nobody has": (404, True, lambda a, w, m: a("director").get("/nowhere/")),
    "a form without protection": (403, True, lambda a, w, m: unprotected(a("director"), reverse("preferences"))),
    "a method nobody answers": (405, True, lambda a, w, m: a("director").get(reverse("sign-out"))),
    "a mistake of ours": (500, True, lambda a, w, m: broken(a("director"), m)),
    "a saved preference": (
        302, True, lambda a, w, m: a("medic").post(reverse("preferences"), {"display_name": "M", "language": "en", "theme": "auto"})
    ),
}  # fmt: skip


def unprotected(client: Client, url: str, **extra: str) -> Any:
    client.handler.enforce_csrf_checks = True
    return client.post(url, **extra)


@pytest.mark.parametrize("answer", ANSWERS)
def test_every_kind_of_answer_carries_all_headers(answer: str, client_as: Any, world: Any, monkeypatch: Any) -> None:
    status, is_signed_in, make = ANSWERS[answer]
    response = make(client_as, world, monkeypatch)

    assert response.status_code == status
    assert {name: response.headers.get(name) for name in ALWAYS} == ALWAYS
    assert policy_of(response) == POLICY
    if is_signed_in:
        assert response.headers["Cache-Control"] == "no-store"


def test_every_page_of_a_member_is_kept_by_no_browser(client_as: Any, world: Any, measure: Any) -> None:
    """Downloads too; and the headers are the same for each page, whatever its view does."""
    client, wrong, asked = client_as("director"), [], 0
    for route in walked():
        response = ask(client, "get", address(route, world, "rodnik"))
        missing = [name for name, value in ALWAYS.items() if response.headers.get(name) != value]
        asked += 1
        wanted = FILE_POLICY if route.name in ("file-get", "programme-logo-picture") else POLICY
        if missing or policy_of(response) != wanted or response.headers.get("Cache-Control") != "no-store":
            wrong.append((route.name, missing, response.headers.get("Cache-Control")))

    assert wrong == []
    measure("B05", checked=asked, failed=wrong, part=True)


def test_every_form_needs_its_own_token(client_as: Any, world: Any, measure: Any) -> None:
    client, wrong, asked = client_as("director"), [], 0
    client.handler.enforce_csrf_checks = True
    for route in all_routes():
        url = address(route, world, "rodnik")
        for extra in ({}, {"headers": {"Origin": "https://evil.example"}}, {"data": {"csrfmiddlewaretoken": "x" * 64}}):
            asked += 1
            if ask_with(client, url, extra) != 403:
                wrong.append((route.name, extra))

    assert wrong == []
    measure("B03", checked=asked, failed=wrong, part=True)


def ask_with(client: Client, url: str, extra: dict[str, Any]) -> int:
    from django.db import transaction

    with transaction.atomic():
        status = client.post(url, **extra).status_code
        transaction.set_rollback(True)
    return int(status)


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(world: Any, db: None) -> None:
    from tests.access.test_sign_in import SECRET, give_password, sign_in

    give_password(world.user("lawyer"), SECRET)
    client = Client()
    client.get(reverse("sign-in"))
    sign_in(client)
    client.post(reverse("language"), {"language": "kk"})
    flags = {name: (bool(c["httponly"]), c["samesite"], c["path"], c["domain"]) for name, c in client.cookies.items()}

    assert set(flags) == {"pana", "pana-form", "pana-browser", "pana-language"}
    assert set(flags.values()) == {(True, "Lax", "/", "")}


def test_over_tls_cookies_are_bound_to_this_host() -> None:
    """Read by a process of its own, because these names are chosen when the settings are loaded."""
    import json
    import os
    import subprocess
    import sys

    program = (
        "import json; from config import settings as s; print(json.dumps([s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME,"
        " s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS, s.SECURE_SSL_REDIRECT]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, "PANA_TLS": "1"}, cwd=settings.BASE_DIR, capture_output=True, check=True
    )

    assert json.loads(done.stdout) == ["__Host-pana", "__Host-pana-form", True, True, 31536000, True]


def test_an_unknown_host_gets_nothing(world: Any, db: None) -> None:
    response = Client().get(reverse("sign-in"), headers={"Host": "evil.example"})

    assert response.status_code == 400
    assert b"evil.example" not in response.content


def test_a_mistake_of_ours_tells_nothing(client_as: Any, monkeypatch: Any) -> None:
    page = broken(client_as("director"), monkeypatch).content.decode()

    for telling in ("Traceback", "ZeroDivisionError", "/access/", "select ", "psycopg", "Django"):
        assert telling not in page


def test_a_view_that_writes_while_it_shows_is_stopped(world: Any, client_as: Any, monkeypatch: Any) -> None:
    from access import views
    from access.decorators import WriteInReading
    from access.models import SignInAttempt

    monkeypatch.setattr(views, "tiles_for", lambda _actor: SignInAttempt.objects.create(account=b"x"))

    with pytest.raises(WriteInReading):
        client_as("director").get(reverse("home"))
    assert not SignInAttempt.objects.filter(account=b"x").exists()


def test_a_view_without_a_rule_is_refused(world: Any, db: None) -> None:
    from django.core.exceptions import PermissionDenied

    from access.middleware import ActorMiddleware

    middleware = ActorMiddleware(lambda request: HttpResponse())
    with pytest.raises(PermissionDenied):
        middleware.process_view(RequestFactory().get("/"), lambda request: HttpResponse(), (), {})
