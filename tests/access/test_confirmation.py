"""What leaves the house or cannot be taken back is confirmed once more; nothing typed is lost by being asked."""

from __future__ import annotations

from typing import Any

import time_machine
from django.urls import reverse

from tests.access.filling import forms_of
from tests.browsers import fresh_code
from tests.world import membership_of


def asks(response: Any) -> bool:
    return "confirm_code" in response.content.decode() if response.status_code == 200 else "/confirm/" in response.headers.get("Location", "")


def test_opening_the_form_asks_first_and_leads_back(client_as: Any) -> None:
    page = client_as("director", confirmed=False).get(reverse("member-new"))

    assert page.status_code == 302
    assert page.headers["Location"] == "/confirm/?next=%2Fmembers%2Fnew%2F"


def test_a_form_sent_too_late_is_asked_in_between_and_loses_nothing(world: Any, client_as: Any) -> None:
    client, member = client_as("director", confirmed=False), membership_of(world, "medic")
    address = reverse("member-roles", args=[member.pk])
    page = client.post(address, {"roles": ["medic", "lawyer"]})
    form = next(form for form in forms_of(page.content) if "confirm_code" in form.fields)

    assert form.action == address
    assert page.content.decode().count('name="roles"') == 2
    assert membership_of(world, "medic").roles == ["medic"]


def test_confirmed_for_five_minutes(client_as: Any) -> None:
    with time_machine.travel("2040-03-01 08:00:00+00:00", tick=False) as clock:
        client = client_as("director")
        clock.shift(299)
        assert client.get(reverse("member-new")).status_code == 200
        clock.shift(2)
        assert asks(client.get(reverse("member-new")))


def test_a_way_on_never_leads_elsewhere(client_as: Any) -> None:
    page = client_as("director", confirmed=False).get(reverse("confirm"), {"next": "//evil.example/"})

    assert "evil.example" not in page.content.decode()
    for target, shown in (("cases/", "/today/"), ("/cases/?a=\u202egnp", "/cases/?a=%E2%80%AEgnp"), ("/cases/", "/cases/")):
        page = client_as("director", confirmed=False).get(reverse("confirm"), {"next": target})
        assert f'name="next" value="{shown}"' in page.content.decode()


def test_the_answer_and_what_was_typed_are_taken_together(world: Any, client_as: Any) -> None:
    client, member = client_as("director", confirmed=False), membership_of(world, "medic")
    address, typed = reverse("member-roles", args=[member.pk]), {"roles": ["medic", "lawyer"]}
    wrong = client.post(address, {**typed, "confirm_code": "000000"})
    assert asks(wrong)
    assert wrong.content.decode().count('name="roles"') == 2
    done = client.post(address, {**typed, "confirm_code": fresh_code("rodnik.director")})

    assert done.headers["Location"] == reverse("member-list")
    assert membership_of(world, "medic").roles == ["lawyer", "medic"]


def test_a_code_shown_once_cannot_confirm_again(client_as: Any) -> None:
    client, code = client_as("director", confirmed=False), fresh_code("rodnik.director")
    assert client.post(reverse("confirm"), {"confirm_code": code, "next": "/members/"}).headers["Location"] == "/members/"

    assert asks(client_as("director", confirmed=False).post(reverse("confirm"), {"confirm_code": code}))


def test_who_has_no_factor_confirms_by_password(world: Any, client_as: Any) -> None:
    from access.context import acting
    from access.models import AuthenticatorApp
    from tests.access.test_sign_in import SECRET, give_password

    donor = world.user("donor", "fund-aurora")
    give_password(donor, SECRET)
    with acting(organisation_id=None, user_id=donor.pk):
        AuthenticatorApp.objects.filter(user=donor).delete()
    client = client_as("donor", "fund-aurora", confirmed=False)

    assert asks(client.post(reverse("confirm"), {"confirm_code": "wrong"}))
    assert client.post(reverse("confirm"), {"confirm_code": SECRET}).status_code == 302
