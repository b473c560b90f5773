"""The moment of signing in: before a request has an actor, the record of the sign-in already needs one."""

from __future__ import annotations

from access.actions import start_session
from access.actors import Actor
from access.context import put, signed
from access.models import Membership, User


def record_start_of_session(user: User) -> None:
    """Record the sign-in in the organisation the person works for first."""
    put(signed(None, user.pk))
    memberships = Membership.objects.filter(user=user, ended_at=None, organisation__is_active=True)
    membership = memberships.select_related("organisation").order_by("organisation__name").first()
    if membership is None:
        return
    put(signed(membership.organisation_id, user.pk))
    start_session(by=Actor(organisation=membership.organisation, user=user, roles=frozenset(membership.roles)))
