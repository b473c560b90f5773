"""One of everything in two organisations, made through the real actions, for the whole test run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.test.utils import override_settings

from access.actors import Actor
from access.context import acting
from access.models import Membership, Organisation, User
from config.demo.accounts import create_accounts, create_organisations, demo_username
from tests.bootstrap import URLS

FAST = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@dataclass
class World:
    """The people and rows tests speak of."""

    organisations: dict[str, Organisation]
    users: dict[str, User] = field(default_factory=dict)
    rows: dict[tuple[str, str], Any] = field(default_factory=dict)

    def user(self, role: str, organisation: str = "rodnik") -> User:
        return self.users[demo_username_of(role, organisation)]

    def actor(self, role: str, organisation: str = "rodnik") -> Actor:
        user = self.user(role, organisation)
        return Actor(organisation=self.organisations[organisation], user=user, roles=frozenset({role}))

    def row(self, kind: str, organisation: str = "rodnik") -> Any:
        return self.rows[kind, organisation]


def demo_username_of(role: str, organisation: str) -> str:
    from access.roles import Role

    return demo_username(organisation, Role(role))


def build_world() -> World:
    """Organisations and accounts as their owner, everything else through actions as the people who would do it."""
    from tests.world_rows import fill

    with override_settings(PASSWORD_HASHERS=FAST):
        organisations = as_owner(_people)
    world = World(organisations=organisations)
    world.users = {user.username: user for user in User.objects.all()}
    fill(world)
    return world


def _people() -> dict[str, Organisation]:
    organisations = create_organisations()
    create_accounts(organisations)
    return organisations


def as_owner(work: Any) -> Any:
    """Do something with the rights of the tables' owner, then go back to the web role."""
    with entered_with(URLS.owner):
        return work()


def as_worker(work: Any) -> Any:
    """Do something with the login of the worker, then go back to the web role."""
    with entered_with(URLS.worker):
        return work()


@contextmanager
def entered_with(url: str) -> Iterator[None]:
    """The tests' database entered with another login, and afterwards with the one of before."""
    from django.db import connection

    from config.settings import database

    before = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    given = database(url)
    connection.close()
    connection.settings_dict.update(USER=given["USER"], PASSWORD=given["PASSWORD"])
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def address_of(url: str) -> str:
    """The address of the tests' own database for the login of this one."""
    from django.db import connection

    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))


def speak_english(world: World) -> None:
    """Everybody chooses English for themselves: nobody can choose for another."""
    for user in world.users.values():
        with acting(organisation_id=None, user_id=user.pk):
            User.objects.filter(pk=user.pk).update(language="en")


def membership_of(world: World, role: str, organisation: str = "rodnik") -> Membership:
    with acting(organisation_id=world.organisations[organisation].pk):
        return Membership.objects.get(user=world.user(role, organisation), ended_at=None)
