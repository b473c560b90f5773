"""Who is acting: a person in one organisation with the roles they hold there, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest

from access.events import Event
from access.permissions import Permission
from access.roles import Role, permissions_of

if TYPE_CHECKING:
    from access.models import Organisation, User


@dataclass(frozen=True)
class Actor:
    """The one who acts. `user` is None when the system does something by itself (a sweep, a schedule).

    `remembered` holds what a room looked up about this person and asks for again and again while one page is made.
    """

    organisation: Organisation
    user: User | None = None
    roles: frozenset[str] = frozenset()
    permissions: frozenset[Permission] = field(init=False)
    remembered: dict[Any, Any] = field(init=False, default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "permissions", permissions_of(self.roles))

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    def has_role(self, *roles: Role) -> bool:
        return any(role in self.roles for role in roles)

    @property
    def user_id(self) -> UUID | None:
        return self.user.pk if self.user else None

    @property
    def organisation_id(self) -> UUID:
        return self.organisation.pk


def system_actor(organisation: Organisation) -> Actor:
    """The system acting inside one organisation: no permissions of its own, recorded as such."""
    return Actor(organisation=organisation)


class ActorRequest(HttpRequest):
    """A request of a signed-in member; views behind @requires get one."""

    actor: Actor
    seen: list[tuple[str, UUID]]
    noted: list[tuple[Event, dict[str, Any]]]
