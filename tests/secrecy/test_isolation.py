"""I02, I04, I05, I06, I10: another organisation's rows, by every road that leads to a database."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.urls import NoReverseMatch, reverse

from access.context import acting, acting_as
from access.roles import Role
from config.routes import Route
from tests.access.filling import forms_of
from tests.access.test_isolation import KNOWN_IN_THE_NETWORK, SHARED, foreign, label, not_ours, owned, rows_of, touched
from tests.access.test_typed_text import PAYLOADS, crossings, foreign_ids, ids_of, pages_of, send
from tests.guards.test_every_url import ask, homes, walked

INJECTIONS = (
    "' or 1=1 --", "\" or \"\"=\"", "1; select set_config('app.ctx', '', true)", "'; drop policy may_read on casework_case; --",
    "' union select surname from casework_identity --", "\\'; copy casework_case to '/tmp/x'; --", "%' or organisation_id is not null --",
)  # fmt: skip
ROLES = [role for role in Role if role not in {Role.DONOR, Role.PARTNER}]
NO_ID = "00000000-0000-0000-0000-000000000000"


def test_a_forgotten_filter_by_any_road(world: Any, db: None, measure: Any) -> None:
    """Six roads × every table × two organisations × three people who act; and without anybody acting."""
    checked, failed = 0, []
    for model in owned():
        table, before = model._meta.db_table, {}
        for organisation in ("rodnik", "sana-sezim"):
            before[organisation] = rows_of(world, model, organisation)
        for organisation in ("rodnik", "sana-sezim"):
            own = world.organisations[organisation].pk
            for role in (None, "director", "case_manager"):
                with acting(organisation_id=own) if role is None else acting_as(world.actor(role, organisation)):
                    for road, number in roads(model, table, own):
                        checked += 1
                        if number:
                            failed.append(f"{label(model)} {road} as {role or 'system'}: {number}")
        failed += [f"{label(model)}: rows went" for o, n in before.items() if rows_of(world, model, o) != n]
        checked += 1
        if model._base_manager.count():
            failed.append(f"{label(model)}: seen without a context")
    measure("I02", checked=checked, failed=failed)


def roads(model: Any, table: str, own: Any) -> list[tuple[str, int]]:
    strangers = [row for row in foreign(model, own).order_by() if not_ours(model, row, own)]
    shared = label(model) in KNOWN_IN_THE_NETWORK | SHARED.keys()
    field = next(f for f in model._meta.concrete_fields if f.attname not in {"id", "organisation_id"})
    found = [("all", len(strangers)), ("count", 0 if shared else foreign(model, own).count())]
    found.append(("aggregate", 0 if shared else foreign(model, own).aggregate(n=models.Count("pk"))["n"]))
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table} where organisation_id <> %s", [own])
        found.append(("raw", 0 if shared else cursor.fetchone()[0]))
    if label(model) not in SHARED:
        found.append(("update", touched(lambda: foreign(model, own).update(**{field.attname: models.F(field.attname)}))))
    found.append(("delete", touched(lambda: foreign(model, own)._raw_delete("default"))))
    return found


def addresses_with(route: Route, world: Any, value: str) -> list[str]:
    """The address of a route with each of its ids replaced in turn."""
    found = []
    for replaced in route.kwargs:
        kwargs = {}
        for kwarg in route.kwargs:
            row = world.rows[kwarg.removesuffix("_id"), "rodnik"]
            kwargs[kwarg] = value if kwarg == replaced else getattr(row, "pk", row)
        try:
            found.append(reverse(route.name, kwargs=kwargs))
        except NoReverseMatch:  # the address takes no such value: it leads nowhere by itself
            spoilt = "/" + re.sub(r"<[^>]*>", "%s", route.pattern)
            parts = tuple(kwargs[kwarg] for kwarg in route.kwargs)
            found.append(spoilt % parts)
    return found


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.CASE_MANAGER, Role.SHELTER_MANAGER, Role.SHIFT_LEAD])
def test_an_id_that_is_not_ours_leads_nowhere(role: Role, world: Any, client_as: Any, measure: Any) -> None:
    client, checked, failed, seen = client_as(role), 0, [], foreign_ids(world)
    values = [*seen[:4], str(uuid4()), NO_ID, "1", "999999999999999999999", "..%2F..%2Fetc%2Fpasswd", "%00"]
    canaries = [world.row(kind, "sana-sezim").code.encode() for kind in ("case", "referral", "call")]
    for route in (route for route in walked() if route.kwargs and "bed_id" not in route.kwargs):
        for value in values:
            for url in addresses_with(route, world, value):
                response, checked = ask(client, "get", url), checked + 1
                shown = not response.streaming and any(canary in response.content for canary in canaries)
                if response.status_code >= 500 or shown:
                    failed.append(f"{url}: {response.status_code}{' shows a foreign row' if shown else ''}")
    measure("I04", checked=checked, failed=failed, part=True)


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.SHELTER_MANAGER, Role.SHIFT_LEAD, Role.CASE_MANAGER])
def test_every_choice_of_every_form_refuses_what_is_not_ours(role: Role, world: Any, client_as: Any, measure: Any) -> None:
    """By the form (no crossing written) and, where the form would be tricked, by composite keys (asked of the catalogue in I11)."""
    client, checked, failed, foreign_values = client_as(role, homes(role)[0]), 0, [], foreign_ids(world)
    for route in pages_of(role):
        page = ask(client, "get", own_address(route, world))
        if page.status_code != 200 or page.streaming or "html" not in page.headers["Content-Type"]:
            continue
        for form in forms_of(page.content):
            for name in ids_of(form):
                for value in foreign_values[:3]:
                    checked += 1
                    with transaction.atomic():
                        answer = send(client, own_address(route, world), form, form.filled(**{name: value}))
                        if answer.status_code >= 500 or crossings():
                            failed.append(f"{route.name}.{name}: {answer.status_code}")
                        transaction.set_rollback(True)
    measure("I05", checked=checked, failed=failed, part=True)


def own_address(route: Route, world: Any) -> str:
    kwargs = {kwarg: getattr(world.rows[kwarg.removesuffix("_id"), "rodnik"], "pk", None) or world.rows[kwarg, "rodnik"] for kwarg in route.kwargs}
    return reverse(route.name, kwargs=kwargs)


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.SHIFT_LEAD])
def test_sql_in_every_field_is_text(role: Role, world: Any, client_as: Any, measure: Any) -> None:
    client, checked, failed = client_as(role, homes(role)[0]), 0, []
    with acting(organisation_id=world.organisations["sana-sezim"].pk), connection.cursor() as cursor:
        cursor.execute("select count(*) from casework_case")
        before = cursor.fetchone()[0]
    for route in pages_of(role):
        url = own_address(route, world)
        for injection in INJECTIONS:
            response, checked = ask(client, "get", f"{url}?q={injection}&page={injection}&state={injection}&first={injection}"), checked + 1
            failed += [f"{route.name} ?…={injection}: {response.status_code}"] if response.status_code >= 500 else []
        page = ask(client, "get", url)
        if page.status_code != 200 or page.streaming or "html" not in page.headers["Content-Type"]:
            continue
        for form in forms_of(page.content):
            for number, name in enumerate(form.typed()):
                checked += 1
                with transaction.atomic():
                    answer = send(client, url, form, form.filled(**{name: INJECTIONS[number % len(INJECTIONS)]}))
                    failed += [f"{route.name}.{name}: {answer.status_code}"] if answer.status_code >= 500 else []
                    transaction.set_rollback(True)
    with acting(organisation_id=world.organisations["sana-sezim"].pk), connection.cursor() as cursor:
        cursor.execute("select count(*) from casework_case")
        failed += ["rows of the other organisation changed"] if cursor.fetchone()[0] != before else []
    measure("I06", checked=checked, failed=failed, part=True)


def test_a_forged_context_opens_nothing(world: Any, db: None, measure: Any) -> None:
    own, other = world.organisations["rodnik"].pk, world.organisations["sana-sezim"].pk
    user = world.user("case_manager").pk
    forgeries = [
        f"{other}|{user}|case_view_all|99999999999|", f"{other}|{user}|system|99999999999|{'0' * 64}", f"{other}||system", str(other), "|||", "||||",
        f"{own}|{user}|system|99999999999|{'f' * 64}", f"{other}|{user}|system|-1|x", "x" * 5000,
    ]  # fmt: skip
    checked, failed = 0, []
    for forged in forgeries:
        for table in ("casework_case", "casework_identity", "hotline_call", "shelters_stay", "access_auditevent"):
            checked += 1
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("select set_config('app.ctx', %s, true)", [forged])
                    cursor.execute(f"select count(*) from {table}")
                    failed += [f"{forged[:60]} opened {table}"] if cursor.fetchone()[0] else []
                    transaction.set_rollback(True)
            except DatabaseError:
                pass
    measure("I06", checked=checked, failed=failed, part=True)


def test_a_foreign_id_answers_like_one_that_does_not_exist(world: Any, client_as: Any, measure: Any) -> None:
    checked, failed = 0, []
    for role in (Role.DIRECTOR, Role.CASE_MANAGER, Role.SHELTER_MANAGER):
        client = client_as(role)
        for route in (route for route in walked() if len(route.kwargs) == 1 and "bed_id" not in route.kwargs and route.admits(role)):
            row = world.rows[route.kwargs[0].removesuffix("_id"), "sana-sezim"]
            for method in ("get", "post"):
                foreign_answer = ask(client, method, reverse(route.name, kwargs={route.kwargs[0]: getattr(row, "pk", row)}))
                random_answer = ask(client, method, reverse(route.name, kwargs={route.kwargs[0]: uuid4() if hasattr(row, "pk") else row}))
                checked += 1
                if (foreign_answer.status_code, masked(foreign_answer)) != (random_answer.status_code, masked(random_answer)):
                    failed.append(f"{role} {method} {route.name}: {foreign_answer.status_code} / {random_answer.status_code}")
    measure("I10", checked=checked, failed=failed)


def masked(response: Any) -> str:
    """The body without what differs between two answers anyway: tokens and the address asked for."""
    text = response.content.decode(errors="replace")
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|name=\"csrfmiddlewaretoken\" value=\"[^\"]*\"|data-token=\"[^\"]*\"|X-CSRFToken\": \"[^\"]*\"", "", text)


def test_payloads_are_at_hand() -> None:
    assert len(PAYLOADS) >= 10
    assert len(INJECTIONS) >= 5
