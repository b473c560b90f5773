"""The access room's rows of the world."""

from __future__ import annotations

from typing import Any

from access.models import Membership


def make_membership(world: Any, organisation: str) -> None:
    """Somebody whose roles may be changed: the medic."""
    world.rows["membership", organisation] = Membership.objects.get(user=world.user("medic", organisation), ended_at=None)
