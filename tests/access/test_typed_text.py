"""What people type is shown as text and nothing else; ids that are not theirs are refused quietly."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from access.forms import TURNS
from access.roles import Role
from config.routes import Route
from tests.access.filling import Form, forms_of
from tests.guards.test_every_url import address, ask, homes, walked

PAYLOADS = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'><svg/onload=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "javascript:alert(1)",
    "{{ request.user.password }}{% debug %}",
    "${7*7}#{7*7}<%= 7*7 %>",
    "<a href=javascript:alert(1)>x</a>",
    "\u202egnp.exe\u2066<b>\u2069",
)
BEGIN, END = "Qx7begin", "7xQend"
RAW = re.compile(rf"{BEGIN}(?:(?!{END})[^<>\"]){{0,60}}[<>\"]|(?:href|src|action)=\"\s*javascript:|[\u202a-\u202e\u2066-\u2069]", re.IGNORECASE)
LIKE_AN_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
MOVES = {"case-close", "case-move", "stay-leave", "referral-withdraw", "consent-withdraw", "member-end", "outage-end", "call-hand-over"}
ROLES = (Role.DIRECTOR, Role.SHELTER_MANAGER, Role.SHIFT_LEAD)  # together they open every page on which something is typed


def pages_of(role: Role) -> list[Route]:
    return [route for route in walked() if route.admits(role) and route.rule is not None and route.rule.permissions]


def marked(payload: str) -> str:
    return f"{BEGIN}{payload}{END}"


def send(client: Client, url: str, form: Form, data: dict[str, Any]) -> Any:
    with transaction.atomic():
        return client.post(form.action or url, data)


@pytest.mark.parametrize("role", ROLES)
def test_what_is_typed_anywhere_is_shown_as_text_everywhere(role: Role, world: Any, client_as: Any, measure: Any) -> None:
    client, wrong, filled, checked = client_as(role, homes(role)[0]), [], 0, 0
    for number, route in enumerate(pages_of(role)):
        url = address(route, world, "rodnik")
        page = ask(client, "get", url)
        if page.status_code != 200 or page.streaming or route.name in MOVES or "html" not in page.headers["Content-Type"]:
            continue
        for form in forms_of(page.content):
            for turn in range(8):
                payload = marked(PAYLOADS[(number + filled + turn) % len(PAYLOADS)])
                answer = send(client, url, form, form.filled(**dict.fromkeys(form.typed(), payload)))
                checked += len(form.typed())
                wrong += raw_in(route, answer)
            filled += bool(form.typed())
    for route in pages_of(role):
        wrong += raw_in(route, ask(client, "get", address(route, world, "rodnik")))
        checked += 1

    assert wrong == []
    assert filled >= 1
    measure("B01", checked=checked, failed=wrong, part=True)


def raw_in(route: Route, response: Any) -> list[str]:
    if response.status_code >= 500:
        return [f"{route.name}: {response.status_code}"]
    if response.streaming or "html" not in response.headers.get("Content-Type", ""):
        return []
    text = response.content.decode()
    found = RAW.search(text)
    return [f"{route.name}: {text[max(0, found.start() - 40) : found.end() + 40]!r}"] if found else []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_walk_would_see_it_unescaped(payload: str, measure: Any) -> None:
    from django.utils.html import escape

    assert bool(RAW.search(marked(payload))) is bool(re.search("[<>\"\u202e]", payload))
    assert not RAW.search(escape(marked(payload)).translate(TURNS))
    measure("B01", checked=2, part=True)


@pytest.mark.parametrize("role", ROLES)
def test_ids_of_another_organisation_in_any_field_are_refused_quietly(role: Role, world: Any, client_as: Any) -> None:
    client, wrong, tried = client_as(role, homes(role)[0]), [], 0
    foreign = foreign_ids(world)
    for route in pages_of(role):
        url = address(route, world, "rodnik")
        page = ask(client, "get", url)
        if page.status_code != 200 or page.streaming or "html" not in page.headers["Content-Type"]:
            continue
        for form in forms_of(page.content):
            for name in ids_of(form):
                tried += 1
                wrong += refused(client, url, form, name, foreign[tried % len(foreign)])

    assert wrong == []
    assert tried >= 1
    assert crossings() == []


def ids_of(form: Form) -> list[str]:
    """The fields that hold an id: hidden ones, and lists of people, beds, organisations (the key is alike in all forms)."""
    return [
        name
        for name, found in form.fields.items()
        if name not in {"csrfmiddlewaretoken", "form_key"} and (found.kind == "hidden" or any(LIKE_AN_ID.fullmatch(c) for c in found.choices))
    ]


def refused(client: Client, url: str, form: Form, name: str, value: str) -> list[str]:
    with transaction.atomic():
        response = client.post(form.action or url, form.filled(**{name: value}))
        bad = [f"{url} {name}: {response.status_code}"] if response.status_code >= 500 else []
        crossing = crossings()
        transaction.set_rollback(True)
    return bad + [f"{url} {name}: {place}" for place in crossing]


def foreign_ids(world: Any) -> list[str]:
    rows = [world.row(kind, "sana-sezim") for kind in ("case", "person", "bed", "shelter", "stay", "call", "consent", "membership")]
    odd = ["../../etc/passwd", "9" * 40, "' or 1=1 --", "00000000-0000-0000-0000-000000000000", "\x00"]
    return [str(row.pk) for row in rows] + [str(world.user("lawyer", "sana-sezim").pk)] + odd


def crossings() -> list[str]:
    """People of another organisation on our rows: the one thing foreign keys cannot refuse."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select 'assignment' from casework_assignment a where not exists"
            " (select 1 from access_membership m where m.user_id = a.user_id and m.organisation_id = a.organisation_id)"
        )
        return [str(row[0]) for row in cursor.fetchall()]


@pytest.mark.parametrize("key", ["", "x", "\x00", "../..", "9" * 40])
def test_a_spoilt_form_key_is_refused_quietly(key: str, world: Any, client_as: Any) -> None:
    from django.urls import reverse

    response = client_as("case_manager").post(reverse("activity-new"), {"form_key": key, "kind": "lecture_school"})

    assert response.status_code == 200
