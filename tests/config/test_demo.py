"""The invented past: the same for the same seed, skewed as the sources say, all of it or none."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from io import StringIO
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from casework.models import Case, Exploitation, Identity, Referral, Service
from config.demo.accounts import MARK, demo_accounts, demo_password
from config.demo.codes import Codes
from config.demo.draw import draw_cases
from config.demo.load import AlreadyLoaded, load_cases
from config.demo.scene import play_scene
from hotline.models import Call
from shelters.models import Booking, Stay
from tests.world import as_owner

UNTIL = date(2026, 10, 31)


@pytest.fixture
def undone(world: Any, django_db_blocker: Any) -> Iterator[Callable[[Callable[[], Any]], Any]]:
    """`undone(work)`: do something as the owner of the tables and take it back."""

    def run(work: Callable[[], Any]) -> Any:
        with transaction.atomic():
            result = work()
            transaction.set_rollback(True)
        return result

    with django_db_blocker.unblock():
        yield lambda work: as_owner(lambda: run(work))


def test_the_same_seed_draws_the_same_people() -> None:
    first = list(draw_cases(number=50, months=12, seed=7, until=UNTIL))
    again = list(draw_cases(number=50, months=12, seed=7, until=UNTIL))
    other = list(draw_cases(number=50, months=12, seed=8, until=UNTIL))

    assert first == again
    assert first != other


def test_the_drawn_people_are_as_the_sources_describe_them() -> None:
    drawn = list(draw_cases(number=4000, months=24, seed=1, until=UNTIL))
    sex, citizenship = Counter(c.sex for c in drawn), Counter(c.citizenship for c in drawn)

    assert 0.68 < sex["female"] / 4000 < 0.80
    assert [code for code, _ in citizenship.most_common(4)] == ["UZ", "KZ", "KG", "TJ"]
    assert all(c.age_first <= c.age for c in drawn)
    assert all(date(2024, 11, 1) <= c.requested_on <= UNTIL for c in drawn)
    assert all(c.closed_on is None or c.requested_on <= c.closed_on < UNTIL for c in drawn)
    assert {c.region for c in drawn} >= {"KZ-75", "KZ-79", "KZ-61"}


def test_nobody_in_the_demo_could_be_taken_for_real() -> None:
    drawn = list(draw_cases(number=300, months=12, seed=2, until=UNTIL))
    marks = ("вымысл", "пример", "образц", "ойдан", "үлгі", "мысал", "тест", "primer", "vymysl")

    assert all(any(mark in c.surname.lower() for mark in marks) for c in drawn)
    assert all(c.phone == "" or c.phone.startswith("+7700") for c in drawn)


def test_a_load_fills_every_room_and_names_open(world: Any, undone: Any) -> None:
    def load() -> dict[str, int]:
        load_cases(number=200, months=12, seed=5, until=UNTIL)
        oldest = Identity.objects.order_by("created_at").first()
        assert oldest is not None
        assert oldest.surname
        return {m.__name__: m.objects.count() for m in (Case, Exploitation, Service, Stay, Booking, Call, Referral)}

    counts = undone(load)

    assert counts["Case"] >= 200
    assert all(count > 0 for count in counts.values()), counts


def test_the_same_seed_is_not_loaded_twice(world: Any, undone: Any) -> None:
    def load_twice() -> None:
        load_cases(number=20, months=3, seed=6, until=UNTIL)
        with pytest.raises(AlreadyLoaded):
            load_cases(number=20, months=3, seed=6, until=UNTIL)

    undone(load_twice)


def test_the_scene_is_set_once(world: Any, undone: Any) -> None:
    def play() -> tuple[int, bool]:
        load_cases(number=60, months=6, seed=9, until=UNTIL)
        Referral.objects.exclude(state="completed").count()
        first = Booking.objects.filter(state="held").count()
        return first, play_scene(world.organisations)

    held, played = undone(play)

    assert held > 0
    assert played is False


@pytest.mark.django_db
def test_there_is_an_account_for_every_role_in_two_organisations(world: Any) -> None:
    pairs = Counter(account["role"] for account in demo_accounts())

    assert len(pairs) == 15
    assert set(pairs.values()) == {2}


@pytest.mark.django_db
def test_passwords_belong_to_this_installation_alone(world: Any, settings: Any) -> None:
    here = demo_password("rodnik.director")
    settings.SECRET_KEY = "another-installation-altogether"

    assert demo_password("rodnik.director") != here
    assert all(user.display_name.endswith(MARK) for user in world.users.values())


@pytest.mark.django_db
def test_the_demo_tells_working_second_factors(world: Any) -> None:
    from base64 import b32decode

    from access.factors.rules import code_at, matching_step, step_at

    account = next(account for account in demo_accounts() if account["username"] == "rodnik.director")
    secret = b32decode(str(account["totp_secret"]))
    code = printed("--code", "rodnik.director").strip()

    assert matching_step(secret, code, time.time()) is not None
    assert code_at(secret, step_at(time.time()) + 1) != code_at(secret, step_at(time.time()))
    assert len({account["totp_secret"] for account in demo_accounts()}) == len(demo_accounts())


@pytest.mark.django_db
def test_elsewhere_no_secret_is_told(world: Any, settings: Any) -> None:
    settings.DEMO_INSTALLATION = False
    for arguments in ((), ("--json",), ("--code", "rodnik.director")):
        with pytest.raises(CommandError, match="not a demo installation"):
            printed(*arguments)
    settings.DEMO_INSTALLATION = True
    with pytest.raises(CommandError, match="no demo account"):
        printed("--code", "nobody")


def test_the_operator_helps_the_last_administrator(world: Any, undone: Callable[[Callable[[], Any]], Any]) -> None:
    from access.models import AuthenticatorApp, User

    def reset() -> tuple[str, bool, bool]:
        out = StringIO()
        call_command("reset_account", "rodnik.director", "--password", "--factors", stdout=out)
        user = User.objects.get(username="rodnik.director")
        return out.getvalue(), user.must_change_password, AuthenticatorApp.objects.filter(user=user).exists()

    text, must_change, has_app = undone(reset)
    assert "shown once" in text
    assert (must_change, has_app) == (True, False)


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("demo_accounts", *arguments, stdout=out)
    return out.getvalue()


def test_no_code_comes_twice_among_very_many() -> None:
    codes = Codes(Random("any seed"))

    assert len({codes.take("P") for _ in range(200_000)}) == 200_000
