"""Who may give which role: nobody makes themselves, or a second account of theirs, more than they are."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from access.actions import RoleNotYours, add_member, change_roles, end_membership
from access.context import acting
from access.events import Event
from access.models import AuditEvent, Membership, User
from access.roles import RESERVED, Role, may_give, permissions_of
from tests.world import membership_of

roles = st.frozensets(st.sampled_from(list(Role)), min_size=1)


@given(mine=roles, other=st.sampled_from(list(Role)))
def test_what_is_reserved_is_given_only_by_who_has_it(mine: frozenset[Role], other: Role) -> None:
    permissions = permissions_of(mine)

    if may_give(permissions, other):
        assert other.permissions & RESERVED <= permissions


def test_the_director_gives_every_role_and_the_administrator_all_but_two() -> None:
    director, administrator = Role.DIRECTOR.permissions, Role.ADMINISTRATOR.permissions

    assert all(may_give(director, role) for role in Role)
    assert {role for role in Role if not may_give(administrator, role)} == {Role.DIRECTOR, Role.AUDITOR}


def new_member(client: Any, *chosen: str) -> Any:
    facts = {"display_name": "Second account", "username": f"second-{uuid4()}", "roles": chosen, "form_key": uuid4()}
    return client.post(reverse("member-new"), facts)


def test_an_administrator_cannot_make_a_second_account_a_director(world: Any, client_as: Any) -> None:
    before = User.objects.count()

    assert new_member(client_as("administrator"), "director").status_code == 200
    assert User.objects.count() == before
    assert "First password" not in new_member(client_as("administrator"), "operator", "director").content.decode()
    assert User.objects.count() == before


def test_an_administrator_gives_the_roles_of_the_work(world: Any, client_as: Any) -> None:
    before = User.objects.count()
    new_member(client_as("administrator"), "operator")

    assert User.objects.count() == before + 1


def test_the_rule_holds_behind_the_form_too(world: Any, db: None) -> None:
    by, director = world.actor("administrator"), membership_of(world, "director")
    with acting(organisation_id=by.organisation_id, user_id=by.user_id):
        with pytest.raises(RoleNotYours):
            add_member(by=by, username="x", display_name="x", roles=["auditor"], password="long enough by far")
        with pytest.raises(RoleNotYours):
            change_roles(by=by, membership=membership_of(world, "medic"), roles=["medic", "director"])
        with pytest.raises(RoleNotYours):
            change_roles(by=by, membership=director, roles=["operator"])
        with pytest.raises(RoleNotYours):
            end_membership(by=by, membership=director)


def test_a_refused_role_is_on_record(world: Any, client_as: Any) -> None:
    director = membership_of(world, "director")
    response = client_as("administrator").post(reverse("member-end", args=[director.pk]))

    assert response.status_code == 403
    with acting(organisation_id=world.organisations["rodnik"].pk):
        assert Membership.objects.get(pk=director.pk).ended_at is None
        denied = AuditEvent.objects.filter(action=Event.DENIED, actor_id=world.user("administrator").pk)
        assert {"route": "member-end", "method": "POST", "status": 403} in [event.detail for event in denied]


def test_nobody_changes_their_own_roles(world: Any, client_as: Any) -> None:
    mine = membership_of(world, "director")
    client_as("director").post(reverse("member-roles", args=[mine.pk]), {"roles": ["director", "administrator"]})

    with acting(organisation_id=world.organisations["rodnik"].pk):
        assert Membership.objects.get(pk=mine.pk).roles == ["director"]


def test_which_roles_were_given_is_on_record(world: Any, client_as: Any) -> None:
    medic = membership_of(world, "medic")
    client_as("director").post(reverse("member-roles", args=[medic.pk]), {"roles": ["medic", "lawyer"]})

    with acting(organisation_id=world.organisations["rodnik"].pk):
        event = AuditEvent.objects.filter(action=Event.MEMBER_CHANGED, object_id=medic.pk).latest("at")
    assert sorted(event.detail["roles"]) == ["lawyer", "medic"]


def test_what_was_posted_beside_the_form_changes_nothing(world: Any, client_as: Any) -> None:
    other = world.organisations["sana-sezim"]
    extra = {
        "organisation": other.pk, "organisation_id": other.pk, "is_active": "on", "password": "given by me", "roles": ["operator"],
        "must_change_password": "", "user": world.user("director").pk, "by": world.user("director").pk, "ended_at": "2020-01-01",
    }  # fmt: skip
    facts = {"display_name": "Second account", "username": f"second-{uuid4()}", "form_key": uuid4()}
    client_as("director").post(reverse("member-new"), extra | facts)
    made = User.objects.get(username=facts["username"])

    assert made.must_change_password
    assert not made.check_password("given by me")
    with acting(organisation_id=world.organisations["rodnik"].pk):
        assert Membership.objects.get(user=made).organisation_id == world.organisations["rodnik"].pk


@pytest.mark.parametrize("turn", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_a_name_cannot_be_turned_round(turn: str, world: Any, client_as: Any) -> None:
    facts = {"display_name": f"Ai{turn}gul", "language": "en", "theme": "auto"}
    client_as("medic").post(reverse("preferences"), facts)

    assert User.objects.get(pk=world.user("medic").pk).display_name == "Aigul"
