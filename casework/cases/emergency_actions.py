"""Opening a case in an emergency, giving it back, and looking at it afterwards."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.permissions import Permission
from access.receipts import once
from casework.cases.emergency import OPEN_FOR, EmergencyOpening
from casework.cases.models import Case
from casework.cases.timeline import add_entry


class OwnOpening(PermissionDenied):
    """Nobody reviews what they opened themselves."""


class AlreadyReviewed(Exception):
    """A colleague reviewed this first."""


@audited(Event.EMERGENCY_OPENED)
def open_in_emergency(*, by: Actor, case: Case, reason: str, form_key: UUID | None = None) -> EmergencyOpening:
    """Open a case of a colleague for an hour. Whoever reviews these sees it at once."""
    if by.user is None or not by.may(Permission.EMERGENCY_OPEN):
        raise PermissionDenied
    user = by.user

    def make(pk: UUID) -> EmergencyOpening:
        running: EmergencyOpening | None = EmergencyOpening.objects.filter(user=user, case_id=case.pk).running().first()
        if running is not None:
            return running
        now = timezone.now()
        opening: EmergencyOpening = EmergencyOpening.objects.create(
            pk=pk, organisation_id=by.organisation_id, case_id=case.pk, case_code=case.code, user=user, reason=reason,
            created_at=now, until=now + OPEN_FOR,
        )  # fmt: skip
        add_entry(case=case, by=by, kind="emergency_opened", source_id=opening.pk)
        return opening

    return once(by=by, key=form_key, model=EmergencyOpening, make=make)


@audited(Event.EMERGENCY_ENDED)
def end_emergency(*, by: Actor, opening: EmergencyOpening) -> EmergencyOpening:
    """Give the case back before the hour is over."""
    if opening.user_id != by.user_id:
        raise PermissionDenied
    if opening.is_running:
        opening.ended_at = timezone.now()
        opening.save(update_fields=["ended_at"])
    return opening


@audited(Event.EMERGENCY_REVIEWED, telling=("review",))
def review_emergency(*, by: Actor, opening: EmergencyOpening, review: str) -> EmergencyOpening:
    """Somebody else looks at what was opened and seen, and says whether there was good reason."""
    if opening.user_id == by.user_id or not by.may(Permission.EMERGENCY_REVIEW):
        raise OwnOpening
    current: EmergencyOpening = EmergencyOpening.objects.select_for_update(of=("self",)).get(pk=opening.pk)
    if current.reviewed_at is not None:
        raise AlreadyReviewed
    current.reviewed_by, current.reviewed_at, current.review = by.user, timezone.now(), review
    current.save(update_fields=["reviewed_by", "reviewed_at", "review"])
    return current
