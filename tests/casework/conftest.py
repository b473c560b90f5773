"""What the tests of casework share: acting as somebody, and a fresh case of one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from access.actors import Actor
from access.context import acting_as
from tests.world_casework import new_case, new_referral


@contextmanager
def as_actor(actor: Actor) -> Iterator[Actor]:
    with acting_as(actor):
        yield actor


@pytest.fixture
def acts(world: Any, db: None) -> Callable[..., AbstractContextManager[Actor]]:
    """`with acts("case_manager") as manager:` the database and Python both know who works."""

    def begin(role: str, organisation: str = "rodnik") -> AbstractContextManager[Actor]:
        return as_actor(world.actor(role, organisation))

    return begin


@pytest.fixture
def case(acts: Any) -> Any:
    """A fresh case led by Rodnik's case manager."""
    with acts("case_manager") as manager:
        return new_case(manager)


@pytest.fixture
def referral(acts: Any, case: Any, world: Any) -> Any:
    """A referral just sent to the police unit."""
    with acts("case_manager") as manager:
        return new_referral(manager, case, world.organisations["police-almaty"])[1]
