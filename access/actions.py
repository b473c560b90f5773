"""Every write of the access room: sessions, members, preferences."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.models import Membership, Organisation, User
from access.receipts import once
from access.roles import Role, may_give
from access.sessions import close_others


class LastAdministrator(Exception):
    """The organisation would be left with nobody who can manage its members."""


class RoleNotYours(PermissionDenied):
    """A role with powers one does not have oneself is neither given nor taken away."""


@audited(Event.SIGNED_IN, telling=("how",))
def start_session(*, by: Actor, how: str) -> None:
    """A member signed in; how they proved it."""


@audited(Event.SIGNED_OUT)
def end_session(*, by: Actor) -> None:
    """A member signed out."""


@audited(Event.SCREEN_COVERED)
def cover_screen(*, by: Actor) -> None:
    """A member hid the screen; the session shows nothing until they prove it is they."""


@audited(Event.SCREEN_UNCOVERED)
def uncover_screen(*, by: Actor) -> None:
    """The same member typed the password and goes on."""


@audited(Event.ORGANISATION_SWITCHED)
def switch_organisation(*, by: Actor, organisation: Organisation) -> Organisation:
    """Work for another organisation one is a member of, from the next page on."""
    return organisation


@audited(Event.LANGUAGE_CHOSEN)
def change_preferences(*, by: Actor, display_name: str, language: str, theme: str) -> User:
    """Choose the language and appearance of one's own pages."""
    user = _self(by)
    user.display_name, user.language, user.theme = display_name, language, theme
    user.save(update_fields=["display_name", "language", "theme"])
    return user


@audited(Event.PASSWORD_CHANGED)
def change_password(*, by: Actor, new: str, key: str) -> User:
    """Choose another password for oneself; sessions elsewhere than in this browser (under this key) end."""
    user = _self(by)
    close_others(user, key)
    user.set_password(new)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    return user


def _self(by: Actor) -> User:
    if by.user is None:
        raise PermissionError("The system has no account of its own.")
    return by.user


@audited(Event.MEMBER_INVITED, telling=("roles",))
def add_member(
    *, by: Actor, username: str, display_name: str, roles: list[str], password: str, form_key: UUID | None = None
) -> Membership:
    """Give somebody an account with roles in this organisation. They change the first password at sign-in."""
    _refuse_foreign(by, roles)

    def make(pk: UUID) -> Membership:
        user = User.objects.create_user(username, password, display_name=display_name, must_change_password=True)
        return Membership.objects.create(
            pk=pk, organisation_id=by.organisation_id, user=user, roles=sorted(roles), vouched_by=by.user, vouched_at=timezone.now()
        )

    return once(by=by, key=form_key, model=Membership, make=make)


@audited(Event.MEMBER_CHANGED, telling=("roles",))
def change_roles(*, by: Actor, membership: Membership, roles: list[str]) -> Membership:
    """Give a member other roles; they act at the member's next click. Nobody changes their own."""
    _refuse_self(by, membership)
    _refuse_foreign(by, {*membership.roles} ^ {*roles})
    membership.roles = sorted(roles)
    membership.save(update_fields=["roles"])
    return membership


@audited(Event.MEMBER_REMOVED)
def end_membership(*, by: Actor, membership: Membership) -> Membership:
    """A member leaves the organisation; what they did stays on record."""
    _refuse_self(by, membership)
    _refuse_foreign(by, membership.roles)
    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_at"])
    return membership


def _refuse_self(by: Actor, membership: Membership) -> None:
    if membership.user_id == by.user_id:
        raise LastAdministrator


def _refuse_foreign(by: Actor, roles: Iterable[str]) -> None:
    if not all(may_give(by.permissions, Role(role)) for role in roles):
        raise RoleNotYours


def first_password() -> str:
    """A password to read out once: long enough, and replaced at the first sign-in."""
    import secrets

    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(5)) for _ in range(3))
