"""What needs two people. Each room declares its kinds where the act itself lives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.functional import Promise

from access.actors import Actor
from access.permissions import Permission

if TYPE_CHECKING:
    from access.approvals.models import Approval


@dataclass(frozen=True)
class Kind:
    """One act that needs two people.

    `name` is what the page calls it, `sentence` what happens when it is approved. `asks` may ask for it. `sees` says
    whether somebody may see what it is about: who may not can neither ask nor decide. `tells` gives the code of what
    it is about. `perform` does it at the moment of approval, in the same transaction; without it the one who asked
    does it afterwards, once (`take`), within the seven days. `leads_to` is the page where they do, `looks_at` the page where
    whoever decides reads what is asked. `hindered` raises CannotNow when it makes no sense to ask.
    """

    code: str
    name: str | Promise
    sentence: str | Promise
    asks: Permission
    sees: Callable[[Actor, UUID], bool]
    tells: Callable[[UUID], str]
    perform: Callable[[Actor, Approval], None] | None = None
    leads_to: Callable[[Approval], str] | None = None
    looks_at: Callable[[Approval], str] | None = None
    hindered: Callable[[UUID], None] | None = None


_kinds: dict[str, Kind] = {}


def declare(kind: Kind) -> Kind:
    """Make an act one that needs two people. `perform` is called as perform(decider, approval)."""
    _kinds[kind.code] = kind
    return kind


def find_kind(code: str) -> Kind | None:
    return _kinds.get(code)


def known_kinds() -> dict[str, Kind]:
    return dict(_kinds)
