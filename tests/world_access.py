"""The access room's rows of the world."""

from __future__ import annotations

from typing import Any

from access.models import Membership
from casework.imports.actions import add_synonym


def make_membership(world: Any, organisation: str) -> None:
    """Somebody whose roles may be changed: the medic."""
    world.rows["membership", organisation] = Membership.objects.get(user=world.user("medic", organisation), ended_at=None)


def make_synonym(world: Any, organisation: str) -> None:
    """A word the import was taught."""
    by = world.actor("administrator", organisation)
    world.rows["synonym", organisation] = add_synonym(by=by, kind="country", text="нарния", code="KZ")
