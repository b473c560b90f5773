"""When two accounts are two people. One person with a second account of their own making is still one."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from access.actors import Actor
from access.models import Membership, User


def are_two_people(by: Actor, other_id: UUID | None) -> bool:
    """Not the same account, and neither of the two made or reset the other's account lately."""
    if by.user_id is None or other_id is None or other_id == by.user_id:
        return False
    since = timezone.now() - timedelta(days=settings.TWO_PEOPLE_DAYS)
    pair = (by.user_id, other_id)
    vouched = Membership.objects.filter(
        organisation_id=by.organisation_id, user_id__in=pair, vouched_by_id__in=pair, vouched_at__gt=since
    )
    return not vouched.exists()


def somebody(by: Actor) -> User:
    """Who is signed in; the system asks for nothing in anybody's name."""
    if by.user is None:
        raise PermissionDenied
    return by.user
