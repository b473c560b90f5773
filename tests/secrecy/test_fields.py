"""I07, I08: what each role may read, field by field; and what nobody can slip into a form."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import models, transaction
from django.utils import timezone

from access.context import acting
from access.permissions import Permission as P
from access.roles import Role
from tests.access.filling import forms_of
from tests.guards.test_every_url import address, ask, homes, walked
from tests.world_casework import RISK, SECRETS, SETTLED, SUSPECT, TEAM_WORDS
from tests.world_help import HELP_WORDS
from tests.world_hotline import NOTES, NUMBER, WORRIES
from tests.world_people import CONTACT, FAMILY, NOT_BY, PAPER, RIGHT
from tests.world_people import HEALTH as SHEET
from tests.world_shelters import ADDRESS, COMPANY, CUSTODY, HANDED, HEALTH, INCIDENT, LOGGED, REACHED, WAY_IN

NAMES = {SECRETS["surname"], SECRETS["given_name"], SECRETS["patronymic"], SECRETS["phone"], SECRETS["documents"], SECRETS["contact_rules"]}
SUSPECT_WORDS = ("name", "aliases", "phones", "numbers", "description", "notes")
MAY_READ: dict[str, frozenset[P]] = {
    **dict.fromkeys(NAMES, frozenset({P.PERSON_IDENTITY_VIEW, P.REFERRAL_RECEIVE})),
    **dict.fromkeys((SUSPECT[name] for name in SUSPECT_WORDS), frozenset({P.SUSPECT_VIEW})),
    **dict.fromkeys(RISK.values(), frozenset({P.CASE_VIEW, P.CASE_VIEW_ALL})),
    **dict.fromkeys(CONTACT.values(), frozenset({P.PERSON_IDENTITY_VIEW, P.REFERRAL_RECEIVE})),
    **dict.fromkeys((*PAPER.values(), *FAMILY.values(), RIGHT, NOT_BY), frozenset({P.CASE_VIEW, P.CASE_VIEW_ALL})),
    **dict.fromkeys(HELP_WORDS, frozenset({P.CASE_VIEW, P.CASE_VIEW_ALL})),
    **dict.fromkeys(SHEET.values(), frozenset({P.PERSON_HEALTH_VIEW})),
    SETTLED: frozenset({P.CONFLICT_SETTLE}),
    ADDRESS: frozenset({P.SHELTER_ADDRESS_VIEW, P.SHELTER_MANAGE}),
    WAY_IN: frozenset({P.SHELTER_ADDRESS_VIEW, P.SHELTER_MANAGE}),
    **dict.fromkeys((COMPANY, LOGGED, HANDED, *CUSTODY.values(), *HEALTH.values()), frozenset({P.HOUSE_VIEW})),
    **dict.fromkeys(INCIDENT.values(), frozenset({P.INCIDENT_VIEW})),
    REACHED: frozenset({P.BED_HOLD, P.HOLD_DECIDE}),
    NOTES: frozenset({P.CALL_VIEW, P.CALL_LOG, P.CASE_VIEW, P.CASE_VIEW_ALL}),
    NUMBER: frozenset({P.CALL_VIEW, P.CALL_LOG, P.CASE_VIEW, P.CASE_VIEW_ALL}),
    WORRIES: frozenset({P.CALL_LOG, P.CALL_REVIEW}),
    "Insulin at eight": frozenset({P.HOUSE_VIEW, P.BOARD_VIEW, P.CASE_VIEW, P.CASE_VIEW_ALL}),
}
ONLY = {TEAM_WORDS: {Role.CASE_MANAGER, Role.DIRECTOR}}
AUTHOR_ONLY = {"Sealed words": Role.PSYCHOLOGIST}
NEVER_TYPED = ("organisation_id", "organisation", "created_at", "id", "is_staff", "is_superuser", "by", "by_id", "author", "operator", "code", "password")


@pytest.mark.parametrize("role", list(Role))
def test_a_role_reads_only_its_own_fields_on_any_page(role: Role, world: Any, client_as: Any, measure: Any) -> None:
    client, checked, failed = client_as(role, homes(role)[0]), 0, []
    for route in (route for route in walked() if route.admits(role)):
        response = ask(client, "get", address(route, world, "rodnik"))
        text = "" if response.streaming else response.content.decode(errors="replace")
        for token, wanted in MAY_READ.items():
            checked += 1
            if token in text and not wanted & role.permissions:
                failed.append(f"{role} reads {token[:8]}… on {route.name}")
        for token, readers in ONLY.items():
            checked += 1
            if token in text and role not in readers:
                failed.append(f"{role} reads a task of others on {route.name}")
        for token, author in AUTHOR_ONLY.items():
            checked += 1
            if token in text and role is not author:
                failed.append(f"{role} reads a privileged note on {route.name}")
    measure("I07", checked=checked, failed=failed, part=True)
    measure("I08", checked=checked, failed=failed, part=True)


def snapshot(row: models.Model) -> dict[str, Any]:
    with acting(organisation_id=getattr(row, "organisation_id", None)):
        found = type(row)._base_manager.filter(pk=row.pk).values().first()
    return dict(found or {})


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.CASE_MANAGER, Role.SHELTER_MANAGER, Role.SHIFT_LEAD])
def test_fields_a_form_does_not_offer_cannot_be_sent(role: Role, world: Any, client_as: Any, measure: Any) -> None:
    """Every field of the row behind a form is sent along, with somebody else's values."""
    client, checked, failed = client_as(role, homes(role)[0]), 0, []
    for route in (route for route in walked() if route.admits(role) and len(route.kwargs) == 1):
        row = world.rows.get((route.kwargs[0].removesuffix("_id"), "rodnik"))
        if not isinstance(row, models.Model) or not hasattr(row, "organisation_id"):
            continue
        page = ask(client, "get", address(route, world, "rodnik"))
        if page.status_code != 200 or page.streaming or "html" not in page.headers["Content-Type"]:
            continue
        for form in forms_of(page.content):
            slipped = slip(row, set(form.fields), world)
            before = snapshot(row)
            with transaction.atomic():
                client.post(form.action or address(route, world, "rodnik"), form.filled(**slipped))
                after = snapshot(row)
                transaction.set_rollback(True)
            for name in NEVER_TYPED:
                if name in before:
                    checked += 1
                    if name in after and before[name] != after[name]:
                        failed.append(f"{role} {route.name}: {name} was changed")
            checked += len(slipped)
            failed += [
                f"{role} {route.name}: {name} took what was slipped in" for name, value in slipped.items()
                if name in after and str(after[name]) == value and str(before[name]) != value
            ]  # fmt: skip
    measure("I07", checked=checked, failed=failed, part=True)


def slip(row: models.Model, offered: set[str], world: Any) -> dict[str, str]:
    """Values that would be seen if a form took them: another organisation's ids, other days, other words."""
    sent = {"is_staff": "1", "is_superuser": "1"}
    for field in row._meta.concrete_fields:
        if field.attname in offered or field.name in offered:
            continue
        if field.name == "organisation":
            sent["organisation_id"] = sent["organisation"] = str(world.organisations["sana-sezim"].pk)
        elif isinstance(field, models.ForeignKey | models.UUIDField):
            sent[field.attname] = sent[field.name] = str(uuid4())
        elif isinstance(field, models.DateTimeField | models.DateField):
            sent[field.attname] = str(timezone.localdate().replace(year=2001))
        elif isinstance(field, models.IntegerField):
            sent[field.attname] = "77"
        elif isinstance(field, models.CharField):
            sent[field.attname] = "Slipped"[: field.max_length or 7]
    return sent
