"""B02, B03, B04, B06, B08, B09, B10, B11, B12, X04: what a hostile browser sends, and what our own code must not do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from access.roles import Role
from tests.access.test_responses import POLICY, broken, policy_of
from tests.access.test_typed_text import PAYLOADS, marked, raw_in
from tests.guards.source import name_of, python_files
from tests.guards.test_every_url import address, ask, homes, walked

PARAMETERS = ("q", "page", "state", "who", "show", "kind", "first", "last", "by", "then", "next", "when", "region", "indicator", "month", "expired")
ELSEWHERE = (
    "https://evil.example/", "//evil.example/", "///evil.example", "\\\\evil.example", "/\\evil.example", "http:evil.example", "https:/evil.example",
    "javascript:alert(1)", "data:text/html,x", "https://localhost@evil.example/", "https://evil.example\\@localhost/", "%2F%2Fevil.example",
    "/\t/evil.example", "\n//evil.example", "//evil.example%2F..", "https://evil.example?localhost", "ftp://evil.example", "vbscript:x",
    "//[::1]evil", "https://localhost.evil.example/",
)  # fmt: skip
INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.SHIFT_LEAD])
def test_what_stands_in_an_address_comes_back_as_text(role: Role, world: Any, client_as: Any, measure: Any) -> None:
    client, checked, failed = client_as(role, homes(role)[0]), 0, []
    for number, route in enumerate(route for route in walked() if route.admits(role)):
        url = address(route, world, "rodnik")
        for turn in range(3):
            payload = marked(PAYLOADS[(number + turn) % len(PAYLOADS)])
            response, checked = client.get(url, dict.fromkeys(PARAMETERS, payload)), checked + 1
            failed += raw_in(route, response)
    measure("B02", checked=checked, failed=failed, part=True)


def counts() -> dict[str, int]:
    """Rows of every table as the catalogue of the server counts them for the owner."""
    from tests.world import as_owner

    def count() -> dict[str, int]:
        with connection.cursor() as cursor:
            cursor.execute("select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace")
            tables = [row[0] for row in cursor.fetchall()]
            found = {}
            for table in tables:
                cursor.execute(f"select count(*) from {table}")
                found[table] = int(cursor.fetchone()[0])
        return found

    return as_owner(count)  # type: ignore[no-any-return]


def test_looking_changes_nothing(world: Any, django_db_blocker: Any, measure: Any) -> None:
    """A crawl by GET as three roles adds events to the audit and sessions, and no other row anywhere."""
    from django.db import transaction

    from tests.browsers import enter

    checked, failed = 0, []
    with django_db_blocker.unblock():
        browsers = [(role, enter(Client(), world.user(role), confirmed=True)) for role in (Role.DIRECTOR, Role.SHELTER_MANAGER, Role.OPERATOR)]
        before = counts()
        for role, client in browsers:
            for route in (route for route in walked() if route.admits(role)):
                with transaction.atomic():
                    client.get(address(route, world, "rodnik"))
                checked += 1
        after = counts()
    grown = {table for table in after if after[table] != before[table]}
    failed += [f"{table}: {before[table]} → {after[table]}" for table in grown - {"access_auditevent", "django_session"}]
    measure("B03", checked=checked, failed=failed, part=True)


def test_nobody_is_sent_elsewhere(world: Any, db: None, measure: Any) -> None:
    from tests.access.test_sign_in import SECRET, give_password

    failed = []
    give_password(world.user("lawyer"), SECRET)
    for target in ELSEWHERE:
        page = Client().get(reverse("sign-in"), {"next": target})
        answer = Client().post(reverse("sign-in"), {"username": world.user("lawyer").username, "password": SECRET, "next": target})
        where = answer.headers.get("Location", "/")
        if not re.match(r"^/(?![/\\])", where) or "evil" in where.split("?", 1)[0]:
            failed.append(f"{target!r} leads to {where!r}")
        if re.search(r'(?:href|action)="[^"]*evil', page.content.decode()):
            failed.append(f"{target!r} stands in a link")
    measure("B04", checked=len(ELSEWHERE), failed=failed)


def test_no_page_has_anything_inline(world: Any, client_as: Any, measure: Any) -> None:
    checked, failed = 0, []
    for role in (Role.DIRECTOR, Role.SHELTER_MANAGER, Role.SHIFT_LEAD, Role.ADMINISTRATOR):
        client = client_as(role, homes(role)[0])
        for route in (route for route in walked() if route.admits(role)):
            response = ask(client, "get", address(route, world, "rodnik"))
            if response.streaming or "html" not in response.headers.get("Content-Type", ""):
                continue
            checked += 1
            found = INLINE.search(response.content.decode())
            failed += [f"{route.name}: {found.group(0)}"] if found else []
            failed += [f"{route.name}: {policy_of(response) ^ POLICY}"] if policy_of(response) != POLICY else []
    assert not any(word in part for part in POLICY for word in ("unsafe-inline", "unsafe-eval", "*", "http:"))
    measure("B06", checked=checked, failed=failed)


def test_no_mail_is_sent_at_all(measure: Any) -> None:
    """Nothing can be injected into a mail that does not exist; who adds mail adds its own measure."""
    paths = [path for path in python_files() if not name_of(path).startswith("tests/")]
    failed = [name_of(path) for path in paths if re.search(r"django\.core\.mail|smtplib|EmailMessage", path.read_text(encoding="utf-8"))]
    measure("B08", checked=len(paths), failed=failed, note="Pana sends no mail")


def test_a_foreign_host_gets_nothing(world: Any, db: None, measure: Any) -> None:
    hosts = ("evil.example", "localhost.evil.example", "evil.example:80", "", "a" * 300, "localhost@evil.example", "127.0.0.1.evil.example")
    failed = []
    for host in hosts:
        answer = Client().get(reverse("sign-in"), headers={"Host": host})
        if answer.status_code != 400 or (host and host.encode() in answer.content):
            failed.append(f"{host[:40]!r}: {answer.status_code}")
    measure("B09", checked=len(hosts), failed=failed)


def test_a_body_that_is_no_form_is_refused(world: Any, client_as: Any, measure: Any) -> None:
    client, failed = client_as("director"), []
    kinds = ("application/json", "text/xml", "text/plain", "application/x-php", "application/xml; charset=utf-8", "image/svg+xml")
    for kind in kinds:
        answer = client.generic("POST", reverse("preferences"), b"<x/>", content_type=kind)
        failed += [f"{kind}: {answer.status_code}"] if answer.status_code != 415 else []
    for verb in ("TRACE", "CONNECT", "PROPFIND", "OPTIONS", "BREW"):
        answer = client.generic(verb, reverse("preferences"))
        failed += [f"{verb}: {answer.status_code}"] if answer.status_code != 405 else []
    measure("B10", checked=len(kinds) + 5, failed=failed, part=True)


def test_endless_bodies_are_refused_before_they_are_read(world: Any, client_as: Any, measure: Any) -> None:
    client, url = client_as("director"), reverse("preferences")
    client.raise_request_exception = False
    bodies: dict[str, Any] = {
        "6 MB in one field": {"display_name": "x" * 6_000_000},
        "10,001 fields": {f"f{n}": "1" for n in range(10_001)},
        "a name of a megabyte": {"x" * 1_000_000: "1"},
        "a list of 3,000 roles": {"roles": ["a"] * 3000},
        "a search of a megabyte": {"term": "а" * 1_000_000},
    }
    failed = []
    for name, body in bodies.items():
        answer = client.post(reverse("case-search") if "search" in name else url, body)
        if answer.status_code >= 500 or (answer.status_code == 200 and "search" not in name and "a name" not in name):
            failed.append(f"{name}: {answer.status_code}")
    measure("B11", checked=len(bodies), failed=failed)


def test_an_error_page_tells_nothing(world: Any, client_as: Any, monkeypatch: Any, measure: Any) -> None:
    director = client_as("director")
    director.handler.enforce_csrf_checks = True
    no_token = director.post(reverse("preferences"))
    director.handler.enforce_csrf_checks = False
    pages = {
        "400": Client().get("/", headers={"Host": "evil.example"}), "403": client_as("donor", "fund-aurora").get(reverse("case-list")),
        "403 form": no_token, "404": director.get("/nowhere/"), "404 stranger": Client().get("/nowhere/"), "405": director.put(reverse("home")),
        "500": broken(client_as("director"), monkeypatch),
    }  # fmt: skip
    telling = ("Traceback", "Exception", "/site-packages/", "psycopg", "django", "select ", "SELECT ", "Python/3", "gunicorn", str(settings.BASE_DIR))
    failed = [f"{name}: {word}" for name, page in pages.items() for word in telling if word in page.content.decode(errors="replace")]
    failed += [f"{name}: Server header" for name, page in pages.items() if "Server" in page.headers or "X-Powered-By" in page.headers]
    measure("B12", checked=len(pages), failed=failed)


def test_our_own_code_escapes_and_asks_through_the_models(measure: Any) -> None:
    """No `|safe`, no `mark_safe`, no `.raw()` or `.extra()`; SQL as text only where a list says so, and never with values in it."""
    failed, checked = [], 0
    for path in python_files():
        name = name_of(path)
        if name.startswith("tests/") or "/migrations/" in name:
            continue
        text, checked = path.read_text(encoding="utf-8"), checked + 1
        failed += [f"{name}: {word}" for word in ("mark_safe(", ".raw(", ".extra(", "autoescape off", "format_html(") if word in text]
        failed += [f"{name}: a value inside SQL" for _ in re.findall(r"execute\(\s*f[\"'](?!explain)", text) if name not in BUILDS_SQL]
    for template in Path(settings.BASE_DIR, "templates").rglob("*.html"):
        text, checked = template.read_text(encoding="utf-8"), checked + 1
        failed += [f"{template.name}: {word}" for word in ("|safe", "autoescape off", "{% filter") if word in text]
    measure("X04", checked=checked, failed=failed)


BUILDS_SQL = {  # names of tables and roles, from our own code and the catalogue; never anything somebody typed
    "access/rowsecurity.py", "config/backup/restoring.py", "config/demo/load.py", "config/embedded/roles.py",
    "reports/query.py",
}  # fmt: skip
