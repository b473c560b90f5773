"""Writing down that somebody is in, or out and when they are expected back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.receipts import once
from shelters.models import Presence, Stay
from shelters.presence.models import Where


class HasLeft(Exception):
    """Whoever has left the house is neither in nor out."""


@audited(Event.PRESENCE_NOTED)
def note_presence(
    *, by: Actor, stay: Stay, where: str, expected_at: datetime | None = None, with_stay: Stay | None = None,
    with_staff: bool = False, with_whom: str = "", form_key: UUID | None = None,
) -> Presence:  # fmt: skip
    """Their own word, or for a child that of who goes along. Nobody is asked for leave.

    The audit names this row, not the stay: when the row is gone after two days, nothing tells who came and went.
    """
    if by.user_id is None:
        raise PermissionDenied
    if stay.left_on is not None:
        raise HasLeft
    noted_by = by.user_id
    along = {"expected_at": expected_at, "with_stay": with_stay, "with_staff": with_staff, "with_whom": with_whom}
    facts = along if where == Where.OUT else {}

    def make(pk: UUID) -> Presence:
        return Presence.objects.create(
            pk=pk, organisation_id=stay.organisation_id, stay=stay, where=where, noted_by_id=noted_by, **facts
        )

    return once(by=by, key=form_key, model=Presence, make=make)
