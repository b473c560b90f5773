"""The directory of partners and services: found by what is needed, honest about what nobody has checked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from casework.partners.actions import add_service, change_service, check_service
from casework.partners.models import PartnerService
from casework.partners.rules import freshness, still_checked
from tests.world import speak_english
from tests.world_casework import partner_facts

PHONE, NOTE, CONTACT = "+7 727 000 11 22", "Zzask never for the deputy", "Zznurse Alia"


@pytest.fixture(autouse=True)
def english(world: Any, db: None) -> None:
    speak_english(world)


@pytest.fixture
def service(acts: Any) -> Any:
    with acts("case_manager") as manager:
        return add_service(by=manager, facts=partner_facts(name="Zzclinic", telephone=PHONE, notes=NOTE, contact=CONTACT))


def service_form(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Zzclinic of Nowhere", "kind": "health", "services": ["treatment"], "regions": ["KZ-75"], "languages": ["uz"], "accepts": ["women"],
        "cost": "free", "hours": "9-18", "telephone": PHONE, "notes": NOTE, "contact": CONTACT, "form_key": str(uuid4()),
    } | changes  # fmt: skip


def names(response: Any) -> list[str]:
    return [row.name for row in response.context["services"] if row.name.startswith("Zz")]


@pytest.mark.parametrize(
    ("days", "word"), [(None, "never"), (0, "fresh"), (90, "fresh"), (91, "ageing"), (180, "ageing"), (181, "stale")]
)
def test_how_fresh_it_is(days: int | None, word: str) -> None:
    today = date(2026, 6, 1)

    assert freshness(today - timedelta(days=days) if days is not None else None, today) == word


@pytest.mark.parametrize(
    ("before", "after", "was", "still"), [("1", "1", True, True), ("1", "1 ", True, True), ("1", "2", True, False), ("1", "1", False, False), ("1", "", True, False)]
)
def test_what_changes_is_unverified_again(before: str, after: str, was: bool, still: bool) -> None:
    assert still_checked(before, after, was) is still


def test_added_through_the_page_it_is_marked_unverified(client_as: Any, acts: Any) -> None:
    client, form = client_as("case_manager"), service_form()
    made = client.post(reverse("partner-new"), form)
    again = client.post(reverse("partner-new"), form)
    assert made.headers["Location"] == again.headers["Location"]
    page = client.get(made.headers["Location"]).content.decode()

    assert "Never checked" in page
    assert "Unverified" in page
    assert PHONE in page


@pytest.mark.parametrize(("field", "value"), [("name", ""), ("services", []), ("kind", "no such"), ("cost", "")])
def test_a_wrong_form_keeps_what_was_typed(client_as: Any, field: str, value: Any) -> None:
    answer = client_as("case_manager").post(reverse("partner-new"), service_form(**{field: value}))

    assert field in answer.context["form"].errors
    assert answer.context["form"]["notes"].value() == NOTE


def test_checking_it_makes_it_fresh_and_changing_the_number_takes_that_away(client_as: Any, acts: Any, service: Any) -> None:
    client = client_as("case_manager")
    check = {"checked_on": timezone.localdate(), "telephone_checked": "on", "version": service.version, "form_key": str(uuid4())}
    assert client.post(reverse("partner-check", args=[service.pk]), check).status_code == 302
    page = client.get(reverse("partner-detail", args=[service.pk])).content.decode()
    assert "Checked today" in page
    assert "Verified" in page
    with acts("case_manager"):
        now = PartnerService.objects.get(pk=service.pk)
    form = service_form(name="Zzclinic", telephone="+7 727 999 99 99", version=now.version)
    assert client.post(reverse("partner-edit", args=[service.pk]), form).status_code == 302
    with acts("case_manager"):
        assert not PartnerService.objects.get(pk=service.pk).telephone_checked


def test_nobody_checked_it_tomorrow(client_as: Any, service: Any) -> None:
    form = {"checked_on": timezone.localdate() + timedelta(days=1), "version": service.version}

    assert "checked_on" in client_as("case_manager").post(reverse("partner-check", args=[service.pk]), form).context["form"].errors


def test_an_address_that_is_not_there_was_not_checked(acts: Any, service: Any) -> None:
    with acts("case_manager") as manager:
        done = check_service(by=manager, service=service, telephone_checked=True, address_checked=True)
        assert (done.telephone_checked, done.address_checked) == (True, False)


def test_a_colleague_who_saved_first_is_not_overwritten(client_as: Any, acts: Any, service: Any) -> None:
    stale = service_form(version=service.version)
    with acts("case_manager") as manager:
        change_service(by=manager, service=PartnerService.objects.get(pk=service.pk), facts={"hours": "10-12", "telephone": PHONE}, version=service.version)
    answer = client_as("director").post(reverse("partner-edit", args=[service.pk]), stale)

    assert answer.context["form"].non_field_errors()
    assert answer.context["form"]["hours"].value() == "9-18"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["Zzone", "Zztwo"]), ({"region": "KZ-75"}, ["Zzone", "Zztwo"]), ({"region": "KZ-71"}, ["Zztwo"]), ({"language": "uz"}, ["Zzone", "Zztwo"]),
        ({"language": "tr"}, ["Zztwo"]), ({"accepts": "men"}, ["Zztwo"]), ({"service": "treatment"}, ["Zzone"]), ({"cost": "paid"}, ["Zztwo"]),
        ({"name": "zzT"}, ["Zztwo"]), ({"state": "old"}, ["Zztwo"]), ({"state": "over"}, ["Zzover"]), ({"region": "' or 1=1"}, ["Zzone", "Zztwo"]),
    ],
)  # fmt: skip
def test_found_by_what_is_needed(client_as: Any, acts: Any, asked: dict[str, str], found: list[str]) -> None:
    with acts("case_manager") as manager:
        one = add_service(by=manager, facts=partner_facts(name="Zzone", regions=["KZ-75"], languages=["uz"], accepts=["women"]))
        check_service(by=manager, service=one, telephone_checked=False, address_checked=False)
        add_service(by=manager, facts=partner_facts(name="Zztwo", services=["food"], regions=[], languages=[], accepts=[], cost="paid"))
        add_service(by=manager, facts=partner_facts(name="Zzover", is_over=True))

    assert names(client_as("operator").get(reverse("partner-list"), asked)) == found


def test_notes_are_for_those_who_keep_the_directory(client_as: Any, service: Any) -> None:
    address = reverse("partner-detail", args=[service.pk])

    assert NOTE in client_as("case_manager").get(address).content.decode()
    assert NOTE not in client_as("operator").get(address).content.decode()
    assert PHONE in client_as("operator").get(address).content.decode()


def test_who_looks_things_up_changes_nothing_and_others_see_nothing(client_as: Any, service: Any) -> None:
    for name in ("partner-edit", "partner-check"):
        assert client_as("operator").get(reverse(name, args=[service.pk])).status_code == 403
    for name in ("partner-detail", "partner-edit", "partner-check"):
        assert client_as("case_manager", "sana-sezim").get(reverse(name, args=[service.pk])).status_code == 404
    assert client_as("donor", "fund-aurora").get(reverse("partner-list")).status_code == 403


def test_the_database_shows_it_to_nobody_else_and_lets_no_reader_write(acts: Any, service: Any) -> None:
    for role in (("director", "sana-sezim"), ("monitoring_officer", "rodnik")):
        with acts(*role):
            assert not PartnerService.objects.filter(pk=service.pk).exists()
    with acts("operator"):
        assert PartnerService.objects.filter(pk=service.pk).update(hours="x") == 0
    with acts("director"), connection.cursor() as cursor:
        assert PartnerService.objects.filter(pk=service.pk).delete()[0] == 0
        cursor.execute("select telephone, notes, contact from casework_partnerservice where id = %s", [service.pk])
        assert all(PHONE.encode() not in bytes(value) and b"Zz" not in bytes(value) for value in cursor.fetchone())


def test_a_day_stands_beside_what_was_checked(acts: Any, service: Any) -> None:
    with acts("director"), pytest.raises(DatabaseError), transaction.atomic():
        PartnerService.objects.filter(pk=service.pk).update(telephone_checked=True)


def test_for_a_case_the_region_and_the_language_are_asked_first_and_a_partner_is_chosen(client_as: Any, acts: Any, case: Any, world: Any) -> None:
    police = world.organisations["police-almaty"]
    with acts("case_manager") as manager:
        near = add_service(by=manager, facts=partner_facts(name="Zznear", network=police, regions=[case.region], languages=["uz"]))
        add_service(by=manager, facts=partner_facts(name="Zzfar", regions=["KZ-71"], languages=["uz"]))
    client = client_as("case_manager")
    page = client.get(reverse("case-partners", args=[case.pk]))
    assert names(page) == ["Zznear"]
    chosen = f"{reverse('consent-new', args=[case.pk])}?partner={near.pk}"
    assert chosen in page.content.decode()
    assert client.get(chosen).context["form"]["recipient"].value() == police.pk
    for strange in ("x", str(uuid4()), "' or 1=1"):
        assert client.get(reverse("consent-new", args=[case.pk]), {"partner": strange}).context["form"]["recipient"].value() is None
