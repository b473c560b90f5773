"""Guessing passwords: slowed down per account and per address, answered alike, and never a way to keep somebody out."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from access.attempts import ADDRESS, LIMITS, SIGN_IN
from access.models import SignInAttempt, User
from access.passwords import AT_ONCE, LONGEST, PepperedArgon2
from access.roles import Role
from config.routes import all_routes
from tests.access.test_sign_in import NAME, SECRET, give_password, page, sign_in
from tests.passkeys import HOST, SoftKey, give_passkey, question
from tests.world import FAST

NOON = "2040-03-01 12:00:00+00:00"
WAIT = {"en": "Too many attempts", "ru": "Слишком много попыток"}


@pytest.fixture(autouse=True)
def her_password(world: Any, db: None) -> None:
    give_password(world.user("lawyer"), SECRET)


@pytest.fixture
def fast(settings: Any) -> None:
    """What is counted here is not how slow a hash is."""
    settings.PASSWORD_HASHERS = [*FAST, *settings.PASSWORD_HASHERS]


def browser(address: str = "127.0.0.1") -> Client:
    return Client(REMOTE_ADDR=address)


def by_passkey(key: SoftKey, client: Client | None = None) -> bool:
    client = client or Client()
    answer = client.post(reverse("sign-in-passkey"), {"confirm_passkey": key.prove(question(client))}, headers={"host": HOST})
    return bool(answer.status_code == 302)


def is_in(answer: Any) -> bool:
    return bool(answer.status_code == 302 and answer.headers["Location"] == reverse("home"))


def test_guessing_is_slowed_per_account_and_per_address(world: Any, fast: None, measure: Any) -> None:
    """A01: many addresses against one account, one address against many accounts; the others do not notice."""
    give_password(world.user("medic"), SECRET)
    key, wrong, checked = give_passkey(world.user("lawyer")), [], 0

    def expect(what: str, got: bool, wanted: bool) -> None:
        nonlocal checked
        checked += 1
        if got is not wanted:
            wrong.append(what)

    with time_machine.travel(NOON, tick=False) as clock:
        hers = browser("10.0.0.1")
        expect("her own browser", is_in(sign_in(hers)), True)
        hers.post(reverse("sign-out"))
        for number in range(LIMITS[SIGN_IN][0][0]):
            expect(f"guess {number} from its own address", is_in(sign_in(browser(f"10.1.0.{number}"), password="wrong")), False)
        expect("the right password from elsewhere", is_in(sign_in(browser("10.2.0.1"))), False)
        expect("the right password in her own browser", is_in(sign_in(hers)), True)
        expect("her passkey from elsewhere", by_passkey(key), True)
        expect("somebody else from the guesser's address", is_in(sign_in(browser("10.1.0.1"), "rodnik.medic")), True)
        for number in range(LIMITS[ADDRESS][0][0]):
            sign_in(browser("10.9.9.9"), f"nobody.{number}", "wrong")
        expect("the right password from the address that guesses", is_in(sign_in(browser("10.9.9.9"), "rodnik.medic")), False)
        expect("the same person from another address", is_in(sign_in(browser("10.9.9.8"), "rodnik.medic")), True)
        clock.shift(301)
        expect("after five minutes", is_in(sign_in(browser("10.9.9.9"))), True)
        for number in range(8):
            stranger = SoftKey(world.user("lawyer").pk)
            expect(f"a passkey of nobody {number}", by_passkey(stranger), False)

    measure("A01", checked=checked, failed=wrong)


def test_a_list_of_stolen_names_and_passwords_opens_nothing(world: Any, fast: None, measure: Any) -> None:
    """A02: a thousand pairs, from as many addresses; among them every name that exists. All answers are the same page."""
    names = sorted(world.users)
    answers: dict[tuple[int, str], int] = {}
    for number in range(1_000):
        name = names[number] if number < len(names) else f"person.{number}"
        answer = sign_in(browser(f"10.{number >> 8}.{number & 255}.7"), name, f"stolen-password-{number}")
        answers[answer.status_code, page(answer)] = answers.get((answer.status_code, page(answer)), 0) + 1

    failed = [] if len(answers) == 1 and next(iter(answers))[0] == 200 else [f"{status}: {count}" for (status, _), count in answers.items()]
    measure("A02", checked=sum(answers.values()), failed=failed, note=f"{len(names)} of the names exist")


KINDS = ("unknown", "wrong password", "inactive", "inactive, right password", "works nowhere", "a name of signs")


def attempt(world: Any, kind: str, number: int) -> Any:
    """One failing attempt of a kind, each on an account of its own where the kind has several."""
    known = ["lawyer", "psychologist", "social_worker", "operator", "shift_lead"][number % 5]
    username = {"unknown": f"nobody.{number}", "inactive": "rodnik.medic", "inactive, right password": "rodnik.medic",
                "works nowhere": "left.long.ago", "a name of signs": " .", "wrong password": f"rodnik.{known}".replace("_", "-")}[kind]  # fmt: skip
    password = {"inactive, right password": SECRET, "works nowhere": SECRET}.get(kind, "wrong")
    SignInAttempt.objects.all().delete()  # each is looked at by itself
    return sign_in(browser(f"10.3.{number}.1"), username, password)


def test_unknown_wrong_and_inactive_answer_alike(world: Any, monkeypatch: Any, measure: Any) -> None:
    """A03: the same body and status, the same number of hashes computed (no clock), the same number of questions to the database."""
    from django.contrib.auth.hashers import make_password
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    give_password(world.user("medic"), SECRET, is_active=False)
    from access.context import acting

    with acting(organisation_id=world.organisations["rodnik"].pk):
        User.objects.create(username="left.long.ago", display_name="Left", password=make_password(SECRET))
    hashed: list[str] = []
    encode, verify = PepperedArgon2.encode, PepperedArgon2.verify
    monkeypatch.setattr(PepperedArgon2, "encode", lambda self, *a: hashed.append("h") or encode(self, *a))
    monkeypatch.setattr(PepperedArgon2, "verify", lambda self, *a: hashed.append("h") or verify(self, *a))
    for role in ("psychologist", "social_worker", "operator", "shift_lead"):
        give_password(world.user(role), SECRET)
    seen: dict[str, set[Any]] = {}
    checked = 0
    for kind in KINDS:
        for number in range(6):
            hashed.clear()
            with CaptureQueriesContext(connection) as asked:
                answer = attempt(world, kind, number)
            facts = {"status": answer.status_code, "page": page(answer), "hashes": len(hashed), "questions": len(asked)}
            for name, value in facts.items():
                checked += 1
                seen.setdefault(name, set()).add(value)

    failed = [f"{name} differs: {sorted(map(str, values))[:4]}" for name, values in seen.items() if len(values) > 1]
    measure("A03", checked=checked, failed=failed)


def test_an_over_long_password_is_refused_before_it_is_hashed(world: Any, client_as: Any, monkeypatch: Any, measure: Any) -> None:
    """A08: wherever a password can be typed; and twenty who sign in at once hash two at a time."""
    hashed: list[str] = []
    encode, verify = PepperedArgon2.encode, PepperedArgon2.verify
    monkeypatch.setattr(PepperedArgon2, "encode", lambda self, *a: hashed.append("h") or encode(self, *a))
    monkeypatch.setattr(PepperedArgon2, "verify", lambda self, *a: hashed.append("h") or verify(self, *a))
    long, donor, failed = "x" * (LONGEST + 1), client_as("donor", "fund-aurora", confirmed=False), []
    from access.context import acting
    from access.models import AuthenticatorApp

    with acting(organisation_id=None, user_id=world.user("donor", "fund-aurora").pk):
        AuthenticatorApp.objects.all().delete()
    lawyer = client_as("lawyer")
    asked = {
        "signing in": lambda: sign_in(Client(), NAME, long),
        "signing in, nobody": lambda: sign_in(Client(), "nobody", long),
        "the old password": lambda: lawyer.post(reverse("password"), {"old": long, "new": "short enough, long enough"}),
        "the new password": lambda: lawyer.post(reverse("password"), {"old": "x", "new": long}),
        "being asked again": lambda: donor.post(reverse("confirm"), {"confirm_code": long}),
    }
    for what, send in asked.items():
        hashed.clear()
        answer = send()
        if answer.status_code != 200 or (hashed and what != "the new password"):
            failed.append(f"{what}: {answer.status_code}, {len(hashed)} hashes")
    most = most_at_once(20)
    measure("A08", checked=len(asked) + 20, failed=failed + ([f"{most} hashes at once"] if most > AT_ONCE else []))


def most_at_once(people: int) -> int:
    """How many of these hash in the same moment, asked of the lock they pass through."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    running, most, lock = 0, 0, threading.Lock()

    class Counting(PepperedArgon2):
        time_cost, memory_cost, parallelism = 1, 64, 1

    def count(change: int) -> None:
        nonlocal running, most
        with lock:
            running += change
            most = max(most, running)

    plain = Argon2PasswordHasher.encode

    def encode(self: Any, password: str, salt: str) -> str:
        count(1)
        try:
            threading.Event().wait(0.005)
            return plain(self, password, salt)
        finally:
            count(-1)

    Argon2PasswordHasher.encode = encode  # type: ignore[method-assign]
    try:
        threads = [threading.Thread(target=Counting().encode, args=("password", "saltsaltsalt")) for _ in range(people)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        Argon2PasswordHasher.encode = plain  # type: ignore[method-assign]
    return most


def test_there_is_no_default_account_and_no_page_of_an_admin(world: Any, fast: None, measure: Any) -> None:
    """A12: usual names with usual passwords; usual addresses; nobody is a superuser; no role may do everything."""
    failed, checked = [], 0
    for name in ("admin", "administrator", "root", "demo", "test", "user", "guest", "pana", "director", "postgres"):
        for password in ("admin", "password", name):
            checked += 1
            if sign_in(browser(f"10.4.{checked}.1"), name, password).status_code != 200:
                failed.append(f"{name}/{password}")
    for path in ("/admin/", "/admin/login/", "/django-admin/", "/accounts/login/", "/api/", "/debug/", "/__debug__/", "/console/", "/setup/", "/install/"):
        checked += 1
        if Client().get(path).status_code != 404:
            failed.append(path)
    everything = frozenset(permission for role in Role for permission in role.permissions)
    failed += [f"{role} may do everything" for role in Role if role.permissions == everything]
    failed += [str(app) for app in django_settings.INSTALLED_APPS if "admin" in app]
    failed += [route.name for route in all_routes() if "admin" in route.pattern]
    assert not hasattr(User(), "is_superuser")

    measure("A12", checked=checked, failed=failed)
