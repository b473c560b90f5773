"""The second step: a code is believed once, guessing is slowed down, and without it no door opens but that step."""

from __future__ import annotations

import time
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from access.context import acting
from access.factors.proof import use_app_code
from access.factors.rules import code_at, in_groups, matching_step, only_digits, step_at
from access.factors.seal import digest_for
from access.models import AuditEvent, AuthenticatorApp, RecoveryCode, SignInAttempt
from access.session_store import SessionStore
from config.demo.accounts import demo_secret
from config.routes import all_routes
from tests.access.test_sign_in import NAME, SECRET, give_password, sign_in
from tests.browsers import fresh_code
from tests.guards.test_every_url import address, ask
from tests.passkeys import HOST, give_passkey, question

RFC = b"12345678901234567890"
VECTORS = {59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130"}
NOON = "2040-03-01 12:00:00+00:00"


@pytest.fixture(autouse=True)
def her_password(world: Any, db: None) -> None:
    give_password(world.user("lawyer"), SECRET)


def first_step(client: Client, **more: str) -> Client:
    answer = client.post(reverse("sign-in"), {"username": NAME, "password": SECRET, **more})
    assert answer.headers["Location"] == reverse("sign-in-second")
    return client


def second(client: Client, code: str) -> bool:
    return bool(client.post(reverse("sign-in-second"), {"confirm_code": code}).status_code == 302)


def her_code(step: int) -> str:
    return code_at(demo_secret(NAME), step)


def forget_steps(world: Any) -> None:
    user = world.user("lawyer")
    with acting(organisation_id=None, user_id=user.pk):
        AuthenticatorApp.objects.filter(user=user).update(last_step=0)


@pytest.mark.parametrize(("moment", "code"), VECTORS.items())
def test_codes_are_those_of_the_standard(moment: int, code: str) -> None:
    assert code_at(RFC, step_at(moment), digits=8) == code


def test_digits_are_read_as_people_type_them() -> None:
    assert only_digits(" 123 456 ") == "123456"
    assert only_digits(in_groups("123456789012")) == "123456789012"
    assert only_digits("12a456") == only_digits("१२३४५६") == ""


def test_a_code_is_good_once_and_one_step_early_or_late(world: Any, measure: Any) -> None:
    """A05: also in another process, after losing every cache, padded, after a wrong one; not two steps off."""
    wrong, checked = [], 0

    def expect(what: str, got: bool, wanted: bool) -> None:
        nonlocal checked
        checked += 1
        if got is not wanted:
            wrong.append(what)

    with time_machine.travel(NOON, tick=False) as clock:
        now = step_at(time.time())
        for offset, good in ((-2, False), (-1, True), (0, True), (1, True), (2, False)):
            forget_steps(world)
            expect(f"{offset} steps off", second(first_step(Client()), her_code(now + offset)), good)
        forget_steps(world)
        expect("the first time", second(first_step(Client()), her_code(now)), True)
        expect("again", second(first_step(Client()), her_code(now)), False)
        expect("padded", second(first_step(Client()), f" {her_code(now)[:3]} {her_code(now)[3:]} "), False)
        hers = first_step(Client())
        second(hers, "000000")
        expect("after a wrong one", second(hers, her_code(now)), False)
        expect("an earlier one", second(first_step(Client()), her_code(now - 1)), False)
        expect("in another process", in_another_process(world, her_code(now)), False)
        SignInAttempt.objects.all().delete()  # the limit on guesses is another test's
        clock.shift(29)
        expect("at the end of its half minute", in_another_process(world, her_code(now)), False)
        expect("the next one", second(first_step(Client()), her_code(now + 1)), True)
        expect("a code of nobody", matching_step(demo_secret("nobody"), her_code(now), time.time()) is None, True)

    measure("A05", checked=checked, failed=wrong)


def in_another_process(world: Any, code: str) -> bool:
    """Nothing is remembered but what lies in the row: a process that just started knows as much."""
    from django.core.cache import cache

    cache.clear()
    user = world.user("lawyer")
    with acting(organisation_id=None, user_id=user.pk):
        return use_app_code(user.pk, code)


def test_a_recovery_code_signs_in_once_and_says_how_many_are_left(world: Any) -> None:
    user = world.user("lawyer")
    with acting(organisation_id=None, user_id=user.pk):
        RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=digest_for(user.pk, f"{n:012}")) for n in range(2))

    assert second(first_step(Client()), "0000 0000 0001")
    assert not second(first_step(Client()), "000000000001")
    assert second(first_step(Client()), "000000000000")


def test_recovery_codes_of_another_are_nobodys(world: Any) -> None:
    """The digest is bound to the person: a row copied to another account opens nothing there."""
    mine, other = world.user("lawyer"), world.user("medic")

    assert digest_for(mine.pk, "000000000001") != digest_for(other.pk, "000000000001")


def test_without_the_second_factor_only_its_enrolment_opens(world: Any, client_as: Any, measure: Any) -> None:
    """A07: after the password alone (half a session), and signed in without a factor (confined to setting one up)."""
    half, confined = first_step(Client()), client_as("director")
    session = SessionStore(confined.cookies["pana"].value)
    del session["factor"]
    session.save()
    wrong, checked, may = [], 0, {"health", "metrics", "start", "language", "sign-out", "sign-in", "sign-in-second", "sign-in-passkey", "passkey-question"}
    enrols = {
        "factors", "factor-app", "factor-passkey", "factor-passkey-question", "recovery-codes", "confirm", "still-here", "language",
        "passkey-question",
    }  # fmt: skip
    for route in (route for route in all_routes() if route.name != "sign-out"):
        for method in ("get", "post", "put"):
            url = address(route, world, "rodnik")
            checked += 2
            answer = ask(half, method, url)
            if answer.status_code != 405 and route.name not in may and not sent_to(answer, "sign-in"):
                wrong.append(f"half a session: {method} {route.name} {answer.status_code}")
            answer = ask(confined, method, url)
            if answer.status_code != 405 and route.name not in enrols and not sent_to(answer, "factors"):
                wrong.append(f"without a factor: {method} {route.name} {answer.status_code}")
    measure("A07", checked=checked, failed=wrong)


def sent_to(answer: Any, name: str) -> bool:
    return bool(answer.headers.get("Location", "").startswith(reverse(name)))


def test_a_half_session_lasts_five_minutes_and_ends_with_a_new_password(world: Any) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        late = first_step(Client())
        clock.shift(301)
        assert late.get(reverse("sign-in-second")).headers["Location"] == reverse("sign-in")
    early = first_step(Client())
    give_password(world.user("lawyer"), "another one, just as long")
    assert early.get(reverse("sign-in-second")).headers["Location"] == reverse("sign-in")


def test_guesses_of_the_code_are_slowed_down_but_a_passkey_still_opens(world: Any) -> None:
    key, guesser = give_passkey(world.user("lawyer")), first_step(Client())
    for _ in range(5):
        second(guesser, "000000")

    assert not second(guesser, fresh_code(NAME))
    hers = Client()
    answer = hers.post(reverse("sign-in-passkey"), {"confirm_passkey": key.prove(question(hers))}, headers={"host": HOST})
    assert answer.status_code == 302


def test_a_new_browser_gives_no_new_guesses(world: Any) -> None:
    """The mark of a known browser is given after both steps, so it cannot be had for the password alone."""
    for _ in range(5):
        assert not second(first_step(Client()), "000000")

    assert not second(first_step(Client()), fresh_code(NAME))


def test_what_proved_nobody_is_on_record_without_the_typed_name(world: Any) -> None:
    with acting(organisation_id=world.organisations["rodnik"].pk):
        before = AuditEvent.objects.count()
    sign_in(Client(), password="wrong")
    second(first_step(Client()), "000000")
    sign_in(Client(), username="nobody.telling", password="wrong")
    with acting(organisation_id=world.organisations["rodnik"].pk):
        events = list(AuditEvent.objects.order_by("at")[before:])

    assert [(e.action, e.outcome, e.actor_id) for e in events] == [
        ("access.session.refused", "refused", world.user("lawyer").pk),
        ("access.factor.refused", "refused", world.user("lawyer").pk),
    ]
    assert not any("nobody" in str(e.detail) for e in events)


def test_nobody_reads_the_factors_or_sessions_of_another(world: Any) -> None:
    """Row security: not by a forgotten filter, not as a colleague, not as an administrator, not without a context."""
    from access.models import OpenSession, Passkey

    with acting(organisation_id=None, user_id=world.user("medic").pk):
        assert Passkey.objects.exists()
    for role in ("director", "administrator", "lawyer"):
        user = world.user(role)
        with acting(organisation_id=world.organisations["rodnik"].pk, user_id=user.pk):
            for model in (AuthenticatorApp, Passkey, RecoveryCode, OpenSession):
                assert not model.objects.exclude(user=user).exists()
                assert model.objects.exclude(user=user).delete()[0] == 0
    assert not AuthenticatorApp.objects.exists()
