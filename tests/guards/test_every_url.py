"""Opens every page as every role of two organisations, with rows of the own and of the other, by GET and by POST."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from access.decorators import AccessRule
from access.roles import Role
from config.routes import Route, all_routes, permission_table

ORGANISATIONS = ("rodnik", "sana-sezim")
HOME = {Role.DONOR: ("fund-aurora", "fund-meridian"), Role.PARTNER: ("police-almaty", "clinic-shymkent")}
TABLE = Path(__file__).parents[2] / "docs" / "permissions.md"
NOT_WALKED = {"sign-out", "switch"}  # they end or change the session of the walker itself
UNDEFINED = "⟦undefined⟧"


def test_every_view_declares_a_rule_on_the_outside() -> None:
    undeclared = [route.name or route.pattern for route in all_routes() if route.rule is None]

    assert undeclared == [], "Put @requires(Permission.…), @signed_in or @public on top of these views."


def test_every_rule_comes_from_our_decorators() -> None:
    foreign = [r.name for r in all_routes() if r.view.__code__.co_filename.rsplit("/", 2)[-2:] != ["access", "decorators.py"]]

    assert foreign == []


def test_a_view_without_a_rule_is_found() -> None:
    planted = Route("planted", "planted/", lambda request: None, getattr(lambda request: None, "access_rule", None))

    assert planted.rule is None
    assert not any(planted.admits(role) for role in Role)


def test_the_committed_table_is_the_declared_one() -> None:
    assert TABLE.read_text(encoding="utf-8") == permission_table(), "Run `python manage.py permissions --write`."


def committed_rights() -> dict[str, set[str]]:
    """Page name -> roles with a cross, read from the committed table (not from the code)."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    roles = [cell.strip() for cell in lines[0].split("|")[4:-1]]
    rights = {}
    for line in lines[1:]:
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        rights[cells[0]] = {role for role, cell in zip(roles, cells[3:], strict=True) if cell == "x"}
    return rights


def address(route: Route, world: Any, organisation: str) -> str:
    kwargs = {}
    for kwarg in route.kwargs:
        key = (kwarg.removesuffix("_id"), organisation)
        value = world.rows.get(key)
        assert value is not None, f"{route.name}: add a row for {kwarg} to tests/world_*.py."
        kwargs[kwarg] = getattr(value, "pk", value)
    return reverse(route.name, kwargs=kwargs)


def ask(client: Client, method: str, url: str) -> Any:
    """One request whose effects are undone."""
    with transaction.atomic():
        response = getattr(client, method)(url)
        transaction.set_rollback(True)
    return response


def walked() -> list[Route]:
    return [route for route in all_routes() if route.name not in NOT_WALKED]


def homes(role: Role) -> tuple[str, str]:
    return HOME.get(role, ORGANISATIONS)


@pytest.fixture
def strict_templates(settings: Any) -> None:
    """A variable a template names and the view forgot shows up in the page."""
    templates = [dict(engine) for engine in settings.TEMPLATES]
    templates[0]["OPTIONS"] = {**templates[0]["OPTIONS"], "string_if_invalid": UNDEFINED}
    settings.TEMPLATES = templates


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("method", ["get", "post"])
def test_each_role_opens_exactly_its_pages(
    role: Role, method: str, world: Any, client_as: Any, strict_templates: None, measure: Any
) -> None:
    rights = committed_rights()
    client, wrong, routes = client_as(role, homes(role)[0]), [], walked()
    for route in routes:
        response = ask(client, method, address(route, world, ORGANISATIONS[0]))
        allowed = role.value in rights[route.name]
        if (response.status_code == 403) == allowed or response.status_code >= 500:
            wrong.append(f"{method} {route.name}: {response.status_code}, table says {'yes' if allowed else 'no'}")
        text = response.content.decode(errors="replace") if not response.streaming else ""
        if UNDEFINED in text:
            around = re.search(r".{60}" + UNDEFINED, text, re.DOTALL)
            wrong.append(f"{method} {route.name}: undefined variable near {around.group(0) if around else ''!r}")
    assert wrong == []
    measure("I01", checked=len(routes), failed=wrong, part=True)


@pytest.mark.parametrize("role", [role for role in Role if role not in HOME])
@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_rows_of_another_organisation_do_not_exist(role: Role, method: str, world: Any, client_as: Any, measure: Any) -> None:
    client, wrong, canary = client_as(role, ORGANISATIONS[1]), [], world.row("case").code.encode()
    routes = [route for route in walked() if route.kwargs and not SHARED.intersection(route.kwargs)]
    for route in routes:
        response = ask(client, method, address(route, world, ORGANISATIONS[0]))
        if response.status_code not in {403, 404, 405}:
            wrong.append(f"{method} {route.name}: {response.status_code}")
        if not response.streaming and canary in response.content:
            wrong.append(f"{method} {route.name}: shows a row of another organisation")
    assert wrong == []
    measure("I01", checked=len(routes), failed=wrong, part=True)


@pytest.mark.parametrize("role", list(Role))
def test_verbs_nobody_answers_are_refused(role: Role, world: Any, client_as: Any, measure: Any) -> None:
    client, wrong, checked = client_as(role, homes(role)[0]), [], 0
    for route in walked():
        for method in ("put", "patch", "delete"):
            status, checked = ask(client, method, address(route, world, ORGANISATIONS[0])).status_code, checked + 1
            if status != 405:
                wrong.append(f"{method} {route.name}: {status}")
    assert wrong == []
    measure("I01", checked=checked, failed=wrong, part=True)
    measure("B10", checked=checked, failed=wrong, part=True)


SHARED: frozenset[str] = frozenset({"bed_id"})  # a bed may be held by every organisation of the network


def test_strangers_are_sent_to_sign_in(world: Any, db: None, measure: Any) -> None:
    wrong = []
    for route in walked():
        for method in ("get", "post"):
            response = ask(Client(), method, address(route, world, ORGANISATIONS[0]))
            public = route.rule == AccessRule("public")
            sent_away = response.status_code == 302 and "/sign-in/" in response.headers["Location"]
            if not (public or sent_away or response.status_code == 405):
                wrong.append(f"{method} {route.name}: {response.status_code}")
    assert wrong == []
    measure("I01", checked=2 * len(walked()), failed=wrong, part=True)
