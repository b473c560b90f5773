"""Taking something in, and giving it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.receipts import once
from shelters.custody.models import CustodyItem
from shelters.models import Stay


class OwnerHasLeft(Exception):
    """Nothing is taken in from somebody who does not live here any more."""


@audited(Event.CUSTODY_TAKEN)
def take_in(*, by: Actor, stay: Stay, facts: dict[str, Any], form_key: UUID | None = None) -> CustodyItem:
    """Keep something for a resident, because they want it kept."""
    if by.user_id is None:
        raise PermissionDenied
    if stay.left_on is not None:
        raise OwnerHasLeft
    taken_by = by.user_id

    def make(pk: UUID) -> CustodyItem:
        return CustodyItem.objects.create(pk=pk, organisation_id=stay.organisation_id, stay=stay, taken_by_id=taken_by, **facts)

    return once(by=by, key=form_key, model=CustodyItem, make=make)


@audited(Event.CUSTODY_GIVEN_BACK)
def give_back(*, by: Actor, item: CustodyItem, signed: str) -> CustodyItem:
    """Give it back because the owner asks, at any hour and without a reason. A second press changes nothing."""
    current: CustodyItem = (
        CustodyItem.objects.select_for_update(of=("self",)).select_related("stay__case").get(pk=item.pk)
    )
    if not current.is_held:
        return current
    current.back_signed, current.given_back_at, current.given_back_by_id = signed, timezone.now(), by.user_id
    current.save(update_fields=["back_signed", "given_back_at", "given_back_by"])
    return current
