"""Values that identify somebody appear in nothing that is kept about the use of the house."""

from __future__ import annotations

import json
import logging
import re
from typing import Any

import pytest
from django.db import connection

from access.context import acting
from access.models import AuditEvent, User
from access.roles import Role
from tests.access.filling import forms_of
from tests.guards.test_every_url import address, ask, homes, walked
from tests.world_casework import RISK, SECRETS, SETTLED, SUSPECT
from tests.world_help import HELP_WORDS
from tests.world_hotline import NOTES, NUMBER
from tests.world_people import CONTACT, FAMILY, NOT_BY, PAPER, RIGHT
from tests.world_people import HEALTH as SHEET
from tests.world_shelters import ADDRESS, COMPANY, CUSTODY, HANDED, HEALTH, INCIDENT, LOGGED, REACHED, WAY_IN

ROLES = (Role.DIRECTOR, Role.SHELTER_MANAGER, Role.SHIFT_LEAD)
TOKENS = {
    *SECRETS.values(), NOTES, NUMBER, ADDRESS, WAY_IN, COMPANY, LOGGED, HANDED, REACHED, *CUSTODY.values(), *HEALTH.values(), *INCIDENT.values(), "Zhanna", "Sealed words", "Filed words", "Insulin at eight", "Canaryova",
    SUSPECT["name"], SUSPECT["aliases"], SUSPECT["phones"], SUSPECT["numbers"], SUSPECT["description"], SUSPECT["notes"], "77027776655", SETTLED, *RISK.values(), *HELP_WORDS, *CONTACT.values(), *PAPER.values(), *FAMILY.values(), *SHEET.values(), NOT_BY, RIGHT,
    "+77015550123", "77015550123", "77015554433", "ZZ0099887",
}  # fmt: skip
TYPED = "Canaryova"


def tokens_in(text: str) -> set[str]:
    """Also as they look in an address, in JSON, and in bytes shown as text."""
    from urllib.parse import unquote_plus

    plain = f"{text} {unquote_plus(text)} {text.encode().decode('unicode_escape', errors='replace')}".lower()
    return {token for token in TOKENS if token.lower() in plain}


@pytest.fixture
def used(world: Any, client_as: Any, caplog: pytest.LogCaptureFixture) -> dict[str, str]:
    """The house after everybody opened every page, searched, and sent every form with a telling name in it."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("django.db.backends").propagate = False
    ways: list[str] = []
    try:
        for role in ROLES:
            use(client_as(role, homes(role)[0]), role, world, ways)
    finally:
        logging.getLogger("django.db.backends").propagate = True
    events, promised, receipts = [], "", ""
    for organisation in ("rodnik", "sana-sezim"):
        with acting(organisation_id=world.organisations[organisation].pk):
            promised += all_of("access_outboxjob")
            receipts += all_of("access_formreceipt")
            events += list(AuditEvent.objects.values_list("action", "object_type", "outcome", "detail"))
    return {
        "audit": json.dumps(events, default=str, ensure_ascii=False),
        "promised work": promised,
        "logs": "\n".join(f"{r.name} {r.getMessage()} {r.exc_text or ''}" for r in caplog.records),
        "addresses": "\n".join(ways),
        "sessions": all_of("django_session"),
        "receipts": receipts,
    }


def use(client: Any, role: Role, world: Any, ways: list[str]) -> None:
    for route in (route for route in walked() if route.admits(role)):
        url = address(route, world, "rodnik")
        page = client.get(url)
        ways += links_of(page)
        if page.streaming or "html" not in page.headers.get("Content-Type", ""):
            continue
        for form in forms_of(page.content)[:2]:
            sent = form.filled(**dict.fromkeys(form.typed(), TYPED))
            ways += links_of(ask_with(client, form.action or url, sent))
    client.post("/cases/search/", {"term": TYPED})
    client.post("/cases/search/", {"term": SECRETS["phone"]})
    client.post("/calls/called-before/", {"number": NUMBER})


def ask_with(client: Any, url: str, data: dict[str, Any]) -> Any:
    class Sending:
        def post(self, where: str) -> Any:
            return client.post(where, data)

    return ask(Sending(), "post", url)  # type: ignore[arg-type]


def links_of(response: Any) -> list[str]:
    """Where a response sends the browser, and every address that stands in it."""
    found = [response.headers.get("Location", "")]
    if not response.streaming:
        found += re.findall(r'(?:href|action|src|hx-\w+)="([^"]*)"', response.content.decode(errors="replace"))
    return found


def all_of(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"select * from {table}")
        return str(cursor.fetchall())


def test_nothing_that_identifies_is_kept_outside_its_place(used: dict[str, str], world: Any, measure: Any) -> None:
    names = {user.display_name for user in world.users.values()}
    told = {sink: tokens_in(text) for sink, text in used.items()}

    assert told == {sink: set() for sink in used}
    assert not any(name in used["audit"] or name in used["logs"] for name in names)
    assert len(used["audit"]) > 5000
    assert len(used["addresses"]) > 5000
    measure("I08", checked=len(TOKENS) * len(used), part=True)


def test_a_planted_name_would_be_found() -> None:
    assert tokens_in("/cases/?name=Zzyzzova") == {"Zzyzzova"}
    assert tokens_in("phone=%2B7+701+555+01+23") >= {"+7 701 555 01 23"}


def test_a_database_in_clear_holds_no_canary(world: Any, db: None) -> None:
    """What a copy of the tables would show, in every column of every table."""
    from django.apps import apps

    clear: dict[str, set[str]] = {}
    for organisation in ("rodnik", "sana-sezim"):
        with acting(organisation_id=world.organisations[organisation].pk):
            for model in apps.get_models():
                found = {t for t in TOKENS if t.lower() in all_of(model._meta.db_table).lower()}
                if found:
                    clear.setdefault(model._meta.label, set()).update(found)

    assert clear == {}


def test_who_looked_at_whom_is_on_record(world: Any, client_as: Any, measure: Any) -> None:
    from django.urls import reverse

    case, shelter = world.row("case"), world.row("shelter")
    client_as("case_manager").get(reverse("case-detail", args=[case.pk]))
    client_as("case_manager").get(reverse("person-edit", args=[case.pk]))
    client_as("case_manager").post(reverse("case-search"), {"term": SECRETS["surname"]})
    client_as("shelter_worker").get(reverse("shelter-address", args=[shelter.pk]))
    client_as("director").get(reverse("member-list"))
    with acting(organisation_id=world.organisations["rodnik"].pk):
        seen = AuditEvent.objects.filter(action="access.viewed")
        kinds = set(seen.values_list("object_type", "actor_id"))
        search = AuditEvent.objects.filter(action="access.searched").latest("at").detail

    for kind, role in (
        ("casework.case", "case_manager"), ("casework.identity", "case_manager"), ("shelters.shelteraddress", "shelter_worker"),
        ("access.user", "director"),
    ):  # fmt: skip
        assert (kind, world.user(role).pk) in kinds
    assert set(search) == {"kind", "term", "found"}
    assert re.fullmatch(r"[0-9a-f]{32}", search["term"])
    measure("L02", checked=5)


def test_names_of_accounts_stay_inside_the_pages(world: Any, db: None) -> None:
    assert all(str(user) == str(user.pk) for user in User.objects.all()[:3])
