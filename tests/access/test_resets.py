"""Lost passwords and phones, changed roles, and what asks again: power over accounts, and its bounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from access.actors import Actor
from access.approvals.actions import OneIsNotTwo, approve
from access.approvals.models import Approval
from access.context import acting, acting_as
from access.decorators import AccessRule
from access.models import AuditEvent, AuthenticatorApp, Membership, User
from access.two_people import are_two_people
from config.routes import all_routes
from tests.access.test_sign_in import SECRET, give_password, sign_in
from tests.guards.test_every_url import address, ask
from tests.world import membership_of

NAME = "rodnik.lawyer"


class Checks:
    """Counts what was looked at and keeps what was wrong."""

    def __init__(self) -> None:
        self.checked, self.wrong = 0, list[str]()

    def expect(self, what: str, holds: object) -> None:
        self.checked += 1
        if not holds:
            self.wrong.append(what)


@pytest.fixture
def checks() -> Checks:
    return Checks()


@pytest.fixture(autouse=True)
def her_password(world: Any, db: None) -> None:
    give_password(world.user("lawyer"), SECRET)


def is_in(client: Client) -> bool:
    return client.get(reverse("home")).status_code == 200


def reset(client: Client, member: Any, what: str) -> Any:
    return client.post(reverse("member-access", args=[member.pk]), {"do": what})


def secret_on(page: Any) -> str:
    import re

    found = re.search(r"<code>([a-z0-9-]{17})</code>", page.content.decode())
    return found.group(1) if found else ""


def app_of(user: Any) -> bool:
    with acting(organisation_id=None, user_id=user.pk):
        return AuthenticatorApp.objects.filter(user=user).exists()


def test_a_reset_password_bypasses_nothing_and_ends_the_sessions(world: Any, client_as: Any, checks: Checks, measure: Any) -> None:
    """A04."""
    member, hers, user = membership_of(world, "lawyer"), Client(), world.user("lawyer")
    sign_in(hers)
    first = secret_on(reset(client_as("director"), member, "password"))
    checks.expect("a first password is shown", first)
    checks.expect("her session has ended", not is_in(hers))
    checks.expect("the old password opens nothing", sign_in(Client(), password=SECRET).status_code == 200)
    step = Client().post(reverse("sign-in"), {"username": NAME, "password": first})
    checks.expect("the second factor is asked for", step.headers.get("Location") == reverse("sign-in-second"))
    checks.expect("the factor is still hers", app_of(user))
    again = Client()
    sign_in(again, password=first)
    checks.expect("only the password page opens", again.get(reverse("case-list")).headers.get("Location") == reverse("password"))
    again.post(reverse("password"), {"old": first, "new": "chosen by herself, long"})
    checks.expect("then everything opens", again.get(reverse("case-list")).status_code == 200)
    checks.expect("the first password opens nothing any more", sign_in(Client(), password=first).status_code == 200)
    with acting(organisation_id=world.organisations["rodnik"].pk):
        event = AuditEvent.objects.get(action="access.user.password_reset")
    checks.expect("it is on record, without the password", event.object_id == member.pk and first not in str(event.detail))

    measure("A04", checked=checks.checked, failed=checks.wrong)


def test_who_lost_everything_sets_up_a_new_factor(world: Any, client_as: Any) -> None:
    member, user, hers = membership_of(world, "lawyer"), world.user("lawyer"), Client()
    sign_in(hers)
    assert reset(client_as("director"), member, "factors").status_code == 302

    assert not app_of(user)
    assert not is_in(hers)
    answer = Client()
    assert answer.post(reverse("sign-in"), {"username": NAME, "password": SECRET}).headers["Location"] == reverse("home")
    assert answer.get(reverse("home")).headers["Location"] == reverse("factors")
    assert answer.get(reverse("factor-app")).status_code == 200


def test_sessions_of_a_member_end_at_their_next_click(world: Any, client_as: Any) -> None:
    hers, other = Client(), client_as("medic")
    sign_in(hers)
    assert reset(client_as("director"), membership_of(world, "lawyer"), "sessions").status_code == 302

    assert "ended=1" in hers.get(reverse("home")).headers["Location"]
    assert is_in(other)


@pytest.mark.parametrize(("who", "whom"), [("administrator", "director"), ("administrator", "auditor"), ("director", "director")])
def test_nobody_resets_who_has_more_powers_or_is_oneself(who: str, whom: str, world: Any, client_as: Any) -> None:
    user = world.user(whom)
    with acting(organisation_id=None, user_id=user.pk):
        before = User.objects.get(pk=user.pk).password
    for what in ("password", "factors"):
        answer = reset(client_as(who), membership_of(world, whom), what)
        assert answer.status_code == 200
        assert "alert-danger" in answer.content.decode()
    assert User.objects.get(pk=user.pk).password == before
    assert app_of(user)


def test_an_account_that_works_elsewhere_too_is_not_reset_from_here(world: Any, client_as: Any) -> None:
    """Otherwise an administrator of one organisation would enter another."""
    user = world.user("lawyer")
    with acting(organisation_id=world.organisations["sana-sezim"].pk):
        Membership.objects.create(organisation=world.organisations["sana-sezim"], user=user, roles=["lawyer"])

    assert "alert-danger" in reset(client_as("director"), membership_of(world, "lawyer"), "password").content.decode()
    assert app_of(user)


def test_the_database_refuses_resets_by_an_injected_query(world: Any) -> None:
    """Whatever Python asks: the signed context must hold the right to manage members, and not be of the account itself."""
    victim = world.user("psychologist")
    for role, organisation in (("case_manager", "rodnik"), ("director", "sana-sezim"), ("auditor", "rodnik")):
        with acting_as(world.actor(role, organisation)), connection.cursor() as cursor:
            for question in ("select app.give_password(%s, 'taken over')", "select app.remove_factors(%s)"):
                cursor.execute(question, [victim.pk])
                assert cursor.fetchone()[0] is False
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select app.give_password(%s, 'taken over')", [victim.pk])
        assert not cursor.fetchone()[0]


def test_what_must_be_confirmed_asks_again(world: Any, client_as: Any, checks: Checks, measure: Any) -> None:
    """A09: every page that carries the mark, for a role that may open it; and the marks that must be there are there."""
    from access.roles import Role

    marked = {route.name: route for route in all_routes() if route.rule and route.rule.confirmed and not route.rule.confirmed.only_enrolled}
    for needed in ("member-roles", "member-end", "member-new", "member-access", "report-file", "report-publish", "shelter-address",
                   "approval-decide", "recovery-codes", "factor-app-remove"):  # fmt: skip
        checks.expect(f"{needed} is marked", needed in marked)
    for name, route in marked.items():
        role = next(role for role in Role if route.admits(role) and role not in {Role.DONOR, Role.PARTNER})
        url = address(route, world, "rodnik")
        for method in ("get", "post"):
            late = ask(client_as(role, confirmed=False), method, url)
            asked = "/confirm/" in late.headers.get("Location", "") or b"confirm_code" in late.content
            checks.expect(f"{method} {name} asks again", asked)
            fresh = ask(client_as(role), method, url)
            checks.expect(f"{method} {name} goes on when confirmed", "/confirm/" not in fresh.headers.get("Location", "") and b"confirm_code" not in fresh.content)
    measure("A09", checked=checks.checked, failed=checks.wrong)


def test_changes_of_power_act_at_the_next_request(world: Any, client_as: Any, checks: Checks, measure: Any) -> None:
    """A10: for several roles, each with a page of theirs, in a session that stays open."""
    org = world.organisations["rodnik"].pk
    pages = {"case_manager": "case-list", "lawyer": "case-list", "operator": "call-new", "shelter_worker": "board", "auditor": "audit-list"}
    changes: dict[str, Callable[[Any], None]] = {
        "another role": lambda user: change(org, user, roles=["donor"]),
        "membership ended": lambda user: end(org, user),
        "account inactive": lambda user: inactive(user),
    }
    for role, name in pages.items():
        for what, act in changes.items():
            sid = transaction.savepoint()
            client, user = client_as(role), world.user(role)
            before = client.get(reverse(name)).status_code
            act(user)
            after = client.get(reverse(name))
            checks.expect(f"{role}, {what}: open before", before == 200)
            checks.expect(f"{role}, {what}: closed after", after.status_code == 403 or "/sign-in/" in after.headers.get("Location", ""))
            transaction.savepoint_rollback(sid)
    measure("A10", checked=checks.checked, failed=checks.wrong)


def change(org: Any, user: Any, **values: Any) -> None:
    with acting(organisation_id=org):
        Membership.objects.filter(user=user, organisation_id=org).update(**values)


def end(org: Any, user: Any) -> None:
    from django.utils import timezone

    change(org, user, ended_at=timezone.now())


def inactive(user: Any) -> None:
    with acting(organisation_id=None, user_id=user.pk):
        User.objects.filter(pk=user.pk).update(is_active=False)


def test_nobody_raises_themselves_and_two_accounts_of_one_person_are_one(
    world: Any, client_as: Any, checks: Checks, measure: Any
) -> None:
    """A11."""
    for role in ("director", "administrator"):
        member, client = membership_of(world, role), client_as(role)
        client.post(reverse("member-roles", args=[member.pk]), {"roles": [role, "auditor"]})
        client.post(reverse("member-end", args=[member.pk]))
        now = membership_of(world, role)
        checks.expect(f"{role} keeps the own roles", now.roles == [role])
        checks.expect(f"{role} stays", now.ended_at is None)
    for role in ("director", "auditor"):
        made = client_as("administrator").post(
            reverse("member-new"), {"display_name": "Second self", "username": f"second.{role}", "roles": [role]}
        )
        checks.expect(f"an administrator makes no {role}", made.status_code == 200 and not User.objects.filter(username=f"second.{role}").exists())
    director = world.actor("director")
    client_as("director").post(reverse("member-new"), {"display_name": "Second self", "username": "second.self", "roles": ["director"]})
    second = User.objects.get(username="second.self")
    other = Actor(organisation=director.organisation, user=second, roles=frozenset({"director"}))
    with acting_as(director):
        checks.expect("a maker and the made account are not two people", not are_two_people(director, second.pk))
        checks.expect("nor the other way round", not are_two_people(other, director.user_id))
        checks.expect("nor is one with oneself", not are_two_people(director, director.user_id))
        checks.expect("two who have nothing to do with each other are", are_two_people(director, world.user("case_manager").pk))
        approval = Approval.objects.create(
            organisation=director.organisation, kind="case.restrict.lift", target_id=world.row("case").pk, reason="x", requested_by=director.user
        )
        with pytest.raises(OneIsNotTwo):
            approve(by=other, approval=approval)
    reset(client_as("director"), membership_of(world, "medic"), "password")
    with acting_as(director):
        checks.expect("who reset an account is no second person to it", not are_two_people(director, world.user("medic").pk))

    measure("A11", checked=checks.checked, failed=checks.wrong)


def test_every_mark_says_so_in_the_table_of_pages() -> None:
    from access.confirmation import RECENTLY

    assert str(AccessRule("member", (), RECENTLY)) == "member, confirmed"
