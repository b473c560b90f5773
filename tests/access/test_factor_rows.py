"""The rows behind the second factor: sealed for their person, and used up by one of many who ask at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import ProgrammingError, connection

from access.context import acting
from access.crypto.fields import CannotOpen
from access.factors.proof import use_app_code, use_recovery_code
from access.factors.rules import code_at, step_at
from access.factors.seal import digest_for, open_for
from access.models import AuthenticatorApp, RecoveryCode
from access.tasks import sweep_sign_in
from config.demo.accounts import demo_secret
from tests.world import as_owner, as_worker


@pytest.fixture(autouse=True)
def database(world: Any, django_db_blocker: Any) -> Iterator[None]:
    """The database itself, without a transaction round the test: several connections work on it."""
    with django_db_blocker.unblock():
        yield
        connection.close()


def at_once(world: Any, tries: list[Callable[[], bool]]) -> int:
    """Eight connections that try at the same moment; how many were believed."""

    def one(attempt: Callable[[], bool]) -> bool:
        try:
            with acting(organisation_id=None, user_id=world.user("psychologist").pk):
                return attempt()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tries)) as pool:
        return sum(pool.map(one, tries))


def test_of_eight_who_use_one_code_at_once_one_is_believed(world: Any, measure: Any) -> None:
    """A06: recovery codes, and the codes of the app, on eight real connections."""
    user = world.user("psychologist")
    with acting(organisation_id=None, user_id=user.pk):
        RecoveryCode.objects.filter(user=user).delete()
        RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=digest_for(user.pk, f"{n:012}")) for n in range(3))
        AuthenticatorApp.objects.filter(user=user).update(last_step=0)
    code = code_at(demo_secret(user.username), step_at(time.time()))
    wins = {f"recovery code {n}": at_once(world, [lambda n=n: use_recovery_code(user.pk, f"{n:012}")] * 8) for n in range(3)}
    wins["code of the app"] = at_once(world, [lambda: use_app_code(user.pk, code)] * 8)
    with acting(organisation_id=None, user_id=user.pk):
        RecoveryCode.objects.filter(user=user).delete()
        AuthenticatorApp.objects.filter(user=user).update(last_step=0)

    measure("A06", checked=8 * len(wins), failed=[f"{what}: {n} believed" for what, n in wins.items() if n != 1])


def test_secrets_lie_sealed_for_their_person(world: Any) -> None:
    stored = as_owner(lambda: {app.user_id: bytes(app.secret) for app in AuthenticatorApp.objects.all()})
    mine, other = world.user("lawyer"), world.user("medic")
    assert open_for(mine.pk, "app", stored[mine.pk]) == demo_secret(mine.username)
    assert not any(demo_secret(user.username) in sealed for user in world.users.values() for sealed in stored.values())
    for purpose, owner, sealed in (("app", other, stored[mine.pk]), ("new app", mine, stored[mine.pk])):
        with pytest.raises(CannotOpen):
            open_for(owner.pk, purpose, sealed)


def test_the_worker_sweeps_what_signing_in_leaves_and_reads_no_factor() -> None:
    assert as_worker(sweep_sign_in) >= 0
    for model in (AuthenticatorApp, RecoveryCode):
        with pytest.raises(ProgrammingError, match="permission denied"):
            as_worker(model.objects.exists)
