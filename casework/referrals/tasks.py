"""The clocks of referrals: who has not been answered is asked after, told upwards, and at last given up."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from access.actors import Actor, system_actor
from access.context import acting
from access.models import Organisation
from casework.referrals.clocks import due_of, step_due
from casework.referrals.models import Referral
from casework.referrals.reminder_actions import tell_step
from casework.referrals.reminders import ReferralReminder


@shared_task(name="casework.referrals.tasks.look_after")
def look_after() -> int:
    """Every step that is due and was not told yet, one organisation after the other: what it sent, and what it received."""
    told = 0
    for organisation in Organisation.objects.filter(is_active=True):
        with acting(organisation_id=organisation.pk):
            told += look_after_organisation(system_actor(organisation))
    return told


def look_after_organisation(by: Actor) -> int:
    waiting = Referral.objects.awaiting_answer()
    own = waiting.filter(organisation_id=by.organisation_id).select_related("case")
    received = waiting.filter(recipient_id=by.organisation_id)
    return sum(_look_after(by, row.pk) for rows in (own, received) for row in list(rows))


def _look_after(by: Actor, pk: object) -> bool:
    """Locked while it is looked at, so that an answer given at this moment is not overlooked and two workers tell once."""
    with transaction.atomic():
        row = Referral.objects.awaiting_answer().select_for_update(of=("self",)).filter(pk=pk).first()
        if row is None or row.sent_at is None:
            return False
        hours = settings.REFERRAL_HOURS[row.urgency]
        step = step_due(due_of(row.sent_at, row.urgency, hours, timezone.get_current_timezone()), timezone.now())
        if step is None or ReferralReminder.objects.filter(organisation_id=by.organisation_id, referral=row, step=step).exists():
            return False
        tell_step(by=by, referral=row, step=step.value)
        return True


SCHEDULE = {"casework.referrals.tasks.look_after": 60.0}
